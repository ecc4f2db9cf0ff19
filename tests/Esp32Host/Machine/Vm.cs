using System;
using System.Threading;

namespace DeviceMailAgent.Esp32Host.Machine;

/// <summary>
/// nanoCLR runs one thread at a time, and a TLS handshake runs to its end before any other goes on. Every stand-in passes here, so whoever touches the
/// network, the flash, a pin or the clock stands still meanwhile; pure computing and Sleep go on, which nothing can see.
/// </summary>
public static class Vm
{
    private static readonly object Native = new();
    private static readonly ManualResetEventSlim Running = new(true);
    private static int _owner;

    /// <summary>Waits while the interpreter stands still.</summary>
    public static void Pass()
    {
        if (Volatile.Read(ref _owner) != Environment.CurrentManagedThreadId) Running.Wait();
    }

    /// <summary>Runs something that stops everything else.</summary>
    public static void Frozen(Action work)
    {
        lock (Native)
        {
            Volatile.Write(ref _owner, Environment.CurrentManagedThreadId);
            Running.Reset();
            try
            {
                work();
            }
            finally
            {
                Volatile.Write(ref _owner, 0);
                Running.Set();
            }
        }
    }
}
