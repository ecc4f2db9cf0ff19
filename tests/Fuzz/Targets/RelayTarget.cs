using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Fuzz.Targets;

/// <summary>
/// A whole relay, a provider behind it that plays by the RFCs, and a scanner that says anything at once. The first octet is the listener's settings,
/// the rest what the scanner says.
/// </summary>
internal sealed class RelayTarget : IFuzzTarget
{
    private static readonly List<LenientReader> Readers = LenientReader.All();

    public string Name => "relay";

    public int OctetsMax => 2500;

    public string[] Words =>
    [
        "EHLO scanner\r\n", "HELO\r\n", "HELO [192.168.7.20]\r\n", "AUTH LOGIN\r\n", "AUTH LOGIN c2Nhbm5lcg==\r\n", "AUTH PLAIN AHNjYW5uZXIAcGFzcw==\r\n", "AUTH PLAIN\r\n", "AHNjYW5uZXIAcGFzcw==\r\n",
        "c2Nhbm5lcg==\r\n", "cGFzcw==\r\n", "*\r\n", "MAIL FROM:<scanner@contoso.com>\r\n", "MAIL FROM:<> SIZE=1000\r\n", "mail from: a@b.c\r\n", "RCPT TO:<a@example.com>\r\n", "rcpt to:a@b.c\r\n", "DATA\r\n",
        ".\r\n", "\r\n.\r\n", "\n.\n", "\r\n.\n", "\r.\r", "Subject: scan\r\n\r\npage\r\n.\r\n", "RSET\r\n", "NOOP\r\n", "QUIT\r\n", "STARTTLS\r\n", "VRFY x\r\n", "BDAT 5 LAST\r\n", "HELP\r\n", " BODY=8BITMIME",
        " SIZE=99999999999999999999", " SIZE=", " AUTH=<>", "From: a@b\r\n", "Bcc: x\r\n", "\r\n", "\n", "\r", " ", "<", ">", "@", "\0",
    ];

    public void Run(byte[] input)
    {
        if (input.Length == 0) return;
        string said = Octets.Text(input, 1, input.Length - 1);
        Rig whole = Relay(input[0], said, int.MaxValue);
        Rig byOctet = Relay(input[0], said, 1);
        Rig pieces = Relay(input[0], said, 11);
        // What comes with STARTTLS in one piece belongs to the handshake, what comes after it is said under TLS.
        if (!whole.Scanner.Replies.Contains("220 2.0.0 Ready to start TLS"))
        {
            Compare(whole, byOctet, "by octet");
            Compare(whole, pieces, "in pieces of 11");
        }

        foreach (MemoryProvider provider in whole.Providers)
        {
            foreach (string mail in provider.Mails) Check(mail, input[0]);
            foreach (string line in provider.Lines) CheckLine(line);
        }
    }

    private static Rig Relay(byte settings, string said, int piece)
    {
        bool Has(int bit) => (settings & (1 << bit)) != 0;
        LinePolicy lines = (LinePolicy)((settings & 3) % 3);
        var repair = new MessageRepair(lines, Has(2), Has(3), Has(4), Has(4));
        var rig = new Rig(Has(5) ? SenderRewrite.IfDifferent : SenderRewrite.Never, Has(6) ? LoginPolicy.Required : LoginPolicy.Optional, repair: repair, isStrict: Has(7));
        rig.Scanner.Piece = piece;
        rig.Scanner.SaysAtOnce(said, 0);
        return rig.Run();
    }

    private static void Compare(Rig one, Rig other, string how)
    {
        string of = Told(one), with = Told(other);
        if (of != with) throw new InvalidOperationException($"Whole:\n{of}\n{how}:\n{with}");
    }

    private static string Told(Rig rig) =>
        string.Join('\n', rig.Scanner.Replies.Select(Reason).Concat(rig.Providers.SelectMany(provider => provider.Mails)).Select(Octets.Show));

    // Of several things that are wrong with a mail's lines, the chunk decides which is met first.
    private static string Reason(string reply) => reply.StartsWith("554 5.6.0 D11", StringComparison.Ordinal) ? "554 5.6.0" : reply;

    // No server that anybody has met finds a second mail in what went on.
    private static void Check(string mail, byte settings)
    {
        byte[] octets = Octets.Of(mail);
        foreach (LenientReader reader in Readers)
        {
            int dot = reader.DotOfEnd(octets, octets.Length);
            if (dot >= 0 && dot < octets.Length - 3) throw new InvalidOperationException($"A server that ends data at {reader.Name} sees two mails: {Octets.Show(mail)} (settings {settings}).");
        }
    }

    private static void CheckLine(string line)
    {
        foreach (char octet in line)
        {
            if (octet is < ' ' or > '~') throw new InvalidOperationException("The provider was told: " + Octets.Show(line));
        }
    }
}
