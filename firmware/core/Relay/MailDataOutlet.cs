using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Relay;

/// <summary>
/// The last stretch of a mail's data on its way to the provider: line repair, then the header filter, then the link. Where there is nothing to
/// repair the octets go out of the buffer in which they came; short pieces are gathered, so that no line costs a packet. Nothing is left
/// behind between two chunks.
/// </summary>
public sealed class MailDataOutlet : GatheredOctets
{
    private static readonly byte[] Terminator = Ascii.Bytes(".\r\n");

    private bool _isEnding;
    private ProviderLink? _link;

    /// <summary>Allocates its buffers.</summary>
    public MailDataOutlet()
        : this(new byte[Limits.HeaderField + Limits.DataGather])
    {
    }

    /// <summary>Allocates its buffers but one.</summary>
    /// <param name="room">As <see cref="GatheredOctets"/> wants it. Free for others while no mail's data are on their way.</param>
    public MailDataOutlet(byte[] room)
        : base(room)
    {
        Header = new HeaderFilter(this, Origin);
    }

    /// <summary>The line repair of the mail.</summary>
    public LineRepair Lines { get; } = new LineRepair();

    /// <summary>The header filter of the mail.</summary>
    public HeaderFilter Header { get; }

    /// <summary>What is known about the mail; whoever has the link fills it in before <see cref="Begin"/>.</summary>
    public MailOrigin Origin { get; } = new MailOrigin();

    /// <summary>Octets handed to the link.</summary>
    public long Octets { get; private set; }

    /// <summary>True once the octets with CRLF.CRLF were handed to the link: if that fails, nobody knows how far they got.</summary>
    public bool EndIsOut { get; private set; }

    /// <summary>Begins a mail.</summary>
    /// <param name="link">Where it goes.</param>
    /// <param name="repair">What its listener puts right.</param>
    public void Begin(ProviderLink link, MessageRepair repair)
    {
        _link = link;
        _isEnding = false;
        Octets = 0;
        EndIsOut = false;
        Empty();
        Lines.Begin(repair);
        // A Received field fits: it waits here for the first octets, since nothing may be sent before the provider's 354.
        Header.Begin(repair);
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
            // A header section that stays as it came goes out with the body behind it, in one piece.
            if (!Header.IsInHeader && Header.IsUnchanged && GatheredCount == body - at)
            {
                body = at;
                Drop();
            }
            // The end goes out with the octets before it, which are all there is to most chunks.
            bool isLast = isEnd && stop == end && !Header.IsInHeader && Lines.Insert.Length == 0;
            if (isLast) return PutEnd(buffer, body, stop - body + Terminator.Length);
            Put(buffer, body, stop - body);
            body = TakeHeader(Lines.Insert, 0, Lines.Insert.Length);
            Put(Lines.Insert, body, Lines.Insert.Length - body);
            if (IsLost) return false;
            at = stop + Lines.Skip;
        }
        if (!isEnd) return Flush();
        Header.End();
        return PutEnd(Terminator, 0, Terminator.Length);
    }

    /// <inheritdoc/>
    protected override bool Send(byte[] octets, int offset, int count)
    {
        EndIsOut |= _isEnding;
        Octets += count;
        return _link != null && _link.Write(octets, offset, count);
    }

    // Octets of the header section go through the filter. The offset behind them.
    private int TakeHeader(byte[] buffer, int at, int stop)
    {
        return Header.IsInHeader && at < stop ? at + Header.Take(buffer, at, stop - at) : at;
    }

    private bool PutEnd(byte[] octets, int offset, int count)
    {
        // What goes before it is not the end: if that is lost, the end is not out.
        if ((GoesBy(count) || !HasRoom(count)) && !Flush()) return false;
        if (IsLost) return false;
        _isEnding = true;
        Put(octets, offset, count);
        return Flush();
    }
}
