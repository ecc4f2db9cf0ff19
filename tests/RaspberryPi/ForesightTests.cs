using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Foresight;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>
/// The mail to the owner: when it goes, and what it says. The post is a stand-in that can refuse, and the time is the test's: a week cannot be waited
/// for. That a mail really arrives is shown in tests/Control.
/// </summary>
public class ForesightTests
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;
    private const long Start = 1_795_000_000;

    private static readonly OwnerMail Mail = OwnerMail.Write("bridge-3f", [Item(Diagnosis.ClientSecretEndsSoon, 10)], "en", new DateOnly(2026, 11, 25));

    [Fact]
    public void A_mail_goes_at_once_and_then_once_a_week_over_restarts_too()
    {
        using var bench = new Bench();
        var sentAt = new List<long>();
        for (long now = Start; now < Start + (30 * Day); now += Hour)
        {
            // Every day the power is cut.
            if ((now - Start) % Day == 0) bench.Restart();
            if (bench.Notice.Step(now, Mail, [0])) sentAt.Add((now - Start) / Day);
        }
        Assert.Equal([0, 7, 14, 21, 28], sentAt);
        Assert.Equal(5, bench.Post.Sent.Count);
        Assert.All(bench.Post.Sent, sent => Assert.Equal((0, "it@contoso.example", Mail.Subject), sent));
    }

    [Fact]
    public void While_nothing_is_due_or_the_clock_is_not_set_nothing_goes()
    {
        using var bench = new Bench();
        Assert.False(bench.Notice.Step(Start, null, [0]));
        Assert.False(bench.Notice.Step(0, Mail, [0]));
        Assert.False(bench.Notice.Step(Start, Mail, []));
        Assert.Empty(bench.Post.Sent);
        Assert.True(bench.Notice.Step(Start, Mail, [0]));
    }

    [Fact]
    public void A_mail_that_cannot_go_is_tried_again_ever_more_slowly_and_by_every_account()
    {
        using var bench = new Bench();
        bench.Post.Answer = Diagnosis.NameNotResolved;
        Assert.False(bench.Notice.Step(Start, Mail, [1, 0]));
        Assert.Equal([1, 0], bench.Post.Sent.Select(sent => sent.Account));
        Assert.True(bench.Notice.IsWaiting);
        var triedAt = new List<long>();
        for (long now = Start + 1; now < Start + (6 * Hour); now++)
        {
            int before = bench.Post.Sent.Count;
            Assert.False(bench.Notice.Step(now, Mail, [0]));
            if (bench.Post.Sent.Count > before) triedAt.Add(now - Start);
        }
        Assert.Equal([60, 180, 420, 900, 1860, 3780, 7380, 10980, 14580, 18180], triedAt);
        bench.Post.Answer = Diagnosis.None;
        Assert.False(bench.Notice.Step(Start + (6 * Hour), Mail, [0]));
        // Somebody brought a secret.
        bench.Notice.TryAgain();
        Assert.True(bench.Notice.Step(Start + (6 * Hour), Mail, [0]));
        Assert.False(bench.Notice.IsWaiting);
        bench.Restart();
        Assert.False(bench.Notice.Step(Start + (7 * Hour), Mail, [1, 0]));
    }

    [Fact]
    public void A_mail_that_may_have_arrived_is_not_sent_twice()
    {
        using var bench = new Bench();
        bench.Post.Answer = Diagnosis.OutcomeUnknown;
        Assert.True(bench.Notice.Step(Start, Mail, [0]));
        Assert.False(bench.Notice.Step(Start + (2 * Hour), Mail, [0]));
    }

    [Fact]
    public void The_day_is_on_the_disk_before_the_mail_goes()
    {
        using var bench = new Bench();
        bench.Post.Sending = () => Assert.Equal(Start, new OwnerState(bench.Store).Load());
        Assert.True(bench.Notice.Step(Start, Mail, [0]));
        Assert.Single(bench.Post.Sent);
    }

    [Fact]
    public void A_clock_that_was_far_ahead_costs_a_week_and_not_a_year()
    {
        using var bench = new Bench();
        Assert.True(bench.Notice.Step(Start + (365 * Day), Mail, [0]));
        bench.Restart();
        Assert.False(bench.Notice.Step(Start, Mail, [0]));
        bench.Restart();
        Assert.False(bench.Notice.Step(Start + (6 * Day), Mail, [0]));
        Assert.True(bench.Notice.Step(Start + (7 * Day), Mail, [0]));
    }

    [Theory]
    [InlineData("owner.last", "garbage")]
    [InlineData("owner.last", "")]
    [InlineData("owner.last", "99999999999999999999999999")]
    public void A_damaged_note_costs_a_mail_at_most(string file, string content)
    {
        using var bench = new Bench();
        File.WriteAllText(bench.Store.PathOf(file), content);
        Assert.True(bench.Notice.Step(Start, Mail, [0]));
        Assert.False(bench.Notice.Step(Start + Day, Mail, [0]));
    }

    [Theory]
    [InlineData(Diagnosis.ClientSecretEndsSoon)]
    [InlineData(Diagnosis.CertificateEndsSoon)]
    [InlineData(Diagnosis.SignInEndsSoon)]
    [InlineData(Diagnosis.RefreshTokenUnusedSoon)]
    [InlineData(Diagnosis.RefreshTokenRevoked)]
    [InlineData(Diagnosis.AuthenticationFlowBlocked)]
    [InlineData(Diagnosis.ClientSecretExpired)]
    [InlineData(Diagnosis.ClientAssertionRefused)]
    [InlineData(Diagnosis.DelegationMissing)]
    public void Each_mail_says_what_when_who_and_how_within_80_columns(Diagnosis diagnosis)
    {
        foreach (string language in (string[])["en", "ja", "both"])
        {
            foreach (int days in (int[])[0, 1, 14])
            {
                int told = (int)diagnosis > 600 ? days : Forecast.Unknown;
                OwnerMail mail = OwnerMail.Write("bridge-3f", [Item(diagnosis, told)], language, new DateOnly(2026, 11, 25));
                Assert.Contains("bridge-3f", mail.Subject, StringComparison.Ordinal);
                Assert.Contains("scans@contoso.example", mail.Text, StringComparison.Ordinal);
                Assert.Contains("devicemail explain " + (int)diagnosis, mail.Text, StringComparison.Ordinal);
                if (told >= 0) Assert.Contains(new DateOnly(2026, 11, 25).AddDays(days).ToString("yyyy-MM-dd", null), mail.Text, StringComparison.Ordinal);
                Assert.Contains("  1. ", mail.Text, StringComparison.Ordinal);
                Assert.All(mail.Text.Split('\n'), line => Assert.InRange(Width(line), 0, 80));
                bool isJapanese = mail.Text.Any(c => c >= 'ぁ');
                Assert.Equal(language != "en", isJapanese);
                Assert.Equal(language != "ja", mail.Text.Contains("Whose turn", StringComparison.Ordinal));
            }
        }
    }

    private static DueItem Item(Diagnosis diagnosis, int days)
    {
        using var folder = new TestFolder();
        AccountConfiguration account = AgentFile.Read(AppKeys.Configuration(folder, "\"flow\": \"client-credentials\", \"clientId\": \"00000000-1111-2222-3333-444444444444\"")).Accounts[0];
        return new DueItem(account, diagnosis, days);
    }

    // Japanese letters and signs take two columns.
    private static int Width(string line)
    {
        return line.Sum(c => c >= 0x2E80 ? 2 : 1);
    }

    private sealed class Bench : IDisposable
    {
        private readonly TestFolder _folder = new TestFolder();

        public Bench()
        {
            Store = new StoreFolder(_folder["store"]);
            Assert.Null(Store.Prepare());
            Notice = Make();
        }

        public StoreFolder Store { get; }

        public StandInPost Post { get; } = new StandInPost();

        public OwnerNotice Notice { get; private set; }

        public void Restart()
        {
            Notice = Make();
        }

        public void Dispose()
        {
            _folder.Dispose();
        }

        private OwnerNotice Make()
        {
            return new OwnerNotice(new OwnerState(Store), Post, "it@contoso.example");
        }
    }

    private sealed class StandInPost : IAgentPost
    {
        public List<(int Account, string Recipient, string Subject)> Sent { get; } = [];

        public Diagnosis Answer { get; set; }

        public Action Sending { get; set; } = () => { };

        public Diagnosis Send(int account, string recipient, string subject, string text)
        {
            Sending();
            Sent.Add((account, recipient, subject));
            return Answer;
        }
    }
}
