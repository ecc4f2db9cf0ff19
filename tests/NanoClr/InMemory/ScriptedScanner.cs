using System;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.NanoClr.InMemory;

/// <summary>
/// A scanner that says its lines without waiting for replies (RFC 2920 lets it), then a chunk of mail data as often as asked, then
/// its last lines. It allocates nothing once made.
/// </summary>
public sealed class ScriptedScanner : IScannerConnection
{
    private readonly byte[] _heard = new byte[4096];
    private byte[] _before = new byte[0];
    private byte[] _chunk = new byte[0];
    private byte[] _after = new byte[0];
    private int _chunksLeft;
    private int _part;
    private int _at;

    /// <summary>The largest number of octets that one read gives.</summary>
    public int PieceMax { get; set; } = int.MaxValue;

    /// <inheritdoc/>
    public int ReadTimeoutMs { get; set; }

    /// <inheritdoc/>
    public bool IsSecure
    {
        get { return false; }
    }

    /// <summary>What the agent has said; the first <see cref="HeardCount"/> octets.</summary>
    public byte[] Heard
    {
        get { return _heard; }
    }

    /// <summary>Octets in <see cref="Heard"/>.</summary>
    public int HeardCount { get; private set; }

    /// <summary>Begins a connection.</summary>
    /// <param name="before">Everything up to the mail data.</param>
    /// <param name="chunk">A piece of mail data.</param>
    /// <param name="times">How often it comes.</param>
    /// <param name="after">The end of the mail data and what follows.</param>
    public void Say(byte[] before, byte[] chunk, int times, byte[] after)
    {
        _before = before;
        _chunk = chunk;
        _chunksLeft = times;
        _after = after;
        _part = 0;
        _at = 0;
        HeardCount = 0;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        byte[] now = Current();
        int given = now.Length - _at;
        if (given > count) given = count;
        if (given > PieceMax) given = PieceMax;
        Array.Copy(now, _at, buffer, offset, given);
        _at += given;
        return given;
    }

    /// <inheritdoc/>
    public bool Write(byte[] buffer, int offset, int count)
    {
        if (HeardCount + count > _heard.Length) return false;
        Array.Copy(buffer, offset, _heard, HeardCount, count);
        HeardCount += count;
        return true;
    }

    public Diagnosis TlsFailure
    {
        get { return Diagnosis.ScannerTlsFailed; }
    }

    /// <inheritdoc/>
    public bool StartTls(byte[] early, int offset, int count)
    {
        return false;
    }

    /// <inheritdoc/>
    public void Close()
    {
        _part = 3;
    }

    // What is being said: 0 before, 1 the chunk, 2 after, 3 nothing more.
    private byte[] Current()
    {
        while (true)
        {
            byte[] now = _part == 0 ? _before : _part == 1 ? _chunk : _after;
            bool isSpent = _part == 1 && _chunksLeft == 0;
            if (_at < now.Length && !isSpent) return now;
            if (_part == 1 && _chunksLeft > 1 && now.Length > 0)
            {
                _chunksLeft--;
                _at = 0;
                continue;
            }
            if (_part >= 2) return now;
            _part++;
            _at = 0;
        }
    }
}
