using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Control;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>What ends soon, as the technician and the owner come to know of it: status, light and a mail that really arrives.</summary>
public sealed class OwnerMailTests
{
    private const string Owner = "it@contoso.example";

    [Fact]
    public async Task The_owner_is_written_to_once_and_the_status_says_why_until_the_secret_is_renewed()
    {
        await using Bench bench = await Start(oauth => oauth["secretEnds"] = Day(10));
        // Nothing could leave before the device had a secret; it goes as soon as that is stored.
        await using ControlClient device = await bench.Connect();
        await Store(device, bench);
        Assert.True(await bench.Sandbox.WaitForMails(1, TimeSpan.FromSeconds(150)), string.Join('\n', bench.Log));
        ReceivedMail received = Assert.Single(bench.Sandbox.Mails);
        Assert.Equal([Owner], received.Recipients);
        Assert.Equal(bench.Sandbox.User, received.Sender);
        MimeMessage mail = await MimeMessage.LoadAsync(received.File!);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        // At midnight a day goes by.
        Assert.Matches("^bridge-test: scanning stops in (10|9) days / bridge-test: あと (10|9) 日でスキャンの送信が止まります$", mail.Subject);
        Assert.Contains(Day(10)[..7], mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("sandbox-daemon", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("devicemail explain 622", mail.TextBody, StringComparison.Ordinal);

        JsonObject account = await Until(device, "attention");
        Assert.Equal(("attention", 622, 622), (account.Text("state"), (int)account.Diagnosis(), account.Number("dueDiagnosis")));
        Assert.InRange(account.Number("secretDays") ?? 0, 9, 10);
        (int code, string screen, _) = await bench.Tool("status", "--device", "unix:" + bench.Socket, "--lang", "en");
        Assert.Equal(1, code);
        Assert.Matches("scans: the secret ends in (10|9) days\\.", screen);
        Assert.Contains("devicemail explain 622", screen, StringComparison.Ordinal);
        (_, screen, _) = await bench.Tool("status", "--device", "unix:" + bench.Socket, "--lang", "ja");
        Assert.Matches("scans: シークレットの期限は (10|9) 日後です。", screen);
        Assert.All(screen.Split('\n'), line => Assert.InRange(DeviceMailAgent.Tool.Columns.Width(line), 0, 80));

        // Neither a restart nor a delivered scan brings a second mail.
        await bench.Run();
        await bench.Agent.Says("foreseen account=scans");
        await bench.Scan();
        Assert.Equal(2, bench.Sandbox.Mails.Count);

        await using ControlClient again = await bench.Connect();
        await Store(again, bench, Day(700));
        account = await Until(again, "ready");
        Assert.InRange(account.Number("secretDays") ?? 0, 699, 700);
        Assert.Null(account.Number("dueDiagnosis"));
        Assert.Equal(2, bench.Sandbox.Mails.Count);
    }

    [Fact]
    public async Task While_no_mail_can_leave_the_light_warns_and_the_mail_is_kept_for_later()
    {
        await using Bench bench = await Start(oauth => oauth["secretEnds"] = Day(3));
        bench.Sandbox.SetFault("sender-refused", null, 0);
        await using ControlClient device = await bench.Connect();
        await Store(device, bench);
        // The provider takes nothing, the agent goes on trying, and when a new secret comes at once.
        await bench.Agent.Says("mail refused");
        Assert.Equal("attention", (await Until(device, "attention")).Text("state"));
        bench.Sandbox.ClearFaults();
        await Store(device, bench);
        Assert.True(await bench.Sandbox.WaitForMails(1, TimeSpan.FromSeconds(150)), string.Join('\n', bench.Log));
        await bench.Agent.Says("owner written to diagnosis=D622");
    }

    [Fact]
    public async Task A_refused_sign_in_is_told_by_another_account_once_and_not_by_itself()
    {
        await using Bench bench = await Start(_ => { }, addSignIn: true);
        await using ControlClient device = await bench.Connect();
        await Store(device, bench);
        Assert.True((await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "refresh-token", ["secret"] = "fake-revoked-token", ["account"] = "person" })).IsOk);
        Assert.Empty(bench.Sandbox.Mails);
        Assert.False((await device.Ask(ControlVerb.Refresh, new JsonObject { ["account"] = "person" })).IsOk);
        Assert.True(await bench.Sandbox.WaitForMails(1, TimeSpan.FromSeconds(150)), string.Join('\n', bench.Log));
        MimeMessage mail = await MimeMessage.LoadAsync(bench.Sandbox.Mails[0].File!);
        Assert.StartsWith("bridge-test: scans are not being sent", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("Account: person", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("devicemail explain 3", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("fake-revoked-token", mail.TextBody, StringComparison.Ordinal);
        await bench.Agent.Says("mail delivered account=scans");
        Assert.Single(bench.Sandbox.Mails);
    }

    private static string Day(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", null);

    private static Task<Bench> Start(Action<JsonObject> change, bool addSignIn = false) => Bench.Start((configuration, bench) =>
    {
        configuration["owner"] = Owner;
        var oauth = new JsonObject
        {
            ["flow"] = "client-credentials", ["clientId"] = "sandbox-daemon", ["scope"] = "https://outlook.office365.com/.default", ["tokenEndpoint"] = bench.Sandbox.TokenEndpoint.ToString(),
        };
        if (addSignIn)
        {
            JsonObject person = configuration["accounts"]![0]!.DeepClone().AsObject();
            person["name"] = "person";
            person["default"] = false;
            configuration["accounts"]!.AsArray().Add(person);
        }

        configuration["accounts"]![0]!["oauth"] = oauth;
        change(oauth);
    }, paired: false);

    private static async Task Store(ControlClient device, Bench bench, string? ends = null)
    {
        var request = new JsonObject { ["kind"] = "client-secret", ["secret"] = bench.Sandbox.DaemonSecret };
        if (ends is not null) request["ends"] = ends;
        ControlAnswer stored = await device.Ask(ControlVerb.Import, request);
        Assert.True(stored.IsOk, stored.ErrorWord);
    }

    // The provider has a mail before the agent hears its 250, and the light follows on a thread of its own.
    private static async Task<JsonObject> Until(ControlClient device, string state)
    {
        for (int i = 0; ; i++)
        {
            JsonObject account = (await device.Ask(ControlVerb.Status)).Of("account").First();
            if (account.Text("state") == state || i == 600) return account;
            await Task.Delay(50, Bench.Limit());
        }
    }
}
