using System;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>
/// One end of a connection in memory. A real one cannot be cut at a chosen octet or fail at a chosen call, so these tests
/// play it. The peer is played by the class that derives from this one, on the same thread: it speaks when it is listened to.
/// </summary>
public abstract class MemoryChannel(string name, FakeClock clock, Seams seams) : IByteChannel
{
    private byte[] _queue = new byte[4096];
    private int _head;
    private int _tail;
    private long _delivered;

    /// <summary>How much one Read gives at most: <see cref="ByLine"/>, or a number of octets.</summary>
    public int Piece { get; set; } = int.MaxValue;

    /// <summary>The value of <see cref="Piece"/> that ends every read behind a line.</summary>
    public const int ByLine = 0;

    /// <summary>After so many octets of the peer the connection is gone.</summary>
    public long CutBehind { get; set; } = long.MaxValue;

    /// <summary>True if a cut looks like a reset and not like an orderly end.</summary>
    public bool CutIsReset { get; set; }

    /// <summary>How long each read takes.</summary>
    public int MsPerRead { get; set; }

    public int ReadTimeoutMs { get; set; } = 1000;

    /// <summary>Octets of the peer that were read, over all connections.</summary>
    public long Delivered
    {
        get { return _delivered; }
    }

    /// <summary>True once this end was closed.</summary>
    public bool IsClosed { get; protected set; }

    /// <summary>True once the peer has closed its end; what it said before is still read.</summary>
    protected bool HasEnded { get; set; }

    /// <summary>True if the peer has closed so that writes fail, while what it said before can still be read.</summary>
    protected bool RefusesWrites { get; set; }

    /// <summary>True once a call has failed: a broken connection stays broken.</summary>
    protected bool IsBroken { get; set; }

    protected FakeClock Clock { get; } = clock;

    protected Seams Seams { get; } = seams;

    /// <summary>Octets that the peer has said and nobody has read yet.</summary>
    protected int Waiting
    {
        get { return _tail - _head; }
    }

    protected bool IsCut
    {
        get { return _delivered >= CutBehind; }
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        if (count < 1) throw new ArgumentException("A read without room would look like an end.");
        if (Seams.Fails(name + ".Read")) IsBroken = true;
        if (IsBroken || IsClosed) return -1;
        Clock.Advance(MsPerRead);
        if (IsCut) return CutIsReset ? -1 : 0;
        if (Waiting == 0) Wanted();
        if (Waiting == 0 && HasEnded) return 0;
        if (Waiting == 0)
        {
            Clock.Advance(ReadTimeoutMs);
            return -1;
        }
        return Deliver(buffer, offset, count);
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        bool wasSound = !IsBroken && !IsClosed && !IsCut;
        if (Seams.Fails(name + ".Write")) IsBroken = true;
        if (wasSound && (!IsBroken || Seams.FailedWritesArrive)) Took(buffer, offset, count);
        return !IsBroken && !IsClosed && !IsCut && !RefusesWrites;
    }

    public virtual void Close()
    {
        IsClosed = true;
    }

    /// <summary>The peer has nothing waiting and is listened to: its chance to speak.</summary>
    protected abstract void Wanted();

    /// <summary>What the relay says arrives at the peer.</summary>
    protected abstract void Took(byte[] buffer, int offset, int count);

    /// <summary>The octets that a read has just taken.</summary>
    protected virtual void Gave(byte[] buffer, int offset, int count)
    {
    }

    protected void Say(byte[] octets)
    {
        if (_tail + octets.Length > _queue.Length)
        {
            byte[] larger = new byte[(Waiting + octets.Length) * 2];
            Array.Copy(_queue, _head, larger, 0, Waiting);
            _tail -= _head;
            _head = 0;
            _queue = larger;
        }
        Array.Copy(octets, 0, _queue, _tail, octets.Length);
        _tail += octets.Length;
    }

    /// <summary>Begins a new connection.</summary>
    protected void Reopen()
    {
        _head = 0;
        _tail = 0;
        HasEnded = false;
        IsClosed = false;
        IsBroken = false;
        RefusesWrites = false;
    }

    private int Deliver(byte[] buffer, int offset, int count)
    {
        int given = Math.Min(count, Waiting);
        if (Piece == ByLine)
        {
            int lf = Array.IndexOf(_queue, (byte)'\n', _head, given);
            if (lf >= 0) given = lf + 1 - _head;
        }
        else
        {
            given = Math.Min(given, Piece);
        }
        given = (int)Math.Min(given, CutBehind - _delivered);
        Array.Copy(_queue, _head, buffer, offset, given);
        _head += given;
        _delivered += given;
        Gave(buffer, offset, given);
        return given;
    }
}
