using System;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>Takes a mail's octets off the wire: those of DATA up to CRLF.CRLF, and those of BDAT by count.</summary>
/// <remarks>Written apart from the agent's own scanner on purpose: if both shared code, both could share an error and agree on it.</remarks>
internal sealed class MailData(Wire wire, MailSink sink, ContentFaults faults)
{
    private static ReadOnlySpan<byte> Terminator => "\r\n.\r\n"u8;

    /// <summary>Receives until CRLF.CRLF and nothing else (RFC 5321 4.1.1.4). False: the client closed, or a fault cut it off.</summary>
    public bool ReceiveUntilDot()
    {
        // The CRLF of the DATA line counts as the first of the terminator's two, so a mail may be empty.
        while (wire.Unread.Length < 3 && ".\r\n"u8.StartsWith(wire.Unread))
        {
            if (!faults.Fill(wire)) return false;
        }

        if (wire.Unread.StartsWith(".\r\n"u8))
        {
            wire.Use(3);
            return true;
        }

        while (true)
        {
            ReadOnlySpan<byte> unread = wire.Unread;
            int end = unread.IndexOf(Terminator);
            if (end >= 0)
            {
                sink.WriteStuffed(unread[..(end + 2)]);
                wire.Use(end + Terminator.Length);
                return true;
            }

            // The last four octets may be a terminator's beginning.
            int certain = Math.Max(0, unread.Length - (Terminator.Length - 1));
            sink.WriteStuffed(unread[..certain]);
            wire.Use(certain);
            if (!faults.Fill(wire)) return false;
        }
    }

    /// <summary>Receives exactly <paramref name="octets"/> (RFC 3030 2). False: the client closed, or a fault cut it off.</summary>
    public bool ReceiveChunk(long octets)
    {
        while (octets > 0)
        {
            if (wire.Unread.IsEmpty && !faults.Fill(wire)) return false;
            int mine = (int)Math.Min(octets, wire.Unread.Length);
            sink.WriteVerbatim(wire.Unread[..mine]);
            wire.Use(mine);
            octets -= mine;
        }

        return true;
    }
}
