using System.Threading;
using DeviceMailAgent.RaspberryPi.Log;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>Serves the serial line, one session after another for ever. Who holds its other end has the device in hands, so no proof is asked for.</summary>
internal sealed class SerialServer
{
    private readonly string _path;
    private readonly ControlSession _session;
    private readonly AgentLog _log;
    private volatile SerialLine? _line;
    private volatile bool _stopping;

    public SerialServer(string path, ControlSession session, AgentLog log)
    {
        _path = path;
        _session = session;
        _log = log;
    }

    public void Run()
    {
        bool wasOpen = true;
        while (!_stopping)
        {
            SerialLine? line = SerialLine.Open(_path);
            // A USB gadget's line comes and goes with its cable: said once each time.
            if (line != null || wasOpen) _log.Control("serial", _path, line == null ? "It cannot be opened now and is tried again every two seconds. Check the path, the cable, and that the agent's user is in group dialout." : null);
            wasOpen = line != null;
            if (line != null) Serve(line);
            if (!_stopping) Thread.Sleep(ControlLimits.SerialRetryMs);
        }
    }

    public void Stop()
    {
        _stopping = true;
        _line?.Close();
    }

    private void Serve(SerialLine line)
    {
        _line = line;
        // A request that is too long or too slow ends a session, but not the line.
        while (line.IsOpen && !_stopping) _session.Run(line, null, Timeout.Infinite);
        line.Close();
    }
}
