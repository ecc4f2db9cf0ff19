// What README's table calls usable, in start-up code, where allocating is allowed.
using System;
using System.Threading;
using DeviceMailAgent;

namespace Good;

public delegate int Step(int code);

public interface IShape
{
    int Area { get; }
}

public readonly struct Square(int side) : IShape
{
    public int Side { get; init; } = side;

    public int Area
    {
        get { return Side * Side; }
    }
}

public class Primary(string? name)
{
    public string Name { get; } = name ?? "none";
}

[StartUp]
public class Language
{
    private static readonly byte[] Table = [1, 2, 3];
    private readonly object _gate = new object();
    private int _count;

    public event Step? Stepped;

    private int Step()
    {
        return Stepped == null ? 0 : Stepped(1);
    }

    public string Say(object value, int code)
    {
        int Twice(int n) => n + n + code;
        Step add = n => n + code;
        string kind = value switch
        {
            Square { Side: > 3 } => "large",
            int number when number > 0 => "positive",
            null => "nothing",
            _ => "other",
        };
        switch (kind)
        {
            case "large": _count = 1; break;
            case "positive": _count = 2; break;
            case "nothing": _count = 3; break;
            case "other": _count = 4; break;
            case "none": _count = 5; break;
            case "some": _count = 6; break;
            case "more": _count = 7; break;
            default: throw new ArgumentException("Unknown kind " + kind);
        }
        lock (_gate) _count += Twice(1) + add(2) + Step();
        try
        {
            Interlocked.Increment(ref _count);
        }
        catch (Exception wrong) when (wrong.InnerException == null)
        {
            throw;
        }
        return $"{kind} {_count} {Table.Length}";
    }
}
