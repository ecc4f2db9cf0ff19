using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>Prints ServerSession.chart.md: every state times every verb, for every kind of listener.</summary>
public class ServerSessionChartTests
{
    private static readonly string[] Lines =
    [
        "EHLO s", "HELO s", "AUTH LOGIN", "AUTH PLAIN", "AUTH CRAM-MD5", "STARTTLS", "MAIL FROM:<a@b>", "MAIL FROM:<a@b> SIZE=1001",
        "RCPT TO:<a@b>", "RCPT a@b", "MAIL FROM: a@b", "RCPT TO:<a@b> NOTIFY=NEVER", "EHLO", "DATA", "RSET", "NOOP", "VRFY a", "HELP", "QUIT", "NOPE", "*", "AGEAYg==",
    ];

    private static readonly ServerSettings Strict = new("bridge", 1000, LoginPolicy.Optional, true, MessageRepair.None, true);

    private static readonly Dictionary<string, Action<ServerSession>> Tellings = new()
    {
        ["LineTooLong"] = session => session.LineTooLong(),
        ["LoginChecked(true)"] = session => session.LoginChecked(true),
        ["LoginChecked(false)"] = session => session.LoginChecked(false),
        ["Secured"] = session => session.Secured(),
        ["MailAccepted"] = session => session.MailAccepted(),
        ["RecipientAccepted"] = session => session.RecipientAccepted(),
        ["DataEnded(250)"] = session => session.DataEnded(Read("250 2.0.0 OK")),
        ["Refuse(550)"] = session => session.Refuse(Read("550 5.1.1 no"), 503),
        ["Refuse(451)"] = session => session.Refuse(Octets.Of("451 x\r\n"), 7),
        ["Close(421)"] = session => session.Close("421 x\r\n"),
    };

    [Fact]
    public void The_chart_says_what_the_session_does()
    {
        var chart = new Chart("The session with the scanner",
            "Printed by ServerSessionChartTests. A cell: the reply's code, or what the relay is asked to do (`check` the login, `tls`, `mail`, `rcpt`), "
            + "and the state it leads to where that is another.");
        var first = new Dictionary<string, string[]>();
        foreach (LoginPolicy login in Enum.GetValues<LoginPolicy>())
        {
            foreach (bool offersStartTls in new[] { false, true })
                Print(chart, new ServerSettings("bridge", 1000, login, offersStartTls), first);
        }
        Print(chart, Strict, first);
        chart.Section("What the relay tells the session");
        string[] states = Enum.GetNames<ServerState>();
        chart.Header("Told", states);
        foreach (KeyValuePair<string, Action<ServerSession>> telling in Tellings)
            chart.Row($"`{telling.Key}`", Enum.GetValues<ServerState>().Select(state => Told(state, telling.Value, telling.Key != "Secured")));
        chart.Check("tests/Core/Smtp/ServerSession.chart.md");
    }

    [Fact]
    public void Every_state_of_the_chart_was_reached()
    {
        foreach (LoginPolicy login in Enum.GetValues<LoginPolicy>())
        {
            foreach (ServerState state in Enum.GetValues<ServerState>())
                Assert.Equal(state, Reach(new ServerSettings("bridge", 1000, login, true), state, true).State);
        }
    }

    // The first table is whole; of the others only the rows that differ from it are worth reading.
    private static void Print(Chart chart, ServerSettings settings, Dictionary<string, string[]> first)
    {
        bool isFirst = first.Count == 0;
        chart.Section($"Login {settings.Login.ToString().ToLowerInvariant()}, STARTTLS {(settings.OffersStartTls ? "offered" : "not offered")}{(settings.IsStrict ? ", strict, EHLO said before" : "")}"
            + (isFirst ? "" : ": where it differs from the first table"));
        var columns = new List<string> { "Idle, not logged in" };
        columns.AddRange(Enum.GetNames<ServerState>());
        chart.Header("Line", columns);
        foreach (string line in Lines)
        {
            var cells = new List<string> { Turn(Reach(settings, ServerState.Idle, false), line) };
            cells.AddRange(Enum.GetValues<ServerState>().Select(state => Turn(Reach(settings, state, !IsLogin(state)), line)));
            if (isFirst) first.Add(line, [.. cells]);
            if (isFirst || !cells.SequenceEqual(first[line])) chart.Row($"`{line}`", cells);
        }
    }

    private static string Turn(ServerSession session, string line)
    {
        ServerState before = session.State;
        ServerStep step = session.Line(Octets.Of(line), 0, line.Length);
        string cell = step switch
        {
            ServerStep.CheckLogin => "check",
            ServerStep.StartTls => "tls",
            ServerStep.Mail => "mail",
            ServerStep.Recipient => "rcpt",
            _ => Octets.Text(session.Out, 0, 3),
        };
        return session.State == before ? cell : $"{cell} → {session.State}";
    }

    private static string Told(ServerState state, Action<ServerSession> telling, bool says)
    {
        ServerSession session = Reach(new ServerSettings("bridge", 1000, LoginPolicy.Optional, true), state, !IsLogin(state));
        telling(session);
        string cell = says ? Octets.Text(session.Out, 0, 3) : "–";
        cell = session.State == state ? cell : $"{cell} → {session.State}";
        return session.IsLoggedIn ? cell + ", logged in" : cell;
    }

    private static bool IsLogin(ServerState state)
    {
        return state is ServerState.AuthUser or ServerState.AuthPassword or ServerState.AuthPlain;
    }

    private static ServerSession Reach(ServerSettings settings, ServerState state, bool loggedIn)
    {
        var session = new ServerSession(settings);
        if (settings.IsStrict) Say(session, "EHLO s");
        if (loggedIn && !IsLogin(state))
        {
            Say(session, "AUTH PLAIN AGEAYg==");
            session.LoginChecked(true);
        }
        switch (state)
        {
            case ServerState.AuthUser: Say(session, "AUTH LOGIN"); break;
            case ServerState.AuthPassword: Say(session, "AUTH LOGIN YQ=="); break;
            case ServerState.AuthPlain: Say(session, "AUTH PLAIN"); break;
            case ServerState.Closed: Say(session, "QUIT"); break;
            case ServerState.Idle: break;
            default: OpenMail(session, state); break;
        }
        return session;
    }

    private static void OpenMail(ServerSession session, ServerState state)
    {
        Say(session, "MAIL FROM:<a@b>");
        session.MailAccepted();
        if (state == ServerState.Mail) return;
        Say(session, "RCPT TO:<a@b>");
        session.RecipientAccepted();
        if (state == ServerState.Data) Say(session, "DATA");
    }

    private static void Say(ServerSession session, string line)
    {
        session.Line(Octets.Of(line), 0, line.Length);
    }

    private static Reply Read(string line)
    {
        var reply = new Reply();
        reply.Line(Octets.Of(line), 0, line.Length);
        return reply;
    }
}
