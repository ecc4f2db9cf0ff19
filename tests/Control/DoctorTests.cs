using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Examination;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>devicemail doctor as a person and as a script run it.</summary>
public sealed partial class DoctorTests
{
    private static readonly string[] Steps = ["name", "port", "greeting", "tls", "certificate", "clock", "token", "login", "sender", "size"];

    [Fact]
    public async Task A_person_sees_what_passed_and_what_to_do_about_what_did_not()
    {
        await using Bench bench = await Bench.Start(Office);
        string device = "--device unix:" + bench.Socket;
        foreach (string language in (string[])["en", "ja"])
        {
            (int code, string screen) = await Screens.Run(bench, $"doctor {device} --lang {language}");
            Screens.Same("doctor-well." + language, Settled(screen));
            Assert.Equal(0, code);
            Assert.Empty(bench.Sandbox.Mails);
        }

        bench.Sandbox.SetFault("smtp-auth-disabled", null, 0);
        foreach (string language in (string[])["en", "ja"])
        {
            (int code, string screen) = await Screens.Run(bench, $"doctor {device} --lang {language} --send-to {Bench.Recipient}");
            Screens.Same("doctor-failed." + language, Settled(screen));
            Assert.Equal(1, code);
            (code, screen) = await Screens.Run(bench, $"doctor --device unix:/nowhere/control.sock --lang {language}");
            Screens.Same("doctor-unreachable." + language, Settled(screen));
            Assert.Equal(69, code);
        }
    }

    [Fact]
    public async Task A_script_gets_every_check_and_a_mail_at_the_end()
    {
        await using Bench bench = await Bench.Start((configuration, _) =>
        {
            Office(configuration, null!);
            configuration["listen"]![0]!["login"] = "required";
            configuration["logins"] = new JsonArray(new JsonObject { ["user"] = "scanner", ["password"] = "any", ["account"] = Bench.Account });
            JsonNode other = configuration["accounts"]![0]!.DeepClone();
            other["name"] = "other";
            other["default"] = false;
            configuration["accounts"]!.AsArray().Add(other);
        });
        // Both accounts; the second was never paired.
        (int code, JsonObject report) = await Json(bench, "--send-to", Bench.Recipient);
        Assert.Equal((1, false, "bridge-test"), (code, report.Flag("ok"), report["device"]!.AsObject().Text("name")));
        Assert.Equal(Steps, Checks(report, "account", Bench.Account).Select(check => check.Text("name")));
        Assert.All(Checks(report, "account", Bench.Account), check => Assert.Equal("passed", check.Text("result")));
        JsonObject token = Checks(report, "account", "other").Single(check => check.Text("result") == "failed");
        Assert.Equal(("token", (long)Diagnosis.NoRefreshToken), (token.Text("name"), token.Number("diagnosis")));
        Assert.NotEmpty(token["cure"]!["steps"]!.AsArray());
        // Without a login nothing gets through, neither from outside allow nor from inside.
        Assert.Contains(Checks(report, "listener"), check => check.Text("name") == "open-relay" && check.Text("result") == "passed" && check.Text("note").Contains("127.0.0.1", StringComparison.Ordinal));
        Assert.Equal(["passed", "untried"], Checks(report, "mail").Select(check => check.Text("result")));
        Assert.Single(bench.Sandbox.Mails);

        (code, report) = await Json(bench, "--account", Bench.Account);
        Assert.Equal((0, true, 0L), (code, report.Flag("ok"), report.Number("failed")));
        (code, report) = await Json(bench, "--account", "nobody");
        Assert.Equal((1, "unknown-account"), (code, report.Text("error")));
    }

    [Fact]
    public async Task Who_may_send_is_looked_at_as_well()
    {
        int closed = Bench.FreePort();
        await using Bench bench = await Bench.Start((configuration, bench) => configuration["listen"] = new JsonArray(
            new JsonObject { ["address"] = "127.0.0.1", ["port"] = bench.ScannerPort, ["tls"] = "off", ["allow"] = new JsonArray("0.0.0.0/0"), ["login"] = "optional" },
            new JsonObject { ["address"] = "127.0.0.1", ["port"] = closed, ["tls"] = "implicit", ["allow"] = new JsonArray("198.51.100.0/24"), ["login"] = "ignored" }));
        (int code, JsonObject report) = await Json(bench);
        Assert.Equal(1, code);
        JsonObject wide = Assert.Single(Checks(report, "listener"), check => check.Text("result") == "failed");
        Assert.Equal(("allow", (long)Diagnosis.OpenRelay), (wide.Text("name"), wide.Number("diagnosis")));
        Assert.Contains("0.0.0.0/0", wide.Text("note"));
        // This computer is a stranger to the other one: it answers, and lets us no further.
        JsonObject[] other = [.. Checks(report, "listener", $"127.0.0.1:{closed}")];
        Assert.Equal(["allow passed", "reachable passed", "tls untried", "open-relay passed"], other.Select(check => check.Text("name") + " " + check.Text("result")));
        Assert.Contains("198.51.100.0/24", other[1].Text("note"));
    }

