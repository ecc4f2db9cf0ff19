using System;
using System.Net;
using System.Threading;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>
/// Keeps an address out for a while after several wrong proofs, before it costs another TLS handshake. A fixed number of addresses is
/// remembered. The key has 256 bits, so this is about the work and not about guessing.
/// </summary>
internal sealed class WrongProofs
{
    private readonly Lock _gate = new Lock();
    private readonly IClock _clock;
    private readonly IPAddress?[] _addresses = new IPAddress?[ControlLimits.AddressesMax];
    private readonly int[] _counts = new int[ControlLimits.AddressesMax];
    private readonly long[] _lastMs = new long[ControlLimits.AddressesMax];

    public WrongProofs(IClock clock)
    {
        _clock = clock;
    }

    public void Count(IPAddress address)
    {
        lock (_gate)
        {
            int at = Array.IndexOf(_addresses, address);
            if (at < 0)
            {
                at = Array.IndexOf(_lastMs, Oldest());
                _addresses[at] = address;
                _counts[at] = 0;
            }
            if (_clock.NowMs - _lastMs[at] > ControlLimits.KeepOutMs) _counts[at] = 0;
            _counts[at]++;
            _lastMs[at] = _clock.NowMs;
        }
    }

    public bool AreTooMany(IPAddress address)
    {
        lock (_gate)
        {
            int at = Array.IndexOf(_addresses, address);
            return at >= 0 && _counts[at] >= ControlLimits.WrongProofsMax && _clock.NowMs - _lastMs[at] < ControlLimits.KeepOutMs;
        }
    }

    private long Oldest()
    {
        long oldest = long.MaxValue;
        foreach (long lastMs in _lastMs) oldest = Math.Min(oldest, lastMs);
        return oldest;
    }
}
