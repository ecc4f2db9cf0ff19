using System;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>
/// Counts every call that the relay makes to what a platform supplies. One of them can be made to fail, and a relay that calls
/// for ever is stopped.
/// </summary>
public sealed class Seams
{
    /// <summary>More calls than any session of the tests needs: whoever makes them has lost its way.</summary>
    public int CallsMax { get; set; } = 1_000_000;

    /// <summary>How many calls were made.</summary>
    public int Calls { get; private set; }

    /// <summary>The number of the call that fails, from 1 on; 0: none.</summary>
    public int FailingCall { get; set; }

    /// <summary>True if every call from that one on fails: the network is gone, not only one connection.</summary>
    public bool NothingWorksAfter { get; set; }

    /// <summary>True if a write that fails reaches its peer all the same, as TCP may have it.</summary>
    public bool FailedWritesArrive { get; set; }

    /// <summary>What failed, once it has.</summary>
    public string Failed { get; private set; } = "";

    /// <summary>To be asked at every call; true if this one is to fail.</summary>
    public bool Fails(string call)
    {
        Calls++;
        if (Calls > CallsMax) throw new InvalidOperationException($"The relay does not come to an end: {Calls} calls, the last one {call}.");
        bool fails = Calls == FailingCall || (NothingWorksAfter && FailingCall > 0 && Calls > FailingCall);
        if (!fails) return false;
        Failed = call;
        return true;
    }
}
