using System;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Service;

/// <summary>
/// Tells systemd that the agent is well, three times in each WatchdogSec=, and what its light shows, as the status line of <c>systemctl status</c>. Well means: each
/// listener's thread lives, and the locks that every mail needs are to be had. A lock that is never let go, or a process that stands still, ends the beats, and
/// systemd starts the agent anew.
/// </summary>
internal sealed class ServiceWatch
{
    private readonly ServiceSocket _socket;
    private readonly Func<bool> _isWell;
    private readonly AgentLog _log;
    private readonly StatusWatch _status;
    private readonly int _beatMs;

    /// <param name="socket">systemd.</param>
    /// <param name="watchdogMs">WatchdogSec=; 0: none, only the status is told.</param>
    /// <param name="log">What the light shows.</param>
    /// <param name="isWell">False: no beat. May block for as long as something is wrong.</param>
    public ServiceWatch(ServiceSocket socket, int watchdogMs, AgentLog log, Func<bool> isWell)
    {
        _socket = socket;
        _isWell = isWell;
        _log = log;
        _status = log.Status;
        _beatMs = watchdogMs / 3;
    }

    /// <summary>The listeners are up.</summary>
    public void Start()
    {
        if (!_socket.IsOpen) return;
        _socket.Send(ServiceSocket.Ready);
        _status.Shown += Tell;
        _status.Read(out AgentState state, out Diagnosis why);
        Tell(state, why);
        if (_beatMs > 0) new Thread(Beat, PlatformLimits.ThreadStack) { IsBackground = true, Name = "watchdog" }.Start();
    }

    /// <summary>Mails under way are being ended. The beats go on, since that may take longer than WatchdogSec=.</summary>
    public void Stopping()
    {
        _status.Shown -= Tell;
        _socket.Send(ServiceSocket.Stopping, "\nSTATUS=stopping");
    }

    private void Beat()
    {
        while (true)
        {
            if (_isWell()) _socket.Send(ServiceSocket.Watchdog);
            Thread.Sleep(_beatMs);
        }
    }

    private void Tell(AgentState state, Diagnosis why)
    {
        if (why == Diagnosis.None) _socket.Send("STATUS=", Words.Of(state));
        else _socket.Send("STATUS=", Words.Of(state), " ", _log.Number(why), ": ", DiagnosisText.Of(why));
    }
}
