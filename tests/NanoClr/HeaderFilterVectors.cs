using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>Header sections before and after the filter, each presented whole and octet by octet.</summary>
public sealed class HeaderFilterVectors : Group
{
    // Before, after. %, &: the Date and Message-ID that are added. The account's sender replaces another one.
    private static readonly string[] Table =
    {
        "Date: x\\r\\nMessage-ID: <1@s>\\r\\nFrom: <s@x.org>\\r\\n\\r\\npage\\r\\n", "Date: x\\r\\nMessage-ID: <1@s>\\r\\nFrom: <s@x.org>\\r\\n\\r\\npage\\r\\n",
        "Subject: x\\r\\n\\r\\n", "Subject: x\\r\\n%From: <s@x.org>\\r\\n&\\r\\n",
        "page\\r\\n", "%From: <s@x.org>\\r\\n&\\r\\npage\\r\\n",
        "Bcc: a,\\r\\n b\\r\\nFrom: <s@x.org>\\r\\nFrom: <t@x.org>\\r\\n\\r\\n", "From: <s@x.org>\\r\\n%&\\r\\n",
        "From: d@lan <d@lan>\\r\\n\\r\\n", "From: \"d@lan\" <s@x.org>\\r\\n%Reply-To: <d@lan>\\r\\n&\\r\\n",
        "From: Scanner\\r\\n <S@X.org>\\r\\nContent-Type: a/b\\r\\n\\r\\n", "From: Scanner\\r\\n <S@X.org>\\r\\nContent-Type: a/b\\r\\n%&MIME-Version: 1.0\\r\\n\\r\\n",
    };

    private readonly MessageRepair _repair = new MessageRepair(LinePolicy.Repair, true, false, false, false);
    private readonly MailOrigin _origin = new MailOrigin();
    private readonly byte[] _made = new byte[1024];
    private readonly Collected _out;
    private readonly HeaderFilter _filter;

    /// <summary>Makes the filter.</summary>
    public HeaderFilterVectors()
    {
        _out = new Collected(_made);
        _filter = new HeaderFilter(_out, _origin);
    }

    /// <inheritdoc/>
    public override string Name
    {
        get { return "header"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        _origin.AgentName = Ascii.Bytes("bridge");
        _origin.Sender = Ascii.Bytes("s@x.org");
        _origin.ReplacesSender = true;
        _origin.UtcSeconds = 1795423847;
        _origin.Unique = 42;
        _origin.Session = 7;
        for (int i = 0; i < Table.Length; i += 2)
        {
            byte[] before = Octets.From(Table[i]);
            string after = Expected(Table[i + 1]);
            checks.Text("header whole " + i.ToString(), after, _made, 0, Filter(before, before.Length));
            checks.Text("header octet by octet " + i.ToString(), after, _made, 0, Filter(before, 1));
        }
        Dates(checks);
    }

    private void Dates(Checks checks)
    {
        Date(checks, 0, "Thu, 01 Jan 1970 00:00:00 +0000");
        Date(checks, 951782400, "Tue, 29 Feb 2000 00:00:00 +0000");
        Date(checks, 1795423847, "Mon, 23 Nov 2026 08:50:47 +0000");
        Date(checks, 4107542399, "Sun, 28 Feb 2100 23:59:59 +0000");
    }

    private void Date(Checks checks, long seconds, string date)
    {
        checks.Text("header date " + seconds.ToString(), date, _made, 0, MailDate.Append(_made, 0, seconds));
    }

    private static string Expected(string after)
    {
        string text = "";
        for (int i = 0; i < after.Length; i++)
        {
            if (after[i] == '%') text += "Date: Mon, 23 Nov 2026 08:50:47 +0000\\r\\n";
            else if (after[i] == '&') text += "Message-ID: <1795423847.7.42@x.org>\\r\\n";
            else text += after[i].ToString();
        }
        return text;
    }

    private int Filter(byte[] mail, int piece)
    {
        _out.Begin();
        _filter.Begin(_repair);
        int at = 0;
        while (at < mail.Length && _filter.IsInHeader)
        {
            int left = mail.Length - at;
            at += _filter.Take(mail, at, piece < left ? piece : left);
        }
        _out.Put(mail, at, mail.Length - at);
        _filter.End();
        _out.Flush();
        return _out.Count;
    }

    private sealed class Collected : GatheredOctets
    {
        private readonly byte[] _into;

        public Collected(byte[] into)
            : base(new byte[Limits.HeaderField + Limits.AddedField])
        {
            _into = into;
        }

        public int Count { get; private set; }

        public void Begin()
        {
            Empty();
            Count = 0;
        }

        protected override bool Send(byte[] octets, int offset, int count)
        {
            Array.Copy(octets, offset, _into, Count, count);
            Count += count;
            return true;
        }
    }
}
