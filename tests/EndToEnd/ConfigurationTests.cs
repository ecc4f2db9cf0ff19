using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>A bad agent.json ends the process with 78 (EX_CONFIG) and one line that names the key and the cure, before anything listens.</summary>
public sealed class ConfigurationTests
{
    private const int BadConfiguration = 78;
    private const string TokenEndpoint = "https://localhost:1/token";

    private static readonly Dictionary<string, string> Files = MakeFiles();

    // What is changed in a good file: the path of a parent, the key in it, the new value in JSON (empty: removed); the path to be named; words of the cure.
    public static TheoryData<string, string, string, string, string> Mistakes() => new()
    {
        { "", "acounts", "[]", "acounts", "unknown" },
        { "accounts[0].smtp", "prot", "587", "accounts[0].smtp.prot", "unknown" },
        { "accounts[0].oauth", "token_endpoint", "\"x\"", "accounts[0].oauth.token_endpoint", "unknown" },
        { "accounts[0].smtp", "port", "\"587\"", "accounts[0].smtp.port", "number" },
        { "accounts[0].smtp", "port", "0", "accounts[0].smtp.port", "65535" },
        { "accounts[0].smtp", "port", "70000", "accounts[0].smtp.port", "65535" },
        { "accounts[0].smtp", "port", "587.5", "accounts[0].smtp.port", "number" },
        { "accounts[0].smtp", "port", "", "accounts[0].smtp.port", "missing" },
        { "accounts[0].smtp", "host", "7", "accounts[0].smtp.host", "text" },
        { "accounts[0].smtp", "host", "\"\"", "accounts[0].smtp.host", "empty" },
        { "accounts[0].smtp", "security", "\"tls\"", "accounts[0].smtp.security", "starttls" },
        { "accounts[0].smtp", "sizeMax", "-1", "accounts[0].smtp.sizeMax", "number" },
        { "accounts[0]", "smtp", "[]", "accounts[0].smtp", "object" },
        { "accounts[0]", "mechanism", "\"cram-md5\"", "accounts[0].mechanism", "xoauth2" },
        { "accounts[0]", "user", "null", "accounts[0].user", "null" },
        { "accounts[0]", "ca", "\"no-such.pem\"", "accounts[0].ca", "no-such.pem" },
        { "accounts[0]", "ca", "\"garbage.pem\"", "accounts[0].ca", "garbage.pem" },
        { "accounts[0].oauth", "tokenEndpoint", "\"http://login.test/token\"", "accounts[0].oauth.tokenEndpoint", "https://" },
        { "accounts[0].sender", "rewrite", "true", "accounts[0].sender.rewrite", "if-different" },
        { "accounts[0].sender", "address", "\"a@b\\u0000c\"", "accounts[0].sender.address", "" },
        { "", "accounts", "{}", "accounts", "list" },
        { "", "accounts", "[]", "accounts", "empty" },
        { "", "board", "\"abacus\"", "board", "raspberry-pi" },
        { "", "name", "\"two words\"", "name", "host name" },
        { "listen[0]", "allow", "", "listen[0].allow", "missing" },
        { "listen[0]", "allow", "[]", "listen[0].allow", "empty" },
        { "listen[0]", "allow", "[\"192.168.7.300/24\"]", "listen[0].allow[0]", "192.168.7.0/24" },
        { "listen[0]", "address", "\"localhost:25\"", "listen[0].address", "address" },
        { "listen[0]", "login", "false", "listen[0].login", "required" },
        { "listen[0]", "tls", "\"ssl3\"", "listen[0].tls", "starttls" },
        { "logins[0]", "password", "\"in-clear\"", "logins[0].password", "hmac-sha256" },
        { "logins[0]", "account", "\"scanz\"", "logins[0].account", "scans" },
    };

    // The listener's own certificate, for listeners with TLS: what "certificate" and "key" say.
    public static TheoryData<string, string, string> Certificates() => new()
    {
        { "no-such.pem", "server-key.pem", "listen[0].certificate" },
        { "garbage.pem", "server-key.pem", "listen[0].certificate" },
        { "server.pem", "no-such-key.pem", "listen[0].key" },
        { "server.pem", "garbage.pem", "listen[0].key" },
        { "server.pem", "other-key.pem", "listen[0].key" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_named_with_its_cure(string parent, string key, string value, string path, string words)
    {
        JsonObject file = Good();
        JsonObject changed = parent.Length == 0 ? file : file.At(parent).AsObject();
        if (value.Length == 0) Assert.True(changed.Remove(key));
        else changed[key] = JsonNode.Parse(value);
        await Refused(file.ToJsonString(), path, words);
    }

    [Theory]
    [MemberData(nameof(Certificates))]
    public async Task An_unusable_certificate_is_named(string certificate, string key, string path)
    {
        JsonObject file = Good();
        JsonObject listener = file.At("listen[0]").AsObject();
        listener["tls"] = "starttls";
        listener["certificate"] = certificate;
        listener["key"] = key;
        await Refused(file.ToJsonString(), path, "");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"name\": ")]
    [InlineData("{} {}")]
    [InlineData("\0")]
    public async Task What_is_no_JSON_object_is_refused_by_file_name(string text)
    {
        await Refused(text, "agent.json", "");
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        (int code, _, string[] errors) = await AgentProcess.Run(null);
        Assert.Equal(BadConfiguration, code);
        Assert.Contains("agent.json", Assert.Single(errors));
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        JsonObject file = Good();
        file.At("listen[0]")["port"] = ((IPEndPoint)other.LocalEndpoint).Port;
        // --check opens no port, so only the start itself can tell.
        (int code, _, string[] errors) = await AgentProcess.Run(file.ToJsonString(), "", Files);
        Assert.Equal(BadConfiguration, code);
        Assert.Contains("listen[0].port", Assert.Single(errors));
    }

    [Fact]
    public async Task A_good_file_passes_the_check_and_nothing_listens()
    {
        (int code, string output, string[] errors) = await AgentProcess.Run(Good().ToJsonString(), "--check", Files);
        Assert.True(code == 0, string.Join('\n', errors));
        Assert.Contains("localhost", output + string.Join('\n', errors));
    }

    private static async Task Refused(string text, string path, string words)
    {
        foreach (string option in new[] { "", "--check" })
        {
            (int code, string output, string[] errors) = await AgentProcess.Run(text, option, Files);
            Assert.True(code == BadConfiguration, $"exit code {code}, option '{option}':\n{output}\n{string.Join('\n', errors)}");
            string line = Assert.Single(errors);
            Assert.Contains(path, line);
            Assert.Contains(words, line);
        }
    }

    private static JsonObject Good()
    {
        JsonObject file = AgentFile.Make(587, TokenEndpoint);
        return file;
    }

    private static Dictionary<string, string> MakeFiles()
    {
        using var authority = new CertificateAuthority();
        using X509Certificate2 server = authority.Issue("localhost");
        using X509Certificate2 other = authority.Issue("localhost");
        return new Dictionary<string, string>
        {
            ["ca.pem"] = authority.Pem,
            ["garbage.pem"] = "-----BEGIN CERTIFICATE-----\nnot base64 at all\n-----END CERTIFICATE-----\n",
            ["server.pem"] = server.ExportCertificatePem(),
            ["server-key.pem"] = server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            ["other-key.pem"] = other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
        };
    }
}
