using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>The unix socket, and each verb over it.</summary>
public sealed class UnixSocketTests
{
    private static readonly (string Request, string Error)[] Refusals =
    [
        ("""{"verb":"dance"}""", "unknown-verb"),
        ("""{"verb":""}""", "unknown-verb"),
        ("{}", "unknown-verb"),
        ("""{"verb":"prove","proof":"AAAA"}""", "not-possible"),
        ("""{"verb":"test-mail"}""", "bad-recipient"),
        ("""{"verb":"test-mail","recipient":"nobody"}""", "bad-recipient"),
        ("""{"verb":"test-mail","recipient":"@"}""", "bad-recipient"),
        ("""{"verb":"test-mail","recipient":"a@b> SIZE=1"}""", "bad-recipient"),
        ("""{"verb":"test-mail","recipient":"a@b\r\nDATA"}""", "bad-recipient"),
        ("""{"verb":"test-mail","recipient":"a@b.example","account":"nobody"}""", "unknown-account"),
        ("""{"verb":"refresh","account":"nobody"}""", "unknown-account"),
        ("""{"verb":"check","account":"nobody"}""", "unknown-account"),
        ("""{"verb":"pair","account":"nobody"}""", "unknown-account"),
        ("""{"verb":"pair"}""", "not-possible"),
        ("""{"verb":"forget"}""", "bad-request"),
        ("""{"verb":"forget","account":"../agent"}""", "unknown-account"),
        ("""{"verb":"import","secret":"1.x"}""", "bad-request"),
        ("""{"verb":"import","kind":"password","secret":"x"}""", "not-possible"),
        ("""{"verb":"import","kind":"refresh-token"}""", "bad-secret"),
        ("""{"verb":"import","kind":"refresh-token","secret":"two words"}""", "bad-secret"),
        ("""{"verb":"import","kind":"admin-key","secret":"short"}""", "bad-secret"),
        ("""{"verb":"import","kind":"admin-key","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "bad-secret"),
    ];

    [Fact]
    public async Task A_test_mail_goes_the_whole_way_and_the_status_and_log_tell_of_it()
    {
        await using Bench bench = await Bench.Start();
        await using ControlClient device = await bench.Connect();
        Assert.Equal("bridge-test", device.Device.Text("name"));
        Assert.Equal("raspberry-pi", device.Device.Text("platform"));

        ControlAnswer sent = await device.Ask(ControlVerb.TestMail, new JsonObject { ["recipient"] = Bench.Recipient });
        Assert.True(sent.IsOk, sent.ErrorWord);
        JsonObject mail = Assert.Single(sent.Of("mail"));
        Assert.Equal(250, mail.Number("replyCode"));
        ReceivedMail received = Assert.Single(bench.Sandbox.Mails);
        Assert.Equal([Bench.Recipient], received.Recipients);
        Assert.Equal(bench.Sandbox.User, received.Sender);
        MimeKit.MimeMessage message = await MimeKit.MimeMessage.LoadAsync(received.File!);
        Assert.Equal(mail.Text("messageId"), $"<{message.MessageId}>");
        Assert.Contains("bridge-test", message.Subject);
        Assert.Contains("テストメール", message.Subject);
        Assert.Contains("対応は不要です。", message.TextBody);
        Assert.InRange(message.Date, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));

        await bench.Scan();
        ControlAnswer status = await device.Ask(ControlVerb.Status);
        JsonObject account = Assert.Single(status.Of("account"));
        Assert.Equal(2, account.Number("delivered"));
        Assert.Equal(0, account.Number("refused"));
        Assert.Equal(0, account.Number("lastDiagnosis"));
        Assert.True(account.Number("lastOctets") > 20_000);
        Assert.InRange(account.Number("tokenSeconds") ?? 0, 3000, 3600);
        Assert.Equal("listening", Assert.Single(status.Of("listener")).Text("state"));
        Assert.True(Assert.Single(status.Of("device")).Number("rssOctets") > 1_000_000);

        ControlAnswer log = await device.Ask(ControlVerb.Log);
        long[] codes = [.. log.Of("event").Select(record => record.Number("code") ?? -1)];
        Assert.Equal(1, codes.Count(code => code == (long)EventCode.Ready));
        Assert.Equal(1, codes.Count(code => code == (long)EventCode.TokenRenewed));
        Assert.Equal(2, codes.Count(code => code == (long)EventCode.MailDelivered));
        ControlAnswer last = await device.Ask(ControlVerb.Log, new JsonObject { ["last"] = 1 });
        Assert.Equal(codes.Length - 1, Assert.Single(last.Of("event")).Number("number"));
    }

    [Fact]
    public async Task A_test_mail_that_the_provider_refuses_comes_back_with_its_reply_and_diagnosis()
    {
        await using Bench bench = await Bench.Start();
        await using ControlClient device = await bench.Connect();
        bench.Sandbox.SetFault("send-as-denied");
        ControlAnswer sent = await device.Ask(ControlVerb.TestMail, new JsonObject { ["recipient"] = Bench.Recipient });
        Assert.Equal((ControlError.Failed, Diagnosis.SendAsDenied), (sent.Error, sent.Diagnosis));
        Assert.Equal("5.2.252", Assert.Single(sent.Of("mail")).Text("replyEnhanced"));
        JsonObject account = Assert.Single((await device.Ask(ControlVerb.Status)).Of("account"));
        Assert.Equal((long)Diagnosis.SendAsDenied, account.Number("diagnosis"));
        bench.Sandbox.ClearFaults();
        Assert.True((await device.Ask(ControlVerb.TestMail, new JsonObject { ["recipient"] = Bench.Recipient })).IsOk);
        account = Assert.Single((await device.Ask(ControlVerb.Status)).Of("account"));
        Assert.Equal(("ready", 1L, 1L), (account.Text("state"), account.Number("delivered"), account.Number("refused")));
    }

    [Theory]
    [InlineData("drop-idle-now", "fin")]
    [InlineData("drop-idle-now", "rst")]
    public async Task A_kept_link_that_died_meanwhile_is_opened_again(string fault, string argument)
    {
        await using Bench bench = await Bench.Start();
        await using ControlClient device = await bench.Connect();
        var request = new JsonObject { ["recipient"] = Bench.Recipient };
        Assert.True((await device.Ask(ControlVerb.TestMail, request)).IsOk);
        bench.Sandbox.SetFault(fault, argument);
        ControlAnswer sent = await device.Ask(ControlVerb.TestMail, request);
        Assert.True(sent.IsOk, $"{sent.Diagnosis}: {string.Join(' ', sent.Lines)}\n{string.Join('\n', bench.Log)}");
        Assert.Equal(2, bench.Sandbox.Mails.Count);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_by_name()
    {
        await using Bench bench = await Bench.Start();
        await using RawPeer peer = await bench.Raw();
        foreach ((string request, string error) in Refusals)
        {
            Assert.Equal((request, error), (request, await peer.Refusal(request)));
            Assert.Equal("", await peer.Refusal("""{"verb":"hello"}"""));
        }

        await bench.Scan();
    }

    [Fact]
    public async Task Forgetting_and_importing_take_effect_at_once()
    {
        await using Bench bench = await Bench.Start();
        await using ControlClient device = await bench.Connect();
        var request = new JsonObject { ["recipient"] = Bench.Recipient };
        Assert.True((await device.Ask(ControlVerb.TestMail, request)).IsOk);
        Assert.True((await device.Ask(ControlVerb.Forget, new JsonObject { ["account"] = Bench.Account })).IsOk);
        Assert.DoesNotContain(Directory.GetFiles(bench.File("store")), file => file.EndsWith(".token") || file.EndsWith(".refresh-token.sealed"));
        ControlAnswer without = await device.Ask(ControlVerb.TestMail, request);
        Assert.Equal(Diagnosis.NoRefreshToken, without.Diagnosis);
        Assert.False(Assert.Single((await device.Ask(ControlVerb.Status)).Of("account")).Flag("secretStored"));

        var import = new JsonObject { ["kind"] = "refresh-token", ["account"] = Bench.Account, ["secret"] = bench.Sandbox.RefreshToken };
        Assert.True((await device.Ask(ControlVerb.Import, import)).IsOk);
        Assert.True((await device.Ask(ControlVerb.TestMail, request)).IsOk);
        ControlAnswer renewed = await device.Ask(ControlVerb.Refresh);
        Assert.InRange(Assert.Single(renewed.Of("token")).Number("seconds") ?? 0, 3000, 3600);
        bench.Sandbox.SetFault("invalid-grant", "700082");
        ControlAnswer refused = await device.Ask(ControlVerb.Refresh);
        Assert.Equal((ControlError.Failed, Diagnosis.RefreshTokenUnused), (refused.Error, refused.Diagnosis));
    }

    // The endpoints are named and never asked: no scanner connects, and status asks nobody.
    [Theory]
    [InlineData("https://login.microsoftonline.com/common/oauth2/v2.0/token", 0, 89)]
    [InlineData("https://login.microsoftonline.com/common/oauth2/v2.0/token", 80, 9)]
    [InlineData("https://login.microsoftonline.com/common/oauth2/v2.0/token", 100, 0)]
    [InlineData("https://oauth2.googleapis.com/token", 80, 99)]
    [InlineData("https://microsoftonline.com.example/token", 0, null)]
    public async Task The_days_until_disuse_are_told_where_the_rule_is_known(string endpoint, int daysAgo, int? left)
    {
        await using Bench bench = await Bench.Start((configuration, _) => configuration["accounts"]![0]!["oauth"]!["tokenEndpoint"] = endpoint);
        File.SetLastWriteTimeUtc(bench.File($"store/{Bench.Account}.refresh-token.sealed"), DateTime.UtcNow.AddDays(-daysAgo).AddMinutes(-1));
        await using ControlClient device = await bench.Connect();
        Assert.Equal((long?)left, Assert.Single((await device.Ask(ControlVerb.Status)).Of("account")).Number("disuseDays"));
    }

    [Fact]
    public async Task The_socket_is_for_owner_and_group_in_the_store_for_the_owner_and_outlives_a_power_cut()
    {
        await using Bench bench = await Bench.Start();
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner, File.GetUnixFileMode(bench.Socket));
        await using Bench named = await Bench.Start((configuration, _) => configuration["control"] = new JsonObject { ["socket"] = "devicemail.sock" });
        Assert.Equal(Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(named.File("devicemail.sock")));
        Assert.False(File.Exists(named.Socket));
        bench.Agent.Kill();
        Assert.True(File.Exists(bench.Socket));
        await bench.Run();
        await using ControlClient device = await bench.Connect();
        Assert.True((await device.Ask(ControlVerb.Status)).IsOk);
    }

    [Fact]
    public async Task A_socket_that_another_agent_answers_at_is_left_alone_and_mail_goes_on()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await using Bench bench = await Bench.Start((_, bench) =>
        {
            Directory.CreateDirectory(bench.File("store"));
            other.Bind(new UnixDomainSocketEndPoint(bench.Socket));
            other.Listen();
        });
        // The usual path may fail: that costs the control channel and nothing else.
        Assert.Contains("another agent answers", await bench.Agent.Says("control not open way=unix"));
        await bench.Scan();
        Assert.True(File.Exists(bench.Socket));
    }
}
