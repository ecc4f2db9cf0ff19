using System;
using System.IO;
using System.Security.Cryptography;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>Where one mail's octets go: digests of them as they came and unstuffed, and a file. Nothing is held in memory.</summary>
internal sealed class MailSink : IDisposable
{
    private readonly IncrementalHash? _wireHash;
    private readonly IncrementalHash? _hash;
    private readonly FileStream? _file;
    private readonly long _sizeMax;
    private LineEnd _before = LineEnd.Crlf; // The first line is at a line's start, too.
    private bool _kept;

    /// <param name="keep">What is wanted of the mail.</param>
    /// <param name="path">The file to make, for <see cref="KeepMode.Files"/>.</param>
    /// <param name="sizeMax">Octets from which on they are counted and no longer kept.</param>
    public MailSink(KeepMode keep, string path, long sizeMax)
    {
        _sizeMax = sizeMax;
        if (keep == KeepMode.None) return;
        _wireHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (keep == KeepMode.Files) _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 65536);
    }

    private enum LineEnd
    {
        None,
        Cr,
        Crlf,
    }

    public long WireOctets { get; private set; }

    public long Octets { get; private set; }

    public bool IsTooLarge => WireOctets > _sizeMax;

    /// <summary>Octets of DATA, in which a line's leading dot was doubled (RFC 5321 4.5.2). They may be cut anywhere.</summary>
    public void WriteStuffed(ReadOnlySpan<byte> octets)
    {
        if (!Count(octets)) return;
        while (!octets.IsEmpty)
        {
            if (_before != LineEnd.None)
            {
                Step(octets[0]);
                octets = octets[1..];
                continue;
            }

            int carriageReturn = octets.IndexOf("\r\n."u8);
            ReadOnlySpan<byte> plain = carriageReturn < 0 ? octets : octets[..(carriageReturn + 2)];
            Write(plain);
            octets = octets[plain.Length..];
            _before = plain[^1] == '\r' ? LineEnd.Cr : plain.EndsWith("\r\n"u8) ? LineEnd.Crlf : LineEnd.None;
        }
    }

    /// <summary>Octets of BDAT: they are the mail as it is (RFC 3030 2).</summary>
    public void WriteVerbatim(ReadOnlySpan<byte> octets)
    {
        if (Count(octets)) Write(octets);
    }

    /// <summary>The mail is the sandbox's now. Ends the file and gives the digests in lower-case hex: as it came, and unstuffed.</summary>
    public (string Wire, string Content) Keep()
    {
        _kept = true;
        _file?.Flush();
        return (Hex(_wireHash), Hex(_hash));
    }

    public void Dispose()
    {
        _wireHash?.Dispose();
        _hash?.Dispose();
        if (_file is null) return;
        _file.Dispose();
        if (!_kept) File.Delete(_file.Name);
    }

    private static string Hex(IncrementalHash? hash) => hash is null ? "" : Convert.ToHexStringLower(hash.GetHashAndReset());

    private bool Count(ReadOnlySpan<byte> octets)
    {
        WireOctets += octets.Length;
        if (_wireHash is null || IsTooLarge) return false;
        _wireHash.AppendData(octets);
        return true;
    }

    // One octet behind a CR or a CRLF: the only place where a stuffed dot can stand.
    private void Step(byte octet)
    {
        bool stuffed = _before == LineEnd.Crlf && octet == '.';
        _before = octet == '\r' ? LineEnd.Cr : _before == LineEnd.Cr && octet == '\n' ? LineEnd.Crlf : LineEnd.None;
        if (!stuffed) Write([octet]);
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        Octets += octets.Length;
        _hash!.AppendData(octets);
        _file?.Write(octets);
    }
}
