using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>
/// devicemail support-bundle: secrets are planted wherever there are any, and none of them is in the file, in no spelling; what support needs is.
/// </summary>
public sealed class SupportBundleTests
{
    private const string RefreshToken = "1.AXsA-planted/refresh+token=c0ffee0123456789.AbC";
    private const string AccessToken = "eyJ0eXAiOiJKV1QiLCJub25jZSI6planted.access0token.9f8e7d6c5b4a";
    private const string Password = "planted-Pass!7Q";
    private const string ClientSecret = "abc8Q~planted.Client-secret0123456789fake";
    private const string Beside = "planted-beside-agent-json-4711";
    private const string Environs = "planted-environment-secret-0815";

    [Fact]
    public async Task No_secret_is_in_it_in_any_spelling()
    {
        string adminKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        string hash = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), salt = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await using Bench bench = await Bench.Start((configuration, bench) =>
        {
            configuration["logins"] = new JsonArray(new JsonObject { ["user"] = "scanner", ["password"] = $"hmac-sha256:{salt}:{hash}", ["account"] = Bench.Account });
            JsonNode relay = configuration["accounts"]![0]!.DeepClone();
            relay["name"] = "relay";
            relay["default"] = false;
            relay["mechanism"] = "plain";
            relay.AsObject().Remove("oauth");
            configuration["accounts"]!.AsArray().Add(relay);
            configuration["accounts"]![0]!["oauth"]!["tokenEndpoint"] = bench.Sandbox.TokenEndpoint + "?client_secret=" + Uri.EscapeDataString(ClientSecret);
            configuration["control"] = new JsonObject { ["listen"] = new JsonObject { ["address"] = "127.0.0.1", ["port"] = Bench.FreePort() } };
            File.WriteAllText(bench.File("agent.json.bak"), Beside);
            File.WriteAllText(bench.File(".env"), "PASSWORD=" + Beside);
        }, options: new SandboxOptions { RefreshToken = RefreshToken, Rotate = false });
        await using (ControlClient device = await bench.Connect())
        {
            foreach ((string kind, string? account, string secret) in new[] { ("admin-key", null, adminKey), ("password", (string?)"relay", Password) })
                Assert.True((await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = kind, ["account"] = account ?? "", ["secret"] = secret })).IsOk, kind);
        }

        // The provider says secrets in its replies, to the agent's log and to the doctor.
        bench.Sandbox.SetFault("policy-refused", $"535 5.7.139 refused: Bearer {AccessToken} of AUTH PLAIN {Plain()}, password={Password}", 0);
        Assert.NotEqual(DeviceMailAgent.Status.Diagnosis.None, await bench.Panel());
        string privateKey = PrivateKey();
        string[] secrets = [RefreshToken, AccessToken, Password, ClientSecret, Beside, Environs, adminKey, hash, salt, .. privateKey.Split('\n').Where(line => line.Length > 20 && !line.Contains("KEY")), bench.Sandbox.IssueAccessToken()[..24]];
        await File.WriteAllLinesAsync(bench.File("agent.log"), [.. bench.Log, .. Lines(secrets), .. privateKey.Split('\n')]);
        var environment = new Dictionary<string, string>
        {
            ["XDG_CONFIG_HOME"] = bench.File("."), ["LC_ALL"] = "C.UTF-8", ["DEVICEMAIL_PASSWORD"] = Environs, ["AWS_SECRET_ACCESS_KEY"] = Environs, ["http_proxy"] = "http://me:" + Environs + "@proxy.example",
        };
        string file = bench.File("bundle.txt");
        (int code, string said, string errors) = await ChildProcess.Run(Path.Combine(AppContext.BaseDirectory, "devicemail"),
            ["support-bundle", "--device", "unix:" + bench.Socket, "--agent-log", bench.File("agent.log"), "--output", file, "--lang", "en"], environment: environment);
        Assert.True(code == 0, errors + said);
        string bundle = await File.ReadAllTextAsync(file);
        foreach (string secret in secrets)
        {
            foreach (string spelling in Spellings(secret)) Assert.False(bundle.Contains(spelling, StringComparison.OrdinalIgnoreCase), $"{secret} as {spelling} in:\n{bundle}");
        }

        // What it is for is all there, and the planted lines were really read.
        foreach (string wanted in (string[])["devicemail 0.1.0", "== status ==", "state: not-allowed-to-send", "== config ==", "mechanism: xoauth2", "== events ==", "D404", "== doctor ==", "reachable", "token renewed account=scans", "planted line 1", bench.Sandbox.User, "535 5.7.139 refused"])
            Assert.Contains(wanted, bundle);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Addresses_can_be_left_out_and_stay_apart_from_each_other()
    {
        await using Bench bench = await Bench.Start();
        await bench.Scan();
        await File.WriteAllLinesAsync(bench.File("agent.log"), [.. bench.Log, "mail from=192.168.7.20 at 12:34:56", "again from=192.168.7.20", "another from=2001:db8::7"]);
        string file = bench.File("bundle.txt");
        (int code, string said, _) = await bench.Tool("support-bundle", "--device", "unix:" + bench.Socket, "--no-addresses", "--agent-log", bench.File("agent.log"), "--output", file, "--json");
        Assert.Equal((0, true, file), (code, JsonNode.Parse(said)!["ok"]!.GetValue<bool>(), JsonNode.Parse(said)!["file"]!.GetValue<string>()));
        string bundle = await File.ReadAllTextAsync(file);
        Assert.DoesNotContain("@contoso", bundle);
        Assert.DoesNotContain("192.168.7.20", bundle);
        Assert.DoesNotContain("2001:db8", bundle);
        Match one = Regex.Match(bundle, @"mail from=(\[ip-\d+\]) at 12:34:56");
        Assert.True(one.Success, bundle);
        Assert.Contains("again from=" + one.Groups[1].Value, bundle);
        Assert.DoesNotContain("another from=" + one.Groups[1].Value, bundle);
        Assert.Matches(@"user: \[mail-\d+\]", bundle);
    }

    [Fact]
    public async Task A_device_that_does_not_answer_is_told_in_the_file()
    {
        string home = Directory.CreateTempSubdirectory("dma-bundle-").FullName;
        string file = Path.Combine(home, "bundle.txt");
        foreach (string language in (string[])["en", "ja"])
        {
            (int code, string said, _) = await Bench.Tool(home, ["support-bundle", "--device", "unix:/nowhere/control.sock", "--output", file, "--lang", language]);
            Assert.Equal(69, code);
            Assert.All(said.Split('\n'), line => Assert.InRange(DeviceMailAgent.Tool.Columns.Width(line), 0, 80));
            Assert.Contains("There is no /nowhere/control.sock", await File.ReadAllTextAsync(file));
        }

        (int refused, _, string errors) = await Bench.Tool(home, ["support-bundle", "--device", "unix:/nowhere/control.sock", "--output", "/proc/nothing/bundle.txt"]);
        Assert.Equal(73, refused);
        Assert.Contains("--output", errors);
        Directory.Delete(home, recursive: true);
    }

    private static string Plain() => Convert.ToBase64String(Encoding.UTF8.GetBytes("\0scans@contoso.example\0" + Password));

    private static IEnumerable<string> Spellings(string secret)
    {
        byte[] octets = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        // Its base64 depends on where it begins in what was encoded; the middle is the same in every text around it.
        for (int before = 0; before < 3; before++)
        {
            string base64 = Convert.ToBase64String([.. new byte[before], .. octets]).TrimEnd('=');
            yield return base64[4..^4];
            yield return base64[4..^4].Replace('+', '-').Replace('/', '_');
        }

        yield return Uri.EscapeDataString(secret);
        yield return Uri.EscapeDataString(Convert.ToBase64String(octets)).TrimEnd('=')[4..^4];
    }

    // Lines as programs write them when they should not.
    private static IEnumerable<string> Lines(string[] secrets)
    {
        int number = 0;
        foreach (string secret in secrets)
        {
            string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), url = Uri.EscapeDataString(secret);
            yield return $"planted line {++number}: {{\"access_token\":\"{secret}\",\"expires_in\":3599}}";
            yield return $"planted line {++number}: POST refresh_token={url}&grant_type=refresh_token&client_id=x";
            yield return $"planted line {++number}: client_secret={url}&client_assertion={Uri.EscapeDataString(base64)}";
            yield return $"planted line {++number}: password: {secret}";
            yield return $"planted line {++number}: AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes("\0scanner\0" + secret))}";
            yield return $"planted line {++number}: AUTH XOAUTH2 {Convert.ToBase64String(Encoding.UTF8.GetBytes($"user=a\u0001auth=Bearer {secret}\u0001\u0001"))}";
            yield return $"planted line {++number}: authorization: Bearer {secret}";
            yield return $"planted line {++number}: 334 {Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"token\":\"" + secret + "\"}"))}";
        }
    }

    private static string PrivateKey()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
