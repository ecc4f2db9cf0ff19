using System;
using DeviceMailAgent.Core.Tests.Support;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>Conversations that nobody would write down: scanners and providers that say anything at any time. The rig checks the promises after each.</summary>
public class ConversationTests
{
    private static readonly string[] Verbs = ["greeting", "EHLO", "STARTTLS", "AUTH", "token", "MAIL", "RCPT", "DATA", ".", "RSET", "QUIT"];

    private static readonly string[] Replies =
    [
        "220 2.0.0 x", "250 2.0.0 x", "235 2.7.0 x", "334 ", "354 x", "421 4.3.2 x|close", "421 4.3.2 x", "432 4.3.2 x", "451 4.7.0 x", "454 4.7.0 x",
        "501 5.5.127 x", "530 5.7.57 x", "535 5.7.3 x", "535 5.7.139 x", "550 5.1.1 x", "552 5.3.4 x", "554 5.2.252 SendAsDenied", "close", "silence", "HTTP/1.1 200 OK",
        "250-x\r\n251 x", "250", "\0", "2", "250 x|close",
    ];

    private static readonly string[] Lines =
    [
        "EHLO s", "HELO", "MAIL FROM:<a@b.c>", "MAIL FROM:<a@b.c> BODY=8BITMIME SIZE=50", "RCPT TO:<d@e.f>", "RCPT TO:<g@h.i>", "DATA", "RSET", "NOOP",
        "STARTTLS", "AUTH PLAIN AHNjYW5uZXIAcGFzcw==", "AUTH PLAIN AG90aGVyAHBhc3M=", "AUTH LOGIN", "*", "NOPE", "MAIL FROM:", "QUIT", "\0\xff", "",
    ];

    private static readonly string[] Data =
    [
        ".\r\n", "x\r\n.\r\n", "..\r\n.\r\n", "x\r\n.\r\nNOOP\r\n", "x\n.\n", "x\r\n.\r", "x\r\n.", "x", "",
    ];

    // RFC 5321 3.8: 421 may be the answer to anything, with or without a hang-up behind it.
    [Fact]
    public void Whatever_is_answered_with_421_nothing_is_told_delivered_and_the_next_mail_goes_through()
    {
        foreach (string verb in Verbs)
        {
            foreach (string reply in new[] { "421 4.3.2 Service shutting down", "421 4.3.2 Service shutting down|close" })
            {
                var rig = new Rig();
                rig.Provider.Answers(verb, reply);
                rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("RSET").SaysMail();
                rig.Run();
                rig.Clock.Advance(Limits.LinkRetryMs);
                rig.NextScanner().SaysMail();
                rig.Run();
                Assert.True(rig.Scanner.ToldDelivered == 1, $"after {reply} to {verb} the next mail hears {rig.Scanner.Codes}");
            }
        }
    }

    [Fact]
    public void No_pair_of_answers_to_two_verbs_breaks_a_promise()
    {
        foreach (string first in Verbs)
        {
            foreach (string second in Verbs)
            {
                foreach (string one in Replies)
                {
                    foreach (string other in Replies) Converse(rig =>
                    {
                        rig.Provider.Answers(first, one).Answers(second, other);
                        rig.Scanner.SaysMail().SaysMail();
                    }, $"{one} to {first}, {other} to {second}");
                }
            }
        }
    }

    [Fact]
    public void No_conversation_at_random_breaks_a_promise()
    {
        for (int seed = 1; seed <= 4000; seed++)
        {
            var random = new Random(seed);
            Converse(rig => Compose(rig, random), $"seed {seed}");
        }
    }

    private static void Compose(Rig rig, Random random)
    {
        if (random.Next(2) == 0) rig.Warmed(random.Next(2) == 0);
        rig.Links.OpensWhenWarmed = random.Next(2) == 0;
        int answers = random.Next(6);
        for (int i = 0; i < answers; i++) rig.Provider.Answers(Pick(random, Verbs), Pick(random, Replies));
        rig.Provider.DiesUnseen = random.Next(4) == 0;
        rig.Provider.Piece = Pick(random, [int.MaxValue, MemoryChannel.ByLine, 1, 3]);
        rig.Scanner.Piece = Pick(random, [int.MaxValue, MemoryChannel.ByLine, 1, 5]);
        if (random.Next(4) == 0) rig.Provider.CutBehind = random.Next(600);
        if (random.Next(4) == 0) rig.Scanner.CutBehind = random.Next(300);
        if (random.Next(4) == 0) rig.Scanner.BeforeRead = () => { if (random.Next(10) == 0) rig.Session.Leave(); };
        rig.Scanner.StaysOn = random.Next(3) == 0;
        int turns = random.Next(12);
        for (int i = 0; i < turns; i++)
        {
            switch (random.Next(6))
            {
                case 0: rig.Scanner.SaysMail(Pick(random, Data)); break;
                case 1: rig.Scanner.SaysAtOnce($"MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n{Pick(random, Data)}", 4); break;
                case 2: rig.Scanner.SaysData(Pick(random, Data)); break;
                default: rig.Scanner.Says(Pick(random, Lines)); break;
            }
        }
    }

    private static void Converse(Action<Rig> compose, string conversation)
    {
        var rig = new Rig();
        rig.Seams.CallsMax = 20_000;
        compose(rig);
        try
        {
            rig.Run();
        }
        catch (Exception broken)
        {
            Assert.Fail($"{conversation}: {broken.Message}\nThe scanner heard {rig.Scanner.Codes}; the log says {string.Join('|', rig.Log.Lines)}\n{broken.StackTrace}");
        }
    }

    private static T Pick<T>(Random random, T[] from)
    {
        return from[random.Next(from.Length)];
    }
}
