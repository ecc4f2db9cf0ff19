using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The program's options, exit codes and first words.</summary>
public class CommandLineTests
{
    [Fact]
    public void Version_and_help_need_no_configuration()
    {
        Assert.Equal((0, "devicemail-agent 0.1.0\n", ""), AgentProcess.Run(null, "--version"));
        (int code, string output, _) = AgentProcess.Run(null, "--help");
        Assert.Equal(0, code);
        Assert.StartsWith("devicemail-agent --config FILE ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--config FILE is missing.")]
    [InlineData("--config needs a file name.", "--config")]
    [InlineData("There is no option --confg.", "--confg", "agent.json")]
    [InlineData("--import-secret needs the name of an account.", "--config", "agent.json", "--import-secret")]
    [InlineData("--import-refresh-token needs the name of an account.", "--import-refresh-token", "--config", "agent.json")]
    [InlineData("Only one of --check, --import-secret, --version and --help is possible at a time.", "--check", "--version")]
    public void Wrong_arguments_are_named(string expected, params string[] arguments)
    {
        (int code, string output, string error) = AgentProcess.Run(null, arguments);
        Assert.Equal(64, code);
        Assert.Equal("", output);
        Assert.StartsWith(expected + "\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_says_what_would_run()
    {
        using var folder = new TestFolder();
        string json = AgentJson.WithOAuth(AgentJson.For(2525, "smtp.example.org", 587, "store", "auto", security: "starttls"), "https://login.example.org/token");
        string path = folder.Write("agent.json", json);
        (int code, string output, string error) = AgentProcess.Run(null, "--config", path, "--check");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        string expected = """
            The configuration is sound. devicemail-agent 0.1.0 would run
            as bridge-test on board raspberry-pi-4,
            listening on 127.0.0.1 port 2525 with TLS from the first octet or STARTTLS, as the scanner likes, certificate of its own, for scanners at 127.0.0.0/8, login optional, lenient commands, headers as they come, line ends repaired, no Received added,
            sending by default through account scans: smtp.example.org port 587 with STARTTLS,
                as scans@contoso.example by XOAUTH2 (no refresh token in the store yet),
                the scanner's sender kept, trusting the system's roots,
                mails up to 35 MiB, at most 3 connection(s), a scanner waiting up to 30 s,
            with its secrets in STORE, which it would make.

            """;
        Assert.Equal(expected.Replace("STORE", folder["store"], StringComparison.Ordinal), output);
        Assert.False(Directory.Exists(folder["store"]));
    }

    [Theory]
    [InlineData("--check")]
    [InlineData("")]
    public void A_bad_configuration_is_one_line_and_78(string option)
    {
        using var folder = new TestFolder();
        string path = folder.Write("agent.json", AgentJson.For(2525, "127.0.0.1", 25, "store").Replace("\"off\"", "\"of\"", StringComparison.Ordinal));
        (int code, string output, string error) = option.Length == 0 ? AgentProcess.Run(null, "--config", path) : AgentProcess.Run(null, "--config", path, option);
        Assert.Equal(78, code);
        Assert.Equal("", output);
        Assert.Equal("agent.json: listen[0].tls: must be \"off\", \"starttls\", \"implicit\" or \"auto\", not \"of\". Did you mean \"off\"?\n", error);
        Assert.False(Directory.Exists(folder["store"]));
    }

    [Fact]
    public void A_port_in_use_is_known_before_anything_listens()
    {
        using var folder = new TestFolder();
        var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        string path = folder.Write("agent.json", AgentJson.For(port, "127.0.0.1", 25, "store"));
        (int code, _, string error) = AgentProcess.Run(null, "--config", path);
        Assert.Equal(78, code);
        Assert.Equal("agent.json: listen[0].port: " + port + " is in use by another program on 127.0.0.1. Stop that program (`ss -ltnp` shows it), or choose another port.\n", error);
        other.Stop();
        string elsewhere = folder.Write("agent.json", AgentJson.For(port, "127.0.0.1", 25, "store").Replace("\"address\":\"127.0.0.1\"", "\"address\":\"192.0.2.1\"", StringComparison.Ordinal));
        (code, _, error) = AgentProcess.Run(null, "--config", elsewhere);
        Assert.Equal(78, code);
        Assert.StartsWith("agent.json: listen[0].address: 192.0.2.1 is not an address of this device.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_wrote_to_the_same_log_file_stays()
    {
        using var folder = new TestFolder();
        string path = folder.Write("agent.json", AgentJson.For(AgentProcess.FreePort(), "127.0.0.1", 25, "store"));
        folder.Write("log", "first\n");
        string agent = Path.Combine(AppContext.BaseDirectory, "devicemail-agent");
        string script = "'" + agent + "' --config '" + path + "' 2>> '" + folder["log"] + "' & for i in $(seq 100); do grep -q '^ready' '" + folder["log"] + "' && break; sleep 0.1; done; echo between >> '" + folder["log"] + "'; kill $!; wait $!";
        using var shell = Process.Start("/bin/sh", ["-c", script]);
        Assert.True(shell.WaitForExit(20_000));
        string[] lines = File.ReadAllLines(folder["log"]);
        Assert.Equal("first", lines[0]);
        Assert.Contains("between", lines);
        Assert.Contains("stopped", lines);
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public void A_store_that_cannot_be_is_refused()
    {
        using var folder = new TestFolder();
        folder.Write("store", "a file");
        string path = folder.Write("agent.json", AgentJson.For(AgentProcess.FreePort(), "127.0.0.1", 25, "store"));
        (int code, _, string error) = AgentProcess.Run(null, "--config", path);
        Assert.Equal(78, code);
        Assert.Equal("agent.json: store: " + folder["store"] + " is a file, not a folder. Name another folder.\n", error);
    }

    [Theory]
    [InlineData("--import-refresh-token", "xoauth2", " fake-refresh-token \r\n", "fake-refresh-token")]
    [InlineData("--import-secret", "xoauth2", "fake-refresh-token", "fake-refresh-token")]
    [InlineData("--import-secret", "plain", "fake pass word\n", "fake pass word")]
    public void A_secret_is_taken_from_standard_input(string option, string mechanism, string input, string stored)
    {
        using var folder = new TestFolder();
        string configuration = Configuration(folder, mechanism);
        (int code, string output, string error) = AgentProcess.Run(input, "--config", configuration, option, "scans");
        Assert.Equal(("", "Stored for account scans.\n", 0), (output, error, code));
        AgentConfiguration read = AgentFile.Read(configuration);
        var secret = new Secret(Limits.RefreshToken);
        Assert.Equal(Diagnosis.None, new FileTokenStore(new StoreFolder(read.Store), read.Accounts[0]).Load(secret));
        Assert.Equal(stored, Encoding.ASCII.GetString(secret.Octets, 0, secret.Count));
    }

    [Theory]
    [InlineData("", "xoauth2", "scans", 65, "Nothing came on standard input.")]
    [InlineData("two words", "xoauth2", "scans", 65, "A refresh token is one word of visible ASCII characters.")]
    [InlineData("two\nlines", "plain", "scans", 65, "A password is one line without control characters.")]
    [InlineData("LONG", "xoauth2", "scans", 65, "What came on standard input is too long for a refresh token.")]
    [InlineData("x", "xoauth2", "scnas", 64, "There is no account \"scnas\" in agent.json. There are: scans.")]
    [InlineData("x", "none", "scans", 64, "Account scans has mechanism none and needs no secret.")]
    public void A_secret_that_cannot_be_one_is_refused(string input, string mechanism, string account, int expected, string words)
    {
        using var folder = new TestFolder();
        if (input == "LONG") input = new string('x', Limits.RefreshToken + 1);
        AgentConfiguration configuration = AgentFile.Read(Configuration(folder, mechanism));
        var store = new StoreFolder(configuration.Store);
        Assert.Null(store.Prepare());
        using var messages = new StringWriter();
        using var standardInput = new MemoryStream(Encoding.UTF8.GetBytes(input));
        Assert.Equal(expected, SecretImport.Run(configuration, account, store, standardInput, messages));
        Assert.StartsWith(words, messages.ToString(), StringComparison.Ordinal);
        if (input.Length > 4) Assert.DoesNotContain(input, messages.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["store"]));
    }

    private static string Configuration(TestFolder folder, string mechanism)
    {
        string json = AgentJson.For(2525, "127.0.0.1", 25, "store", mechanism: mechanism == "xoauth2" ? "none" : mechanism);
        return folder.Write("agent.json", mechanism == "xoauth2" ? AgentJson.WithOAuth(json, "https://localhost/token") : json);
    }
}
