using System;
using System.IO;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>One mail through a real HeaderFilter, in pieces.</summary>
public sealed class HeaderRepair
{
    /// <summary>Monday, 23 November 2026, 08:50:47 UTC.</summary>
    public const long Now = 1_795_423_847;

    public const string Date = "Date: Mon, 23 Nov 2026 08:50:47 +0000\r\n";
    public const string MessageId = "Message-ID: <1795423847.7.42@contoso.com>\r\n";

    /// <summary>A header section in which nothing is missing; "|" is a line end.</summary>
    public const string Whole = "Date: Tue, 1 Jan 2030 00:00:00 +0900|Message-ID: <1@scanner>|From: <a@b.c>|Subject: scan|";

    private readonly HeaderFilter _filter;
    private readonly Collected _out;

    public HeaderRepair()
        : this(new MailOrigin { AgentName = Octets.Of("bridge-3f"), Sender = Octets.Of("scans@contoso.com"), User = Octets.Of("scans@contoso.com"), UtcSeconds = Now, Unique = 42, Session = 7 }, Limits.DataGather)
    {
    }

    private HeaderRepair(MailOrigin origin, int room)
    {
        Origin = origin;
        _out = new Collected(room);
        _filter = new HeaderFilter(_out, Origin);
    }

    /// <summary>Header repair without a Received field.</summary>
    public MessageRepair Repair { get; set; } = new(LinePolicy.Repair, true, false, false, false);

    public MailOrigin Origin { get; }

    public HeaderFilter Filter
    {
        get { return _filter; }
    }

    /// <summary>Account's sender never, where it differs, or always written into From and Sender.</summary>
    public HeaderRepair Rewrites(string rewrite)
    {
        Origin.ReplacesSender = rewrite != "never";
        Origin.ReplacesAlways = rewrite == "always";
        return this;
    }

    public HeaderRepair From(string reversePath)
    {
        Origin.TakeReversePath(Octets.Of(reversePath), 0, reversePath.Length);
        return this;
    }

    /// <summary>Begins a mail.</summary>
    public void Begin()
    {
        _out.Begin();
        _filter.Begin(Repair);
    }

    /// <summary>What goes on of a mail, given without its final dot.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="piece">How many octets are presented at once.</param>
    public string Run(string mail, int piece = int.MaxValue)
    {
        byte[] octets = Octets.Of(mail);
        Begin();
        for (int at = 0; at < octets.Length;)
        {
            int count = Math.Min(piece, octets.Length - at);
            if (!_filter.IsInHeader)
            {
                _out.Put(octets, at, octets.Length - at);
                break;
            }
            at += _filter.Take(octets, at, count);
        }
        _filter.End();
        return _out.Text();
    }

    /// <summary>Presents a mail whole and in pieces of every size, and whole where there is just room for a field to gather. "|" is a line end; in what is expected "D|" and "M|" are the Date and Message-ID that are added.</summary>
    public static void CheckInEveryPiece(HeaderRepair repair, string mail, string expected)
    {
        string octets = Lines(mail);
        string wanted = Lines(expected.Replace("D|", Date, StringComparison.Ordinal).Replace("M|", MessageId, StringComparison.Ordinal));
        for (int piece = 1; piece <= octets.Length; piece++)
        {
            string made = repair.Run(octets, piece);
            if (made != wanted) Assert.Fail($"in pieces of {piece}\n  {Octets.Show(octets)}\nbecomes\n  {Octets.Show(made)}\nand not\n  {Octets.Show(wanted)}");
        }
        Assert.Equal(wanted, repair.Run(octets));
        Assert.Equal(wanted, new HeaderRepair(repair.Origin, Limits.AddedField) { Repair = repair.Repair }.Run(octets));
    }

    /// <summary>"|" becomes CRLF, and {0} the filler.</summary>
    public static string Lines(string text, string filler = "")
    {
        return text.Replace("|", "\r\n", StringComparison.Ordinal).Replace("{0}", filler, StringComparison.Ordinal);
    }

    private sealed class Collected(int room) : GatheredOctets(new byte[Limits.HeaderField + room])
    {
        private readonly MemoryStream _sent = new(65536);

        public void Begin()
        {
            _sent.SetLength(0);
            Empty();
        }

        public string Text()
        {
            Flush();
            return Octets.Text(_sent.GetBuffer(), 0, (int)_sent.Length);
        }

        protected override bool Send(byte[] octets, int offset, int count)
        {
            _sent.Write(octets, offset, count);
            return true;
        }
    }
}
