using System;

namespace DeviceMailAgent.NanoClr;

/// <summary>
/// Tells on nanoCLR whether anything was allocated. There is no counter to ask, but one certain fact: nanoCLR collects garbage when
/// the heap is used up and at no other time, and then a weak reference to an object that nobody holds dies. A full heap is far away,
/// though: with 10 MB free, ten thousand small allocations leave the reference alive and prove nothing. So the probe first measures how
/// many of the smallest objects fit between two collections, then fills the heap to within <see cref="Reserve"/> of the next one.
/// From there on it takes 60 KB in all, or 6 octets in each of 10,000 passes, to kill the reference. Afterwards the probe allocates
/// the reserve itself and wants to see the reference die: only then has its being alive meant anything.
/// </summary>
public static class AllocationProbe
{
    // Objects of 12 octets. Small beside what 10,000 passes would allocate, large beside the stack frames and caches that
    // the interpreter takes from the same heap after a collection.
    private const int Reserve = 5000;

    // More than any heap holds: 1.2 GB. Reached only where garbage is not collected at all.
    private const int ObjectsMax = 100000000;

    private static WeakReference? _watched;
    private static object? _garbage;
    private static int _reserve;

    /// <summary>Brings the heap to the brink of a collection. False: it could not be done, so nothing can be said.</summary>
    public static bool Arm()
    {
        // From anywhere to right behind a collection, then a whole cycle for its length, then nearly a whole one more.
        Fill(ObjectsMax);
        int cycle = Fill(ObjectsMax);
        _reserve = cycle / 2 < Reserve ? cycle / 2 : Reserve;
        int filled = cycle - _reserve;
        return cycle < ObjectsMax && Fill(filled) == filled && _watched != null && _watched.IsAlive;
    }

    /// <summary>True if less than the reserve was allocated since <see cref="Arm"/>, and the reference dies once it is.</summary>
    public static bool SawNothing()
    {
        if (_watched == null || !_watched.IsAlive) return false;
        for (int i = 0; i < 2 * _reserve && _watched.IsAlive; i++) _garbage = new object();
        return !_watched.IsAlive;
    }

    // Allocates until a collection, or as many objects as told. Returns how many it were.
    private static int Fill(int objects)
    {
        Watch();
        int count = 0;
        while (count < objects && _watched!.IsAlive)
        {
            _garbage = new object();
            count++;
        }
        return count;
    }

    // In a method of its own, so that no local variable of a caller holds the object.
    private static void Watch()
    {
        _watched = new WeakReference(new object());
    }
}
