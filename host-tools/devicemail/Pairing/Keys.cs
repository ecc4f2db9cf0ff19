using System;
using System.Collections.Concurrent;
using System.Threading;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>Keys that are pressed while something else goes on; none where standard input is no terminal.</summary>
internal sealed class Keys
{
    private readonly ConcurrentQueue<ConsoleKey> _pressed = new();

    /// <param name="isOn">False: there are no keys.</param>
    public Keys(bool isOn)
    {
        IsOn = isOn && !Console.IsInputRedirected && !Console.IsOutputRedirected;
    }

    public bool IsOn { get; }

    /// <summary>Begins to read. Nobody else can read from the terminal afterwards, so that all questions come before.</summary>
    public void Listen()
    {
        if (IsOn) new Thread(Read) { IsBackground = true, Name = "keys" }.Start();
    }

    /// <summary>The next key; null: none was pressed.</summary>
    public ConsoleKey? Next() => _pressed.TryDequeue(out ConsoleKey key) ? key : null;

    private void Read()
    {
        try
        {
            while (true) _pressed.Enqueue(Console.ReadKey(intercept: true).Key);
        }
        catch (InvalidOperationException)
        {
            // The terminal is gone.
        }
    }
}
