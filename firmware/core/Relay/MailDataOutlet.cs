using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Relay;

/// <summary>
/// The last stretch of a mail's data on its way to the provider: line repair, then the header filter, then the link. Where there is nothing to
/// repair the octets go out of the buffer in which they came; short pieces are gathered, so that no line costs a packet. Nothing is left
/// behind between two chunks.
/// </summary>
public sealed class MailDataOutlet
{
    private static readonly byte[] Terminator = Ascii.Bytes(".\r\n");

    private readonly byte[] _gathered;
    private int _count;
    private bool _holdsEnd;
    private ProviderLink? _link;

    /// <summary>Allocates its buffers.</summary>
    public MailDataOutlet()
        : this(new byte[Limits.DataGather])
    {
    }

    /// <summary>Allocates its buffers but one.</summary>
    /// <param name="gather">Short pieces are gathered in it; more than <see cref="Limits.HeaderField"/>. Free for others while no mail's data are on their way.</param>
    public MailDataOutlet(byte[] gather)
    {
        _gathered = gather;
    }

    /// <summary>The line repair of the mail.</summary>
    public LineRepair Lines { get; } = new LineRepair();

    /// <summary>The header filter of the mail.</summary>
    public HeaderFilter Header { get; } = new HeaderFilter();

    /// <summary>Octets handed to the link.</summary>
    public long Octets { get; private set; }

    /// <summary>True once the octets with CRLF.CRLF were handed to the link: if that fails, nobody knows how far they got.</summary>
    public bool EndIsOut { get; private set; }

    /// <summary>Begins a mail.</summary>
    /// <param name="link">Where it goes.</param>
    /// <param name="repair">What its listener puts right.</param>
    /// <param name="origin">What is known about it; lent until its end.</param>
    public void Begin(ProviderLink link, MessageRepair repair, MailOrigin origin)
    {
        _link = link;
        _count = 0;
        _holdsEnd = false;
        Octets = 0;
        EndIsOut = false;
        Lines.Begin(repair);
        Header.Begin(repair, origin);
        // A Received field fits: it waits here for the first octets, since nothing may be sent before the provider's 354.
        Gather(Header.Out, 0, Header.OutCount, false);
    }

    /// <summary>Sends mail data on.</summary>
    /// <param name="buffer">Holds the data.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="count">Its length.</param>
    /// <param name="isEnd">True: it ends with the final dot and CRLF.</param>
    /// <returns>False: the link is lost, or the listener refuses the mail's lines (<see cref="LineRepair.IsRefused"/>).</returns>
    public bool Write(byte[] buffer, int offset, int count, bool isEnd)
    {
        int end = offset + count - (isEnd ? Terminator.Length : 0);
        int at = offset;
        while (at < end)
        {
            int stop = at + Lines.Next(buffer, at, end - at);
            if (Lines.IsRefused) return false;
            int body = TakeHeader(buffer, at, stop);
            if (body < 0) return false;
            // A header section that stays as it came goes out with the body behind it, in one piece.
            if (!Header.IsInHeader && Header.IsUnchanged && _count == body - at)
            {
                body = at;
                _count = 0;
            }
            // The end goes out with the octets before it, which are all there is to most chunks.
            bool isLast = isEnd && stop == end && !Header.IsInHeader && Lines.Insert.Length == 0;
            if (isLast) return Gather(buffer, body, stop - body + Terminator.Length, true) && Flush();
            if (!Gather(buffer, body, stop - body, false) || !Carry(Lines.Insert)) return false;
            at = stop + Lines.Skip;
        }
        return (!isEnd || WriteEnd()) && Flush();
    }

    private bool WriteEnd()
    {
        Header.End();
        return Gather(Header.Out, 0, Header.OutCount, false) && Gather(Terminator, 0, Terminator.Length, true);
    }

    // Octets of the header section go through the filter. The offset behind them, or -1: the link is lost.
    private int TakeHeader(byte[] buffer, int at, int stop)
    {
        while (at < stop && Header.IsInHeader)
        {
            at += Header.Take(buffer, at, stop - at);
            if (!Gather(Header.Out, 0, Header.OutCount, false)) return -1;
        }
        return at;
    }

    private bool Carry(byte[] insert)
    {
        int body = TakeHeader(insert, 0, insert.Length);
        return body >= 0 && Gather(insert, body, insert.Length - body, false);
    }

    private bool Gather(byte[] octets, int offset, int count, bool isEnd)
    {
        if (count > _gathered.Length - _count && !Flush()) return false;
        if (count > _gathered.Length / 2) return Flush() && Send(octets, offset, count, isEnd);
        Array.Copy(octets, offset, _gathered, _count, count);
        _count += count;
        _holdsEnd |= isEnd;
        return true;
    }

    private bool Flush()
    {
        int count = _count;
        _count = 0;
        return count == 0 || Send(_gathered, 0, count, _holdsEnd);
    }

    private bool Send(byte[] octets, int offset, int count, bool isEnd)
    {
        EndIsOut |= isEnd;
        Octets += count;
        return _link != null && _link.Write(octets, offset, count);
    }
}
