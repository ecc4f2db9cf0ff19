using System;
using System.Text;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>One mail through a real DataScanner and a real LineRepair, as the relay uses them; and what is right, said without regard to speed.</summary>
public sealed class RepairedLines(MessageRepair repair)
{
    private readonly byte[] _buffer = new byte[4096];
    private readonly StringBuilder _out = new();

    public LineRepair Lines { get; } = new();

    public DataScanner Data { get; } = new();

    /// <summary>What goes on of a mail that is given with its final dot, if it has one.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="count">Its length.</param>
    /// <param name="endsChunk">True behind the n-th octet where a chunk ends.</param>
    public string Run(byte[] mail, int count, Func<int, bool> endsChunk)
    {
        _out.Clear();
        Data.Reset();
        Lines.Begin(repair);
        int from = 0;
        for (int to = 1; to <= count; to++)
        {
            if (to < count && !endsChunk(to)) continue;
            byte[] buffer = to - from <= _buffer.Length ? _buffer : new byte[to - from];
            Array.Copy(mail, from, buffer, 0, to - from);
            int mine = Data.Scan(buffer, 0, to - from);
            if (Data.Status == DataStatus.Smuggling) break;
            bool isEnd = Data.Status == DataStatus.Complete;
            Pass(buffer, isEnd ? mine - 3 : mine);
            if (Lines.IsRefused) break;
            if (isEnd) _out.Append(".\r\n");
            if (isEnd) break;
            // The octets that were looked at must be as they were.
            if (!buffer.AsSpan(0, to - from).SequenceEqual(mail.AsSpan(from, to - from))) throw new InvalidOperationException("The chunk was changed.");
            from += mine;
        }
        return _out.ToString();
    }

    /// <summary>Every bare LF as CRLF, and a dot more where a line begins with one that nobody has stuffed.</summary>
    public static string Reference(string mail)
    {
        var made = new StringBuilder();
        for (int i = 0; i < mail.Length; i++)
        {
            bool isBare = mail[i] == '\n' && (i == 0 || mail[i - 1] != '\r');
            made.Append(isBare ? "\r\n" : mail[i].ToString());
            if (isBare && i + 2 < mail.Length && mail[i + 1] == '.' && mail[i + 2] != '.') made.Append('.');
        }
        return made.ToString();
    }

    private void Pass(byte[] buffer, int count)
    {
        for (int at = 0; at < count;)
        {
            int asTheyAre = Lines.Next(buffer, at, count - at);
            if (Lines.IsRefused) return;
            _out.Append(Octets.Text(buffer, at, asTheyAre)).Append(Octets.Text(Lines.Insert));
            at += asTheyAre + Lines.Skip;
        }
    }
}