    [Fact]
    public async Task A_listener_that_does_not_answer_or_is_something_else_fails()
    {
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        Task says = Task.Run(async () =>
        {
            while (true)
            {
                using TcpClient client = await web.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
            }
        });
        foreach (int port in (int[])[Bench.FreePort(), ((IPEndPoint)web.LocalEndpoint).Port])
        {
            var report = new DoctorReport();
            var line = new JsonObject { ["address"] = "127.0.0.1", ["port"] = port, ["tls"] = "starttls", ["login"] = "optional", ["allow"] = "127.0.0.1" };
            await new ScannerSide(line, IPAddress.Loopback, "scans@contoso.example", report).Run(Bench.Limit());
            DoctorCheck failed = Assert.Single(report.Checks, check => check.Result == CheckResult.Failed);
            Assert.Equal(("reachable", Diagnosis.ListenerUnreachable), (failed.Name, failed.Diagnosis));
            Assert.Contains(report.Checks, check => check is { Name: "tls", Result: CheckResult.Untried });
        }

        web.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => says);
    }

    [Fact]
    public async Task A_wrong_clock_and_an_end_that_is_near_are_told()
    {
        string folder = Directory.CreateTempSubdirectory("dma-doctor-").FullName;
        string time = DateTime.UtcNow.AddHours(-3).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        string Account(string word) => $$"""{"type":"account","account":"scans","default":true,"host":"smtp.example","user":"scans@contoso.example",{{word}}"mechanism":"xoauth2"}""";
        var answers = new Dictionary<string, string[]>
        {
            ["hello"] = ["""{"type":"device","protocol":1,"name":"bridge-old","board":"raspberry-pi-4","platform":"raspberry-pi","version":"0.1.0"}"""],
            ["config"] = ["""{"type":"device","name":"bridge-old"}""", Account("")],
            ["status"] = [$$"""{"type":"device","name":"bridge-old","state":"ready","time":"{{time}}"}""", Account("\"disuseDays\":5,\"secretDays\":14,\"certificateDays\":15,")],
            ["check"] = ["""{"type":"step","step":"name","result":"passed","diagnosis":0,"host":"smtp.example"}""", """{"type":"step","step":"a-later-one","result":"passed","diagnosis":0}"""],
        };
        using (new StandInDevice(Path.Combine(folder, "control.sock"), answers))
        {
            (int code, string said, _) = await Bench.Tool(folder, ["doctor", "--device", "unix:" + Path.Combine(folder, "control.sock"), "--json", "--lang", "en"]);
            JsonObject report = JsonNode.Parse(said)!.AsObject();
            Assert.Equal(1, code);
            JsonObject[] failed = [.. Checks(report, "outlook").Where(check => check.Text("result") == "failed")];
            Assert.Equal(["device-clock", "refresh-token", "client-secret"], failed.Select(check => check.Text("name")));
            Assert.Equal((long)Diagnosis.ClockWrong, failed[0].Number("diagnosis"));
            // Each end has a cure of its own.
            Assert.All(failed, check => Assert.NotEmpty(check["cure"]!["steps"]!.AsArray()));
            Assert.NotEqual(failed[1].Number("diagnosis"), failed[2].Number("diagnosis"));
            Assert.Contains("in 5 days", failed[1].Text("note"));
            Assert.Contains(Checks(report, "account"), check => check.Text("name") == "a-later-one");

            // Where the device agrees with the provider, it is this computer that is wrong.
            answers["check"] = ["""{"type":"step","step":"clock","result":"passed","diagnosis":0,"skewSeconds":2}"""];
            answers["status"] = [answers["status"][0], Account("\"disuseDays\":80,")];
            (code, said, _) = await Bench.Tool(folder, ["doctor", "--device", "unix:" + Path.Combine(folder, "control.sock"), "--json", "--lang", "en"]);
            Assert.Equal(0, code);
            Assert.Contains("this computer's clock", said);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_device_that_cannot_be_reached_is_helped_to_be()
    {
        string home = Directory.CreateTempSubdirectory("dma-doctor-").FullName;
        string dead = Path.Combine(home, "dead.sock");
        // As a socket that its owner has left: it is there, and nobody listens.
        File.WriteAllText(dead, "");
        string pin = "#" + new string('0', 64);
        File.WriteAllText(Path.Combine(home, "admin.key"), Convert.ToBase64String(new byte[32]));
        foreach ((string device, int code, string error, string failed) in new[]
        {
            ($"unix:{home}/nothing.sock", 69, "not-reachable", "address"),
            ($"unix:{dead}", 69, "not-reachable", "reached"),
            ($"tls://127.0.0.1:{Bench.FreePort()}{pin}", 69, "not-reachable", "port"),
            // RFC 6761 6.4: nothing is ever called so.
            ($"tls://bridge.invalid:2526{pin}", 69, "not-reachable", "name"),
            ("serial:/dev/nothing-here", 69, "not-reachable", "address"),
            ("serial:/dev/null", 69, "not-reachable", "answers"),
        })
        {
            (int ended, string said, _) = await Bench.Tool(home, ["doctor", "--device", device, "--admin-key", Path.Combine(home, "admin.key"), "--json", "--lang", "en"]);
            JsonObject report = JsonNode.Parse(said)!.AsObject();
            Assert.Equal((device, code, error), (device, ended, report.Text("error")));
            JsonObject[] checks = [.. Checks(report, "device")];
            int at = Array.FindIndex(checks, check => check.Text("name") == failed);
            Assert.True(at >= 0, said);
            Assert.Equal("failed", checks[at].Text("result"));
            Assert.NotEmpty(checks[at].Text("note"));
            Assert.All(checks[..at], check => Assert.Equal("passed", check.Text("result")));
            Assert.All(checks[(at + 1)..], check => Assert.Equal("untried", check.Text("result")));
        }

        Directory.Delete(home, recursive: true);
    }

    // The listener of an office: this computer may send, another address of it may not.
    private static void Office(JsonObject configuration, Bench bench)
    {
        configuration["listen"]![0]!["tls"] = "auto";
        configuration["listen"]![0]!["allow"] = new JsonArray("127.0.0.1");
    }

    private static async Task<(int Code, JsonObject Report)> Json(Bench bench, params string[] arguments)
    {
        (int code, string said, string errors) = await bench.Tool(["doctor", "--device", "unix:" + bench.Socket, "--json", "--lang", "en", .. arguments]);
        Assert.True(errors.Length == 0 && said.Length > 0, errors + said);
        return (code, JsonNode.Parse(said)!.AsObject());
    }

    private static IEnumerable<JsonObject> Checks(JsonObject report, string kind, string? subject = null) =>
        report["groups"]!.AsArray().Select(group => group!.AsObject()).Where(group => group.Text("kind") == kind && (subject is null || group.Text("subject") == subject))
            .SelectMany(group => group["checks"]!.AsArray()).Select(check => check!.AsObject());

    // What differs from run to run, none of it where a line might break.
    private static string Settled(string screen)
    {
        Assert.All(screen.Split('\n'), line => Assert.True(DeviceMailAgent.Tool.Columns.Width(line) <= 80 || line.TrimStart().StartsWith("Set-CASMailbox", StringComparison.Ordinal), line));
        screen = Title().Replace(screen, "$1SOCKET\n");
        screen = Port().Replace(screen, "127.0.0.1:PORT");
        screen = ProviderPort().Replace(screen, "$1PORT");
        screen = Seconds().Replace(screen, "N$1");
        screen = Trace().Replace(screen, "[TRACE]");
        return Date().Replace(screen, "DATE");
    }

    [GeneratedRegex(@"^([^\n]*)unix:\n?/(?:tmp|var|[^\n ]*)[^\n]*\n")]
    private static partial Regex Title();

    [GeneratedRegex(@"127\.0\.0\.1:[0-9]{4,5}")]
    private static partial Regex Port();

    [GeneratedRegex(@"(?m)^(  (?:passed|合格)\s+(?:Port|ポート)\s+)[0-9]+$")]
    private static partial Regex ProviderPort();

    [GeneratedRegex(@"[0-9]+( s$| 秒$)", RegexOptions.Multiline)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\[SANDBOX[^\]]*\]", RegexOptions.Singleline)]
    private static partial Regex Trace();

    [GeneratedRegex(@"20[0-9]{2}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex Date();
}
