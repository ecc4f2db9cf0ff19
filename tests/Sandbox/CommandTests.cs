using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.Faults;
using DeviceMailAgent.Sandbox.Scenarios;
using MailKit.Net.Smtp;
using MailKit.Security;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>devicemail sandbox as a process.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task It_prints_what_a_client_needs_shows_what_happens_and_ends_with_an_interrupt()
    {
        using var folder = new TemporaryFolder();
        using Process sandbox = Run("sandbox", "--json", "--profile", "gmail", "--folder", folder.Path, "--fault", "token-refused-once");
        JsonElement started = JsonDocument.Parse((await sandbox.StandardOutput.ReadLineAsync())!).RootElement;
        Assert.Equal("gmail", started.GetProperty("profile").GetString());
        Assert.Equal(Path.Combine(folder.Path, "ca.pem"), started.GetProperty("caFile").GetString());
        JsonElement account = started.GetProperty("agentConfiguration").GetProperty("accounts")[0];
        Assert.Equal(started.GetProperty("smtpPort").GetInt32(), account.GetProperty("smtp").GetProperty("port").GetInt32());
        Assert.Equal(started.GetProperty("tokenEndpoint").GetString(), account.GetProperty("oauth").GetProperty("tokenEndpoint").GetString());

        using (var client = new SmtpClient { Timeout = Clients.TimeoutMs, ServerCertificateValidationCallback = (_, _, _, _) => true })
        {
            await client.ConnectAsync("localhost", started.GetProperty("smtpPort").GetInt32(), SecureSocketOptions.StartTls);
            await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(new SaslMechanismOAuth2("scans@gmail.example", "stale")));
        }

        foreach (string kind in (string[])["connection", "fault", "login"])
        {
            JsonElement happened = JsonDocument.Parse((await sandbox.StandardOutput.ReadLineAsync())!).RootElement;
            Assert.Equal(kind, happened.GetProperty("kind").GetString());
        }

        using Process interrupt = Process.Start("sh", ["-c", $"kill -INT {sandbox.Id}"]);
        Assert.True(sandbox.WaitForExit(Clients.TimeoutMs));
        Assert.Equal(0, sandbox.ExitCode);
    }

    [Fact]
    public async Task List_faults_prints_the_table()
    {
        using Process list = Run("sandbox", "--list-faults");
        string text = await list.StandardOutput.ReadToEndAsync();
        Assert.True(list.WaitForExit(Clients.TimeoutMs));
        foreach (Fault fault in FaultTable.All)
        {
            Assert.Contains(fault.Name, text);
            Assert.Contains(fault.What, text);
        }
    }

    [Fact]
    public async Task List_scenarios_prints_the_table()
    {
        using Process list = Run("sandbox", "--list-scenarios", "--json");
        JsonElement rows = JsonDocument.Parse(await list.StandardOutput.ReadToEndAsync()).RootElement;
        Assert.True(list.WaitForExit(Clients.TimeoutMs));
        Assert.Equal(ScenarioTable.All.Select(row => (row.Name, row.Sees, row.Diagnosis)),
            rows.EnumerateArray().Select(row => (row.GetProperty("name").GetString()!, row.GetProperty("sees").GetString()!, row.GetProperty("diagnosis").GetInt32())));
    }

    [Fact]
    public async Task A_scenario_is_named_and_set()
    {
        using Process sandbox = Run("sandbox", "--json", "--scenario", "smtp-auth-off-tenant", "--device-code-lifetime", "60", "--device-interval", "1");
        JsonElement started = JsonDocument.Parse((await sandbox.StandardOutput.ReadLineAsync())!).RootElement;
        Assert.Equal("smtp-auth-off-tenant", started.GetProperty("scenario").GetString());
        Assert.True(File.Exists(started.GetProperty("daemonCertificateFile").GetString()));
        JsonElement oauth = started.GetProperty("agentConfiguration").GetProperty("accounts")[0].GetProperty("oauth");
        Assert.Equal(started.GetProperty("deviceEndpoint").GetString(), oauth.GetProperty("deviceEndpoint").GetString());
        using (var client = new SmtpClient { Timeout = Clients.TimeoutMs, ServerCertificateValidationCallback = (_, _, _, _) => true })
        {
            await client.ConnectAsync("localhost", started.GetProperty("smtpPort").GetInt32(), SecureSocketOptions.StartTls);
            AuthenticationException refused = await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(new SaslMechanismOAuth2("scans@contoso.example", "stale")));
            Assert.Contains("SmtpClientAuthentication is disabled for the Tenant", refused.Message);
        }

        using Process interrupt = Process.Start("kill", ["-INT", sandbox.Id.ToString()]);
        Assert.True(sandbox.WaitForExit(Clients.TimeoutMs));
    }

    [Theory]
    [InlineData("There is no scenario 'nonsense'", "--scenario", "nonsense")]
    [InlineData("A device code lives for a second at least", "--device-code-lifetime", "0")]
    [InlineData("There is no fault 'nonsense'", "--fault", "nonsense")]
    [InlineData("There is no profile 'aol'", "--profile", "aol")]
    [InlineData("'maybe' not recognized", "--rotate", "maybe")]
    [InlineData("A token of 9 characters cannot be made", "--token-length", "9")]
    public async Task A_wrong_option_is_one_line_on_standard_error(string expected, params string[] options)
    {
        using Process refused = Run(["sandbox", .. options]);
        string error = await refused.StandardError.ReadToEndAsync();
        Assert.True(refused.WaitForExit(Clients.TimeoutMs));
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(expected, error.Split('\n')[0]);
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_named()
    {
        await using SandboxProvider first = SandboxProvider.Start(new SandboxOptions());
        foreach (SandboxOptions options in (SandboxOptions[])[new() { SmtpPort = first.SmtpPort }, new() { SmtpsPort = first.SmtpsPort }, new() { OAuthPort = first.TokenEndpoint.Port }])
        {
            InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => SandboxProvider.Start(options));
            Assert.Matches(@"^Port \d+ on 127\.0\.0\.1 cannot be used: ", refused.Message);
        }
    }

    private static Process Run(params string[] arguments)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "devicemail.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("devicemail-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
