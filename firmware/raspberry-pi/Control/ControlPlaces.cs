using System;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>The sessions, all made at start. Some of them TLS connections cannot have.</summary>
internal sealed class ControlPlaces
{
    private readonly Lock _gate = new Lock();
    private readonly ControlSession[] _free = new ControlSession[ControlLimits.Connections];
    private int _freeCount = ControlLimits.Connections;
    private int _tlsCount;

    public ControlPlaces(Func<ControlSession> make)
    {
        for (int i = 0; i < _free.Length; i++) _free[i] = make();
    }

    /// <summary>Lends a session; null: all are taken.</summary>
    public ControlSession? Take(bool isTls)
    {
        lock (_gate)
        {
            if (_freeCount == 0 || (isTls && _tlsCount == ControlLimits.TlsConnections)) return null;
            if (isTls) _tlsCount++;
            return _free[--_freeCount];
        }
    }

    public void Give(ControlSession session, bool isTls)
    {
        lock (_gate)
        {
            if (isTls) _tlsCount--;
            _free[_freeCount++] = session;
        }
    }
}
