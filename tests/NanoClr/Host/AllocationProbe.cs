using System;

namespace DeviceMailAgent.NanoClr;

/// <summary>
/// Tells on .NET whether anything was allocated: the runtime counts the octets of each thread. nanoCLR has no such counter;
/// see Nano/AllocationProbe.cs for what stands in its place there.
/// </summary>
public static class AllocationProbe
{
    private static long _before;

    /// <summary>Takes note of the count. Always possible.</summary>
    public static bool Arm()
    {
        _before = GC.GetAllocatedBytesForCurrentThread();
        return true;
    }

    /// <summary>True if this thread has allocated nothing at all since <see cref="Arm"/>.</summary>
    public static bool SawNothing()
    {
        return GC.GetAllocatedBytesForCurrentThread() == _before;
    }
}
