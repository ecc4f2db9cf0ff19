using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>
/// SMTP smuggling (CVE-2023-51764, -51765, -51766 and their kin): whatever stands between a mail and the commands that its data hides, the
/// provider gets that one mail or none. All cuttings of these sequences are tests/Core's (DataScannerTests), where octets arrive as they are told
/// to; here they go through sockets, in one write and octet by octet, to two servers that were written by others than the agent.
/// </summary>
public sealed class SmugglingTests(Provider provider)
{
    private const string Hidden = "MAIL FROM:<scans@example.test>\r\nRCPT TO:<smuggled@example.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nhello\r\n.\r\n";
    private const int Scanners = 4;

    [Fact]
    public async Task The_sandbox_gets_one_mail_or_none()
    {
        await using Bench bench = await Bench.Start();
        IReadOnlyCollection<Attempt> attempts = await Run(bench.Agent.Port, "sandbox", Sequences(4));
        ReceivedMail[] mails = [.. bench.Sandbox.Mails];
        AssertOneOrNone(attempts, recipient => mails.Count(mail => mail.Recipients.Contains(recipient)), bench.Log);
        Assert.Equal(attempts.Count(attempt => attempt.IsAccepted), mails.Length);
        await bench.AssertServes();
    }

    [Fact]
    public async Task Dovecot_gets_one_mail_or_none()
    {
        await using TokenEndpoint tokens = await TokenEndpoint.Start(provider.Authority, provider.Tokens);
        await using AgentProcess agent = await AgentProcess.Start(AgentFile.Make(provider.Dovecot.Port, tokens.Url), provider.Authority.Pem, tokens.RefreshTokens[0]);
        IReadOnlyCollection<Attempt> attempts = await Run(agent.Port, "dovecot", Sequences(4));
        AssertOneOrNone(attempts, recipient => provider.Sink.For(recipient).Length, string.Join('\n', agent.Log));
    }

    // One attempt: what was sent, to whom, and whether the scanner heard 250.
    private sealed record Attempt(string Data, string Recipient, bool IsAccepted);

    private static void AssertOneOrNone(IReadOnlyCollection<Attempt> attempts, Func<string, int> arrived, string log)
    {
        foreach (Attempt attempt in attempts)
        {
            int mails = arrived(attempt.Recipient);
            Assert.True(mails == (attempt.IsAccepted ? 1 : 0), $"{Shown(attempt.Data)}: {mails} mails arrived, 250 {(attempt.IsAccepted ? "was" : "was not")} said\n{log}");
        }
        Assert.Equal(0, arrived("smuggled@example.test"));
        // Both kinds are there, or the run has shown nothing.
        Assert.Contains(attempts, attempt => attempt.IsAccepted);
        Assert.Contains(attempts, attempt => !attempt.IsAccepted);
        // The ones in the reports are never carried.
        string[] reported = ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r\n\0.\r", "\0.\r\n"];
        Assert.DoesNotContain(attempts, attempt => attempt.IsAccepted && reported.Any(sequence => attempt.Data.Contains("page" + sequence + "MAIL", StringComparison.Ordinal)));
    }

    // All sequences of dot, CR, LF and NUL up to this length that have a dot; at the beginning of the data, in the header section and in the body.
    private static List<string> Sequences(int length)
    {
        var all = new List<string>();
        var shorter = new List<string> { "" };
        for (int i = 0; i < length; i++)
        {
            shorter = shorter.SelectMany(sequence => new[] { ".", "\r", "\n", "\0" }, (sequence, octet) => sequence + octet).ToList();
            all.AddRange(shorter.Where(sequence => sequence.Contains('.')));
        }
        string[] before = ["", "Subject: page", "Subject: outer\r\n\r\npage"];
        return all.SelectMany(sequence => before, (sequence, start) => start + sequence + Hidden).Where(HasOneEnd).ToList();
    }

    // RFC 5321 4.1.1.4: where CRLF.CRLF stands before the last one, the scanner itself has ended its mail, and what follows is its own command.
    private static bool HasOneEnd(string data)
    {
        return ("\r\n" + data).IndexOf("\r\n.\r\n", StringComparison.Ordinal) == data.Length - 3;
    }

    private static async Task<IReadOnlyCollection<Attempt>> Run(int port, string name, List<string> data)
    {
        var attempts = new ConcurrentBag<Attempt>();
        int next = -1;
        async Task Scan()
        {
            Conversation? scanner = null;
            for (int i = System.Threading.Interlocked.Increment(ref next); i < data.Count; i = System.Threading.Interlocked.Increment(ref next))
            {
                scanner ??= await Conversation.Begin(port);
                string recipient = $"{name}-{i}@example.test";
                HeardReply reply = await scanner.Envelope(recipient);
                Assert.True(reply.Code == 354, $"{Shown(data[i])}: DATA was answered with '{reply.Text}'");
                await Say(scanner, data[i], octetByOctet: i % 3 == 0);
                reply = await scanner.Hear(60);
                attempts.Add(new Attempt(data[i], recipient, reply.Code == 250));
                if (reply.Code == 250) continue;
                // Closed while more of ours is on its way, the refusal may be lost in a reset.
                Assert.True(reply is { Code: 554, Diagnosis: Status.Diagnosis.SmugglingRefused } or { Code: 0 }, reply.Text);
                scanner.Dispose();
                scanner = null;
            }
            scanner?.Dispose();
        }
        await Task.WhenAll(Enumerable.Range(0, Scanners).Select(_ => Scan()));
        Assert.Equal(data.Count, attempts.Count);
        return attempts;
    }

    // The sequence octet by octet, what follows it in one.
    private static async Task Say(Conversation scanner, string data, bool octetByOctet)
    {
        int start = octetByOctet ? data.Length - Hidden.Length : 0;
        for (int i = 0; i < start; i++) await scanner.Say(data[i].ToString());
        await scanner.Say(data[start..]);
    }

    private static string Shown(string data)
    {
        return new StringBuilder(data[..^Hidden.Length]).Replace("\r", "CR ").Replace("\n", "LF ").Replace("\0", "NUL ").ToString();
    }
}
