using System;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Fuzz.Targets;

/// <summary>A mail's header section on its way. The first octet says what is put right, the rest is the mail.</summary>
internal sealed class HeaderFilterTarget : IFuzzTarget
{
    private static readonly string[] Rewrites = ["never", "if-different", "always"];

    private static readonly string[] Added = ["Date: ", "Message-ID: ", "From: ", "MIME-Version: "];

    private readonly HeaderRepair _repair = new HeaderRepair().From("dev@lan");
    private readonly HeaderRepair _again = new HeaderRepair().From("dev@lan");

    public string Name => "header-filter";

    public int OctetsMax => 4000;

    public string[] Words =>
    [
        "From: ", "Sender: ", "Reply-To: ", "To: ", "Cc: ", "Bcc: ", "Subject: ", "Date: ", "Message-ID: ", "MIME-Version: 1.0", "Content-Type: text/plain", "Content-Transfer-Encoding: base64",
        "Received: ", "Resent-From: ", "\r\n", "\r\n\r\n", "\n", "\r", " ", "\t", "dev@lan", "<dev@lan>", "scans@contoso.com", "\"dev@lan\" <dev@lan>", "=?utf-8?B?44GC?=", "\u001b$B", "\u001b(B",
        "(comment)", "\\\"", ",", ";", "Group:;", "@", "<>", ".", "..",
    ];

    public void Run(byte[] input)
    {
        if (input.Length == 0) return;
        string rewrite = Rewrites[(input[0] & 3) % 3];
        bool received = (input[0] & 4) != 0;
        // The end of data is found before the filter sees a mail: neither CRLF.CRLF nor what looks like it comes to it, and the last line has its end.
        string mail = Octets.Text(input, 1, input.Length - 1);
        if (mail.Length > 0 && !mail.EndsWith("\r\n", StringComparison.Ordinal)) mail += "\r\n";
        byte[] before = Octets.Of(mail);
        if (EndOfDataReference.End(before, before.Length) >= 0 || EndOfDataReference.Smuggling(before, before.Length) >= 0) return;
        string whole = Through(_repair, rewrite, received, mail, int.MaxValue);
        foreach (int piece in new[] { 1, 5 })
        {
            string pieces = Through(_repair, rewrite, received, mail, piece);
            if (pieces != whole) throw new InvalidOperationException($"In pieces of {piece} it becomes {Octets.Show(pieces)}, whole {Octets.Show(whole)}.");
        }

        byte[] out_ = Octets.Of(whole);
        if (EndOfDataReference.End(out_, out_.Length) >= 0) throw new InvalidOperationException("An end of data was made: " + Octets.Show(whole));
        if (whole.Length > mail.Length + 4096) throw new InvalidOperationException("More than what may be added was added.");
        // What was missing is there now, so that a second agent on the way does not add it again.
        if (_repair.Filter.IsOverLimit || received) return;
        string twice = Through(_again, rewrite, false, whole, int.MaxValue);
        foreach (string field in Added)
        {
            if (Count(twice, field) > Count(whole, field) && !_again.Filter.IsOverLimit) throw new InvalidOperationException($"Put right once: {Octets.Show(whole)}\ntwice: {Octets.Show(twice)}");
        }
    }

    private static int Count(string mail, string field) => mail.Split("\r\n").Count(line => line.StartsWith(field, StringComparison.Ordinal));

    private static string Through(HeaderRepair repair, string rewrite, bool received, string mail, int piece)
    {
        repair.Rewrites(rewrite);
        repair.Repair = new MessageRepair(LinePolicy.Repair, true, received, false, false);
        return repair.Run(mail, piece);
    }
}
