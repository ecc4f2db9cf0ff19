using System;
using Xunit;

namespace DeviceMailAgent.Core.Tests;

/// <summary>The mail path allocates nothing after its first use: measured, not believed.</summary>
internal static class NoAllocation
{
    /// <summary>Runs the work once to warm up (static initialisers, JIT), then again, and asserts that it allocated exactly 0 octets.</summary>
    public static void During(Action work)
    {
        work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(0, after - before);
    }
}
