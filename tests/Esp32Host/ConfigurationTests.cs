using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>agent.json is the same on every platform; what cannot be on a board is refused with the key's path and the cure.</summary>
public sealed class ConfigurationTests
{
    // Where; what stands there; how the message begins.
    [Theory]
    [InlineData("", "colour", "\"green\"", "colour: unknown key.")]
    [InlineData("listen[0]", "bord", "1", "listen[0].bord: unknown key.")]
    [InlineData("accounts[0].smtp", "prot", "587", "accounts[0].smtp.prot: unknown key.")]
    [InlineData("accounts[0].oauth", "secret", "\"fake-secret\"", "accounts[0].oauth.secret: unknown key.")]
    [InlineData("", "board", "\"raspberry-pi-4\"", "board: is not a board that this program runs on. Known are: olimex-esp32-poe-iso,")]
    [InlineData("", "name", "\"a b\"", "name: must be a host name")]
    [InlineData("", "store", "null", "store: must not be null.")]
    [InlineData("", "routes", "[]", "routes: is of no use with the one account")]
    [InlineData("", "owner", "\"office@contoso.example\"", "owner: is not possible on this board yet.")]
    [InlineData("", "fleet", "{}", "fleet.host: is missing.")]
    [InlineData("accounts[0].oauth", "secretEnds", "\"2028-11-25\"", "accounts[0].oauth.secretEnds: is not possible on this board yet.")]
    [InlineData("accounts[0].oauth", "flow", "\"client-credentials\"", "accounts[0].oauth.flow: must be one of \"device-code\"")]
    [InlineData("listen[0]", "tls", "\"auto\"", "listen[0].tls: must be \"off\"")]
    [InlineData("listen[0]", "port", "\"25\"", "listen[0].port: must be a number from 1 to 65535.")]
    [InlineData("listen[0]", "port", "70000", "listen[0].port: must be a number from 1 to 65535.")]
    [InlineData("listen[0]", "allow", "[\"192.168.7.1/24\"]", "listen[0].allow[0]: must be an address range")]
    [InlineData("listen[0]", "allow", "[]", "listen[0].allow: must not be empty.")]
    [InlineData("listen[0]", "login", "\"maybe\"", "listen[0].login: must be one of \"required\"")]
    [InlineData("logins[0]", "password", "\"fake-password\"", "logins[0].password: must not be the password itself.")]
    [InlineData("logins[0]", "account", "\"other\"", "logins[0].account: there is no such account.")]
    [InlineData("accounts[0]", "default", "false", "accounts[0].default: must be true")]
    [InlineData("accounts[0]", "ca", "\"none.pem\"", "accounts[0].ca: there is no file I:\\none.pem.")]
    [InlineData("accounts[0].smtp", "security", "\"none\"", "accounts[0].smtp.security: \"none\" sends mail and login in clear")]
    [InlineData("accounts[0].oauth", "tokenEndpoint", "\"http://x.example/token\"", "accounts[0].oauth.tokenEndpoint: must be an address that begins with https://.")]
    [InlineData("", "control", "{\"serial\":\"COM3\"}", "control.serial: is not possible on this board")]
    [InlineData("", "control", "{\"listen\":{\"address\":\"0.0.0.0\",\"port\":2526}}", "control.listen: needs I:\\store\\control.pem")]
    [InlineData("", "pins", "{\"light\":{\"single\":99}}", "pins.light.single: must be a number from 0 to 48.")]
    public async Task A_fault_is_named_by_its_path(string path, string key, string value, string message)
    {
        JsonObject file = Sound();
        (path.Length == 0 ? file : file.At(path).AsObject())[key] = JsonNode.Parse(value);
        if (path == "accounts[0].smtp" && key == "security") file.At("accounts[0].smtp")["host"] = "smtp.example.test";
        string said = await DeviceProcess.SaysOf(file.ToJsonString(), Files);
        Assert.StartsWith(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain("fake-", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"name\":", "agent.json is not JSON.")]
    [InlineData("", "agent.json is not JSON.")]
    public async Task What_is_no_JSON_is_said_so(string text, string message)
    {
        Assert.StartsWith(message, await DeviceProcess.SaysOf(text, Files), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Raspberry_Pis_file_is_sound_but_for_its_board()
    {
        Assert.StartsWith("DeviceMailAgent ", await DeviceProcess.SaysOf(Sound().ToJsonString(), Files), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_mails_a_minute_than_the_account_allows()
    {
        await using DeviceBench bench = await DeviceBench.Start(change: static file =>
        {
            file.At("accounts[0].smtp")["perMinuteMax"] = 2;
            file.At("accounts[0].smtp")["waitSecondsMax"] = 8;
        });
        await bench.AssertServes();
        await bench.AssertServes();
        HeardReply third = await bench.Send(ScanMail.Make());
        Assert.Equal((451, Diagnosis.MailsPerMinuteReached), (third.Code, third.Diagnosis));
    }

    private static Dictionary<string, string> Files => new() { ["ca.pem"] = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" };

    private static JsonObject Sound()
    {
        JsonObject file = AgentFile.Make(587, "https://localhost/token");
        file["board"] = "olimex-esp32-poe-iso";
        return file;
    }
}
