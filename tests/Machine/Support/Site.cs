using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.Machine.Tests;

/// <summary>One emulated machine with the package installed and set up by `devicemail flash`, and a provider; once for all tests of a class.</summary>
public sealed class Site : IAsyncLifetime
{
    /// <summary>The line of the PL061 that QEMU's power button pulls high.</summary>
    internal const int ButtonLine = 3;

    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(2);

    private readonly Folder _folder = new("site");
    private Machine? _machine;
    private SandboxProvider? _provider;

    internal Machine Machine
    {
        get
        {
            Assert.SkipWhen(Image.Missing is not null, Image.Missing ?? "");
            return _machine!;
        }
    }

    internal SandboxProvider Provider => _provider!;

    /// <summary>The arm64 package, as it ships; made once.</summary>
    internal static readonly Lazy<Task<string>> Package = new(MakePackage);

    private static async Task<string> MakePackage()
    {
        (int code, string said, string errors) = await ChildProcess.Run(Path.Combine(Root, "firmware/raspberry-pi/Package/build"), ["arm64"], secondsMax: 900);
        Assert.True(code == 0, said + errors);
        return said.Trim().Split('\n')[^1];
    }

    public async ValueTask InitializeAsync()
    {
        if (Image.Missing is not null) return;
        string package = await Package.Value;
        // Each refresh brings a new refresh token, so that the store is written in use.
        _provider = SandboxProvider.Start(new SandboxOptions { User = ScanMail.Sender, Rotate = true });
        await _provider.WarmUp();
        _machine = await Machine.Boot();
        await Provision();
        await Tool(900, "flash", "--board", "raspberry-pi-4", "--host", "root@machine", "--ssh-config", _machine.SshConfig, "--deb", package, "--config", "agent.json", "--wait", "180");
        await _machine.UntilActive();
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null) await _machine.DisposeAsync();
        if (_provider is not null) await _provider.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The service runs and has no secret, as on the day when it was installed.</summary>
    internal async Task Unpaired()
    {
        await Machine.Run("systemctl stop devicemail-agent && find /var/lib/devicemail-agent -name 'scans.*' -delete && systemctl start devicemail-agent");
        await Machine.Until("it says that it needs pairing", async () => (await Machine.Property("StatusText")).StartsWith("needs-pairing D301: ", StringComparison.Ordinal));
    }

    /// <summary>The service runs and has a secret, carried in by hand if need be.</summary>
    internal async Task Paired()
    {
        await Machine.UntilActive();
        if ((await Machine.Property("StatusText")).StartsWith("needs-pairing", StringComparison.Ordinal))
            await Machine.Run("devicemail-agent --config /etc/devicemail-agent/agent.json --import-secret scans", Encoding.ASCII.GetBytes(Provider.RefreshToken + "\n"));
        await Machine.Until("it says ready", async () => await Machine.Property("StatusText") == "ready");
    }

    /// <summary>Pairs by a device code, as a technician does on the device, and a person at the provider's page.</summary>
    /// <param name="whileWaiting">What happens between the code and the person's answer.</param>
    internal async Task Pair(Func<Task> whileWaiting)
    {
        using Process pair = Process.Start(new ProcessStartInfo("ssh", ["-F", Machine.SshConfig, "machine", "devicemail pair --json --no-test-mail"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        var said = new List<string>();
        JsonNode code = await Next("code");
        await whileWaiting();
        Assert.True(await Provider.AnswerDeviceCode((string)code["userCode"]!, approve: true));
        JsonNode end = await Next("end");
        Assert.True((bool)end["paired"]!, string.Join('\n', said));
        await pair.WaitForExitAsync().WaitAsync(Wait);

        async Task<JsonNode> Next(string type)
        {
            while (await pair.StandardOutput.ReadLineAsync().WaitAsync(Wait) is { } line)
            {
                said.Add(line);
                if (JsonNode.Parse(line) is { } node && (string?)node["type"] == type) return node;
            }
            throw new InvalidOperationException($"no {type}: " + string.Join('\n', said));
        }
    }

    /// <summary>A scan goes in at the machine and arrives at the provider with every octet.</summary>
    internal async Task AssertRelays(int pdfOctets = 200_000)
    {
        ScanMail mail = ScanMail.Make(pdfOctets);
        using Conversation scanner = await Conversation.Begin(Machine.Port);
        HeardReply reply = await scanner.Send(mail);
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{await Machine.Journal()}");
        await scanner.Ask("QUIT");
        ReceivedMail received = Assert.Single(Provider.Mails, received => received.Recipients.Contains(mail.Recipient));
        byte[] arrived = await File.ReadAllBytesAsync(received.File!);
        SameOctets.Assert(mail.Octets, arrived);
    }

    /// <summary>Counts how often systemd started the service anew.</summary>
    internal async Task<int> Restarts() => int.Parse(await Machine.Property("NRestarts"), CultureInfo.InvariantCulture);

    // Red, green and blue on lines 4 to 6, and a button on that of the power button.
    private async Task Provision()
    {
        File.Copy(Provider.CaFile, _folder.File("ca.pem"));
        await Tool(60, "provision", "--board", "raspberry-pi-4", "--provider", "other", "--mechanism", "xoauth2", "--flow", "device-code", "--name", "agent.test", "--mailbox", ScanMail.Sender,
            "--client-id", "00000000-0000-0000-0000-000000000000", "--value", "host=localhost", "--ca", "ca.pem", "--value", "scope=https://outlook.office.com/SMTP.Send offline_access",
            "--smtp-port", Provider.SmtpPort.ToString(CultureInfo.InvariantCulture), "--security", "starttls", "--value", $"token-endpoint={Provider.TokenEndpoint}", "--value", $"device-endpoint={Provider.DeviceEndpoint}",
            "--address", "0.0.0.0", "--port", Machine.MailPort.ToString(CultureInfo.InvariantCulture), "--allow", "10.0.2.0/24", "--no-scanner-login", "--out", "agent.json");
        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("agent.json")))!;
        configuration["pins"] = new JsonObject
        {
            ["light"] = new JsonObject { ["red"] = Light.Red, ["green"] = Light.Green, ["blue"] = Light.Blue },
            ["button"] = new JsonObject { ["pin"] = ButtonLine, ["activeHigh"] = true },
        };
        _folder.Write("agent.json", configuration.ToJsonString());
    }

    private async Task Tool(int secondsMax, params string[] arguments)
    {
        string home = Directory.CreateDirectory(_folder.File("home")).FullName;
        (int code, string said, string errors) = await ChildProcess.Run("env", ["HOME=" + home, "LANG=C.UTF-8", "dotnet", Path.Combine(AppContext.BaseDirectory, "devicemail.dll"), .. arguments], secondsMax: secondsMax,
            workingFolder: _folder.Path);
        Assert.True(code == 0, $"devicemail {arguments[0]} ended with {code}:\n{said}\n{errors}");
    }

    private static string Root
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "DeviceMailAgent.sln"))) folder = Path.GetDirectoryName(folder);
            return folder ?? throw new InvalidOperationException("DeviceMailAgent.sln is in no folder above " + AppContext.BaseDirectory);
        }
    }
}
