// What the mail path does: nothing here allocates on nanoCLR.
using System;
using System.Text;
using System.Threading;
using DeviceMailAgent;

namespace Good;

public enum Turn
{
    Idle,
    Busy,
}

public interface IEnd
{
    int Read(byte[] buffer, int offset, int count);
}

public struct Mark
{
    public int Offset;
    public long Total;
}

// What it makes depends on no static field, so the order of initialisers does not matter.
public static class Tables
{
    public const int Size = 16;

    public static readonly byte[] Own = Make(Size);

    [StartUp]
    public static byte[] Make(int size)
    {
        return new byte[size];
    }
}

public sealed class MailPath
{
    private static readonly object Dot = (byte)'.';
    private static readonly string Name = "session";
    private static readonly byte[] Table = Tables.Make(Tables.Size);
    private static readonly Encoding Utf8 = Encoding.UTF8;

    private readonly byte[] _chunk = new byte[512];
    private readonly IEnd _end;
    private readonly Turned _turned;
    private Mark _mark;
    private Turn _turn;
    private DateTime _since;

    public delegate void Turned(Turn turn);

    public MailPath(IEnd end, Turned turned)
    {
        _end = end;
        _turned = turned;
        _chunk = Made(512);
    }

    [StartUp]
    public byte[] Fresh
    {
        get { return new byte[_chunk.Length]; }
    }

    // Only the constructor calls it.
    private static byte[] Made(int size)
    {
        return new byte[size];
    }

    public Turn Turn
    {
        get { return _turn; }
    }

    public int Pump(bool polite, DateTime now)
    {
        if (_chunk.Length == 0) throw new InvalidOperationException("No room in " + Name + " of " + _chunk.Length);
        _since = now;
        int received = _end.Read(_chunk, 0, _chunk.Length);
        int dot = Array.IndexOf((Array)_chunk, Dot, 0, received);
        if (dot > 0) Array.Copy(_chunk, dot, _chunk, 0, received - dot);
        lock (Dot)
        {
            Advance(ref _mark, received);
        }
        _turn = polite ? Turn.Idle : Turn.Busy;
        _turned(_turn);
        foreach (byte octet in _chunk)
        {
            _mark.Total += octet;
        }
        return Utf8.GetBytes(Name, 0, Name.Length, _chunk, 0) + (Name == null ? 1 : 0) + _mark.Offset + Table.Length;
    }

    private static void Advance(ref Mark mark, int count)
    {
        mark.Offset += count;
        mark.Total++;
    }

    public bool IsOlder(MailPath other, out int code)
    {
        code = other._turn switch
        {
            Turn.Idle => 1,
            Turn.Busy => 2,
            _ => throw new ArgumentOutOfRangeException("other"),
        };
        return _since.Ticks < other._since.Ticks;
    }
}
