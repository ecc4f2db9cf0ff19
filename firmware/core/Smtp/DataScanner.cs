using System;

namespace DeviceMailAgent.Smtp;

/// <summary>Where a <see cref="DataScanner"/> stands in the mail data.</summary>
public enum DataStatus
{
    /// <summary>The mail goes on.</summary>
    More,
    /// <summary>CRLF.CRLF has been seen; octets behind it are not mail data.</summary>
    Complete,
    /// <summary>A sequence that some server takes for the end of data and another does not. The mail must not go on.</summary>
    Smuggling,
}

/// <summary>
/// Finds the end of mail data (RFC 5321 4.1.1.4: CRLF.CRLF and nothing else) in chunks that are forwarded as they came.
/// Refuses every sequence that a lenient server could take for an end of data: a dot alone between line ends of which any is a
/// bare CR or a bare LF, or has a NUL beside it (CVE-2023-51764, -51765, -51766 and their kin).
/// </summary>
/// <remarks>
/// All of these need a dot at a line's start, and base64 has no dots. So the data is searched for dots with the
/// platform's native search, and only the octets around one are looked at.
/// </remarks>
public sealed class DataScanner
{
    private static readonly object Dot = (byte)'.';

    // The last two octets passed. DATA's own CRLF counts as the line end before the first line (RFC 5321 4.1.1.4).
    private byte _before;
    private byte _last;

    /// <summary>Where the data stands after the last <see cref="Scan"/>.</summary>
    public DataStatus Status { get; private set; }

    /// <summary>Begins a new mail.</summary>
    public void Reset()
    {
        _before = Ascii.CR;
        _last = Ascii.LF;
        Status = DataStatus.More;
    }

    /// <summary>Scans the next octets.</summary>
    /// <returns>
    /// How many of them may be forwarded. While <see cref="DataStatus.More"/>: all, or all but the last one or two where these begin what may
    /// be the end of data; the caller presents those again with more behind them, so that no half of an end ever goes out.
    /// When <see cref="DataStatus.Complete"/>: those up to and with the final CRLF. When <see cref="DataStatus.Smuggling"/>: 0.
    /// </returns>
    public int Scan(byte[] chunk, int offset, int count)
    {
        int end = offset + count;
        int at = offset;
        while (Status == DataStatus.More)
        {
            int dot = Array.IndexOf((Array)chunk, Dot, at, end - at);
            Remember(chunk, at, dot < 0 ? end : dot);
            if (dot < 0) return count;
            bool behindCrlf = _before == Ascii.CR && _last == Ascii.LF;
            if (behindCrlf || IsEndLike(_last))
            {
                if (dot + 1 == end) return dot - offset;
                if (IsEndLike(chunk[dot + 1]))
                {
                    bool behindCr = behindCrlf && chunk[dot + 1] == Ascii.CR;
                    if (behindCr && dot + 2 == end) return dot - offset;
                    if (behindCr && chunk[dot + 2] == Ascii.LF) return Finish(DataStatus.Complete, dot + 3 - offset);
                    return Finish(DataStatus.Smuggling, 0);
                }
            }
            Remember(chunk, dot, dot + 1);
            at = dot + 1;
        }
        return 0;
    }

    // NUL: some servers drop it before they look for the end of data.
    private static bool IsEndLike(byte octet)
    {
        return octet == Ascii.CR || octet == Ascii.LF || octet == 0;
    }

    private int Finish(DataStatus status, int count)
    {
        Status = status;
        return count;
    }

    // Octets [from, to) were passed; only the last two matter.
    private void Remember(byte[] chunk, int from, int to)
    {
        if (to == from) return;
        _before = to - from > 1 ? chunk[to - 2] : _last;
        _last = chunk[to - 1];
    }
}
