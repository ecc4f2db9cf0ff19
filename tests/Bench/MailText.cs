using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace DeviceMailAgent.Bench;

/// <summary>What a mail's lines look like.</summary>
public enum BodyText
{
    /// <summary>Lines of 78 letters and digits, as an attachment in base64 has: not one dot.</summary>
    DotFree,

    /// <summary>Lines of 78 characters, each beginning with a stuffed dot (RFC 5321 4.5.2) and with a dot in every eighth place.</summary>
    DotRich,
}

/// <summary>
/// A mail as it goes over the wire, cut into the pieces in which it is written. The pieces in the middle are one and the
/// same array, so a mail of any size takes no more than a few hundred KB here.
/// </summary>
public sealed class MailText
{
    /// <summary>78 characters and CRLF: RFC 5322 2.1.1 recommends no more.</summary>
    private const int LineOctets = 80;

    /// <summary>What a client writes at once: 64 KB in whole lines.</summary>
    private const int PieceOctets = 65536 / LineOctets * LineOctets;

    private static readonly byte[] End = ".\r\n"u8.ToArray();

    /// <summary>Composes a mail.</summary>
    /// <param name="octets">Its size with header and <c>CRLF.CRLF</c>, rounded up to a whole line.</param>
    /// <param name="text">What its lines look like.</param>
    public MailText(int octets, BodyText text)
    {
        byte[] header = Encoding.ASCII.GetBytes(
            "From: Scanner <scanner@bench.example>\r\nTo: Office <office@bench.example>\r\nSubject: Scan\r\n"
            + "Date: Mon, 02 Nov 2026 08:00:00 +0000\r\nMessage-ID: <1@bench.example>\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        byte[] block = Block(text);
        int lines = Math.Max(1, (octets - header.Length - End.Length + LineOctets - 1) / LineOctets);
        var pieces = new List<byte[]>();
        int first = Math.Min(lines, (PieceOctets - header.Length - End.Length) / LineOctets);
        int left = lines - first;
        pieces.Add([.. header, .. block.AsSpan(0, first * LineOctets), .. left == 0 ? End : []]);
        for (; left * LineOctets >= PieceOctets; left -= PieceOctets / LineOctets) pieces.Add(block);
        if (lines > first) pieces.Add([.. block.AsSpan(0, left * LineOctets), .. End]);
        Pieces = pieces;
        foreach (byte[] piece in pieces) Octets += piece.Length;
    }

    /// <summary>The pieces in their order, the last with <c>CRLF.CRLF</c>.</summary>
    public IReadOnlyList<byte[]> Pieces { get; }

    /// <summary>Octets between the 354 and the end of the terminator.</summary>
    public long Octets { get; }

    /// <summary>Octets that a server counts as the mail's: all but the terminator's <c>.CRLF</c>.</summary>
    public long ContentOctets
    {
        get { return Octets - End.Length; }
    }

    /// <summary>A number of octets as a person writes it: 10 KB, 25 MB. Powers of ten.</summary>
    public static string SizeName(int octets)
    {
        return octets >= 1_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{octets / 1_000_000} MB")
            : string.Create(CultureInfo.InvariantCulture, $"{octets / 1000} KB");
    }

    private static byte[] Block(BodyText text)
    {
        // Fixed, so that every run sends the same octets.
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var random = new Random(1);
        byte[] block = new byte[PieceOctets];
        for (int i = 0; i < block.Length; i++)
        {
            int column = i % LineOctets;
            block[i] = column switch
            {
                LineOctets - 2 => (byte)'\r',
                LineOctets - 1 => (byte)'\n',
                0 or 1 when text == BodyText.DotRich => (byte)'.',
                _ when text == BodyText.DotRich && column % 8 == 0 => (byte)'.',
                _ => (byte)Letters[random.Next(Letters.Length)],
            };
        }
        return block;
    }
}
