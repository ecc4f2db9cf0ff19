using System;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>Light, button and screen, as far as agent.json names them: threads of their own that the mail never waits for.</summary>
internal sealed class FrontPanel
{
    private readonly AgentParts _parts;
    private readonly ManualResetEvent _stop = new ManualResetEvent(false);
    private readonly ButtonDesk? _desk;
    private readonly LightAndButton? _pins;
    private readonly ScreenWatch? _screen;
    private readonly Thread?[] _threads = new Thread?[3];

    public FrontPanel(AgentParts parts, ControlVerbsOfAgent verbs, IBoard board, IClock handClock)
    {
        _parts = parts;
        PinsConfiguration? pins = parts.Configuration.Pins;
        ScreenConfiguration? screen = parts.Configuration.Screen;
        if (pins != null)
        {
            _desk = new ButtonDesk(parts, verbs, pins.Button?.TestMailTo);
            _pins = new LightAndButton(pins, board, handClock, parts.Log, _desk.Ask);
        }
        if (screen == null) return;
        var feed = new ScreenFeed(parts, verbs.Pairings, _pins);
        _screen = new ScreenWatch(screen, board, parts.Clock, parts.Log, feed);
    }

    /// <summary>Begins; before the listeners are up, so that the light says that the agent starts.</summary>
    public void Start()
    {
        if (_pins != null) _threads[0] = StartThread("pins", () => _pins.Run(_stop));
        if (_desk != null) _threads[1] = StartThread("button", _desk.Run);
        if (_screen != null) _threads[2] = StartThread("screen", () => _screen.Run(_stop));
    }

    /// <summary>Ends, with light and screen dark.</summary>
    public void Stop()
    {
        _stop.Set();
        _desk?.Stop();
        foreach (Thread? thread in _threads) thread?.Join(PlatformLimits.QuitMsMax);
    }

    private Thread StartThread(string name, Action story)
    {
        var thread = new Thread(Guarded, PlatformLimits.ThreadStack) { IsBackground = true, Name = name };
        thread.Start();
        return thread;

        void Guarded()
        {
            try
            {
                story();
            }
            catch (Exception fault)
            {
                _parts.Log.Faulted(fault);
            }
        }
    }
}
