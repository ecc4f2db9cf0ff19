using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>Prints ClientSession.chart.md: every state times every class of reply.</summary>
public class ClientSessionChartTests
{
    private static readonly string[] Replies =
    [
        "220 x", "221 2.0.0 x", "235 2.7.0 x", "250 2.0.0 x", "334 x", "354 x", "421 4.7.0 x", "432 4.3.2 x", "451 4.7.0 x",
        "530 5.7.57 x", "535 5.7.3 x", "535 5.7.139 x", "550 5.1.1 x", "552 5.3.4 x", "HTTP/1.1",
    ];

    // How each state is reached from a new session: replies, and what the relay tells it ("!").
    private static readonly Dictionary<ClientState, string> Ways = new()
    {
        [ClientState.Closed] = "",
        [ClientState.Greeting] = "!start",
        [ClientState.Ehlo] = "!start|220 x",
        [ClientState.StartTls] = "!start|220 x|250 STARTTLS",
        [ClientState.EhloAgain] = "!start|220 x|250 STARTTLS|220 x|!secured",
        [ClientState.Auth] = "!start|220 x|250 STARTTLS|220 x|!secured|250 AUTH XOAUTH2",
        [ClientState.AuthRefused] = "!start|220 x|250 STARTTLS|220 x|!secured|250 AUTH XOAUTH2|334 |334 eyJ9",
        [ClientState.Ready] = "!login",
        [ClientState.Mail] = "!login|!mail",
        [ClientState.MailInGroup] = "!login|!group",
        [ClientState.Recipient] = "!login|!mail|250 x|!rcpt",
        [ClientState.Data] = "!login|!mail|250 x|!rcpt|250 x|!data",
        [ClientState.Sending] = "!login|!mail|250 x|!rcpt|250 x|!data|354 x",
        [ClientState.EndOfData] = "!login|!mail|250 x|!rcpt|250 x|!data|354 x|!sent",
        [ClientState.Reset] = "!login|!mail|250 x|!reset",
        [ClientState.Quit] = "!login|!quit",
        [ClientState.Failed] = "!start|554 x",
    };

    [Fact]
    public void The_chart_says_what_the_session_does()
    {
        var chart = new Chart("The session with the provider",
            "Printed by ClientSessionChartTests. A cell: the step that the relay takes, the state it leads to, the diagnosis of a failure. "
            + "`renew` marks a refusal that a new token may cure, `open` a mail that is open at the provider.");
        chart.Section("Every state and every reply");
        chart.Header("Reply awaited in", Replies.Select(reply => "`" + reply.Replace(" x", "", StringComparison.Ordinal) + "`").ToArray());
        foreach (ClientState state in Enum.GetValues<ClientState>())
            chart.Row(state.ToString(), Replies.Select(reply => Turn(state, reply)));
        chart.Section("What EHLO offers");
        string[] offers = ["250 x", "250 STARTTLS", "250 AUTH XOAUTH2", "250 AUTH PLAIN LOGIN"];
        chart.Header("Account", offers.Select(offer => "`" + offer + "`").ToArray());
        foreach (Security security in Enum.GetValues<Security>())
        {
            foreach (string? mechanism in new[] { "XOAUTH2", "LOGIN", null })
                chart.Row($"{security}, {mechanism ?? "no login"}", offers.Select(offer => Offered(security, mechanism, offer)));
        }
        chart.Section("Challenges until the login is decided");
        string[] challenges = ["334", "334 334", "334 334 334", "235", "334 235", "334 334 235", "334 535", "334 334 535", "334 334 334 535"];
        chart.Header("Mechanism", challenges);
        chart.Row("XOAUTH2 (one response)", challenges.Select(replies => Challenged("XOAUTH2", 1, replies)));
        chart.Row("LOGIN (two responses)", challenges.Select(replies => Challenged("LOGIN", 2, replies)));
        chart.Check("tests/Core/Smtp/ClientSession.chart.md");
    }

    [Fact]
    public void Every_state_of_the_chart_was_reached()
    {
        foreach (ClientState state in Enum.GetValues<ClientState>()) Assert.Equal(state, Reach(Ways[state]).State);
    }

    [Theory]
    [InlineData(Security.StartTls, "EHLO [192.168.7.2]\r\n", "STARTTLS\r\n", "EHLO [192.168.7.2]\r\n", "AUTH XOAUTH2\r\n")]
    public void Says(Security security, string ehlo, string startTls, string ehloAgain, string auth)
    {
        var session = new ClientSession("[192.168.7.2]", security, "XOAUTH2", 1);
        session.Start();
        Assert.Equal(ehlo, Say(session, "220 x"));
        Assert.Equal(startTls, Say(session, "250 STARTTLS"));
        Assert.Equal(ClientStep.UpgradeTls, Feed(session, "220 x"));
        session.Secured();
        Assert.Equal(ehloAgain, Out(session));
        Assert.Equal(auth, Say(session, "250 AUTH XOAUTH2"));
    }

