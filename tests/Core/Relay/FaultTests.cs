using System.Collections.Generic;
using DeviceMailAgent.Core.Tests.Support;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>Each call that the relay makes to its platform fails once, in every session here: nothing is told delivered that was not, and the session ends.</summary>
public class FaultTests
{
    public static TheoryData<string> Sessions
    {
        get { return [.. Scripts.Keys]; }
    }

    private static readonly Dictionary<string, System.Action<Rig>> Scripts = new()
    {
        ["one mail over a new link"] = rig => rig.Scanner.Says("EHLO s").SaysMail().Says("QUIT"),
        ["one mail over a fresh link"] = rig => rig.Warmed().Scanner.Says("EHLO s").SaysMail().Says("QUIT"),
        ["one mail over a kept link"] = rig => rig.Warmed(isFresh: false).Scanner.SaysMail().Says("QUIT"),
        ["one mail over a dead link"] = rig => KillLink(rig).Scanner.SaysMail().Says("QUIT"),
        ["three mails and a login"] = rig => rig.Scanner.Says("STARTTLS").Says("EHLO s").Says("AUTH PLAIN AHNjYW5uZXIAcGFzcw==").SaysMail().SaysMail().SaysMail(),
        ["a mail given up, then another"] = rig => rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("RSET").SaysMail().Says("QUIT"),
        ["a token that must be renewed"] = rig => RefuseToken(rig).Scanner.SaysMail().Says("QUIT"),
        ["a whole session in one write"] = rig => rig.Scanner.SaysAtOnce("EHLO s\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n", 6),
    };

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Any_one_call_may_fail(string session)
    {
        foreach (bool arrives in new[] { false, true }) FailEach(session, arrives, nothingWorksAfter: false);
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void From_any_call_on_nothing_may_work(string session)
    {
        foreach (bool arrives in new[] { false, true }) FailEach(session, arrives, nothingWorksAfter: true);
    }

    private static void FailEach(string session, bool arrives, bool nothingWorksAfter)
    {
        int calls = Run(session, 0, arrives, nothingWorksAfter, out int delivered);
        Assert.True(delivered >= 1);
        for (int failing = 1; failing <= calls; failing++) Run(session, failing, arrives, nothingWorksAfter, out _);
    }

    // The rig itself checks what must hold after every session.
    private static int Run(string session, int failing, bool arrives, bool nothingWorksAfter, out int delivered)
    {
        var rig = new Rig();
        Scripts[session](rig);
        int before = rig.Seams.Calls;
        rig.Seams.FailingCall = failing == 0 ? 0 : before + failing;
        rig.Seams.FailedWritesArrive = arrives;
        rig.Seams.NothingWorksAfter = nothingWorksAfter;
        rig.Run();
        delivered = rig.Scanner.ToldDelivered;
        int calls = rig.Seams.Calls - before;

        // And the relay has not been harmed: the next scanner's mail goes through.
        rig.Clock.Advance(Limits.LinkRetryMs);
        rig.Seams.FailingCall = 0;
        rig.NextScanner().SaysMail();
        rig.Run();
        Assert.True(rig.Scanner.ToldDelivered == 1, $"after call {failing} of \"{session}\" ({rig.Seams.Failed}) failed, the next mail hears {rig.Scanner.Codes}");
        return calls;
    }

    private static Rig KillLink(Rig rig)
    {
        rig.Warmed(isFresh: false).Provider.SaysUnasked("close");
        rig.Provider.DiesUnseen = true;
        return rig;
    }

    private static Rig RefuseToken(Rig rig)
    {
        rig.Provider.Answers("token", "535 5.7.3 Authentication unsuccessful");
        return rig;
    }
}