    // A row: what EHLO offered, the path, size and body asked for, the line that goes out.
    [Theory]
    [InlineData("250-SIZE 9|250 8BITMIME", "a@b.c", 5, true, "MAIL FROM:<a@b.c> SIZE=5 BODY=8BITMIME\r\n")]
    [InlineData("250 SIZE 9", "a@b.c", 0, false, "MAIL FROM:<a@b.c> SIZE=0\r\n")]
    [InlineData("250 SIZE 9", "a@b.c", -1, true, "MAIL FROM:<a@b.c>\r\n")]
    [InlineData("250 8BITMIME", "", 5, false, "MAIL FROM:<>\r\n")]
    [InlineData("250 x", "a@b.c", long.MaxValue, true, "MAIL FROM:<a@b.c>\r\n")]
    public void Composes_MAIL_from_what_was_offered(string offer, string path, long size, bool eightBit, string line)
    {
        var session = new ClientSession("x", Security.None, null, 0);
        session.Start();
        Feed(session, "220 x");
        foreach (string offered in offer.Split('|')) Feed(session, offered);
        session.Mail(Octets.Of("junk" + path), 4, path.Length, size, eightBit);
        Assert.Equal(line, Out(session));
        session.Recipient(Octets.Of("junk" + path), 4, path.Length);
        Assert.Equal("RCPT TO:<" + path + ">\r\n", Out(session));
    }

    [Fact]
    public void The_longest_line_that_can_be_asked_for_fits()
    {
        var session = new ClientSession("x", Security.None, null, 0);
        session.Start();
        foreach (string reply in new[] { "220 x", "250-SIZE", "250 8BITMIME" }) Feed(session, reply);
        session.Mail(new byte[Limits.Path], 0, Limits.Path, long.MaxValue, true);
        Assert.InRange(session.OutCount, Limits.Path, Limits.CommandLine);
        session.RecipientBehindMail(new byte[Limits.Path], 0, Limits.Path);
        Assert.InRange(session.OutCount, Limits.Path * 2, Limits.CommandLine);
        Assert.Throws<ArgumentException>(() => session.Recipient(new byte[Limits.Path + 1], 0, Limits.Path + 1));
    }

    [Fact]
    public void A_group_is_MAIL_and_RCPT_in_one_write_and_owes_two_replies()
    {
        ClientSession session = Reach(Ways[ClientState.MailInGroup]);
        Assert.Equal("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n", Out(session));
        Assert.Equal(ClientStep.Answered, Feed(session, "250 2.1.0 OK"));
        Assert.Equal((ClientState.Recipient, true), (session.State, session.HasMail));
        Assert.Equal(ClientStep.Answered, Feed(session, "550 5.1.1 x"));
        Assert.Equal((ClientState.Ready, true), (session.State, session.HasMail));
    }

    private static string Turn(ClientState state, string reply)
    {
        ClientSession session = Reach(Ways[state]);
        return Cell(session, Feed(session, reply));
    }

    private static string Offered(Security security, string? mechanism, string offer)
    {
        var session = new ClientSession("x", security, mechanism, mechanism == "LOGIN" ? 2 : 1);
        session.Start();
        Feed(session, "220 x");
        return Cell(session, Feed(session, offer));
    }

    private static string Challenged(string mechanism, int responses, string replies)
    {
        var session = new ClientSession("x", Security.None, mechanism, responses);
        session.Start();
        Feed(session, "220 x");
        Feed(session, "250 AUTH " + mechanism);
        ClientStep step = ClientStep.More;
        foreach (string reply in replies.Split(' '))
        {
            if (session.State is not (ClientState.Auth or ClientState.AuthRefused)) return "–";
            step = Feed(session, reply);
        }
        return Cell(session, step);
    }

    private static string Cell(ClientSession session, ClientStep step)
    {
        string cell = step == ClientStep.Fail ? $"{step} D{(int)session.Diagnosis} {session.Diagnosis}" : $"{step} {session.State}";
        if (session.MayCureByRenewal) cell += ", renew";
        return session.HasMail ? cell + ", open" : cell;
    }

    private static ClientSession Reach(string way)
    {
        var session = new ClientSession("x", Security.StartTls, "XOAUTH2", 1);
        way = way.Replace("!login", Ways[ClientState.Auth] + "|235 x", StringComparison.Ordinal);
        foreach (string turn in way.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (turn)
            {
                case "!start": session.Start(); break;
                case "!secured": session.Secured(); break;
                case "!mail": session.Mail(Octets.Of("a@b.c"), 0, 5, -1, false); break;
                case "!group":
                    session.Mail(Octets.Of("a@b.c"), 0, 5, -1, false);
                    session.RecipientBehindMail(Octets.Of("d@e.f"), 0, 5);
                    break;
                case "!rcpt": session.Recipient(Octets.Of("a@b.c"), 0, 5); break;
                case "!data": session.Data(); break;
                case "!sent": session.DataSent(); break;
                case "!reset": session.Reset(); break;
                case "!quit": session.Quit(); break;
                default: Feed(session, turn); break;
            }
        }
        return session;
    }

    private static ClientStep Feed(ClientSession session, string line)
    {
        return session.Line(Octets.Of("250-x\r\n" + line + "\r\n"), 7, line.Length);
    }

    private static string Say(ClientSession session, string reply)
    {
        Assert.Equal(ClientStep.Send, Feed(session, reply));
        return Out(session);
    }

    private static string Out(ClientSession session)
    {
        return Octets.Text(session.Out, 0, session.OutCount);
    }
}
