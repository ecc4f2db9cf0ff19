using System;
using System.Device.I2c;
using System.IO;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Screen;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>The screen, on a thread of its own, for a picture takes 25 to 100 ms on the bus. What has not changed is not sent.</summary>
internal sealed class ScreenWatch
{
    /// <summary>From one look to the next: seconds are counted down on it.</summary>
    public const int TickMs = 250;

    /// <summary>Nothing to see for so long, and it goes dark: an OLED burns in what it always shows. Any trouble or the button lights it again.</summary>
    public const int CalmMs = 10 * 60 * 1000;

    // So that a panel that was pulled off and put on again, and has lost its picture, shows one.
    private const int RepeatMs = 10 * 1000;

    private readonly ScreenConfiguration _configuration;
    private readonly IBoard _board;
    private readonly IClock _clock;
    private readonly ScreenFeed _feed;
    private readonly BoardPart _part;
    private readonly ScreenPainter _painter;
    private readonly Canvas _canvas = new Canvas();
    private readonly byte[] _sent = new byte[Canvas.Width * Canvas.Pages];
    private I2cDevice? _device;
    private PanelBus? _bus;
    private Panel? _panel;
    private long _sentMs;
    private long _calmSinceMs;
    private bool _isDark;

    public ScreenWatch(ScreenConfiguration configuration, IBoard board, IClock clock, AgentLog log, ScreenFeed feed)
    {
        _configuration = configuration;
        _painter = new ScreenPainter(configuration.IsJapanese);
        _board = board;
        _clock = clock;
        _feed = feed;
        _part = new BoardPart("screen", clock, log);
    }

    /// <summary>One look, and the picture on the panel if it is another one.</summary>
    public void Tick()
    {
        long now = _clock.NowMs;
        if (_panel == null && !_part.IsTimeToTry) return;
        try
        {
            _feed.Read(now);
            if (!_feed.IsCalm) _calmSinceMs = now;
            _painter.Paint(_feed.Status, _canvas);
            if (_panel == null) Open(now);
            Light(now - _calmSinceMs < CalmMs);
            if (!_isDark && (now - _sentMs >= RepeatMs || !_canvas.Octets.AsSpan().SequenceEqual(_sent))) Send(now);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whatever a panel does must not reach the mail.
            Close();
            _part.Failed(fault);
        }
    }

    /// <summary>Ticks until it is told to stop, then leaves the panel dark: what an agent that has gone once knew would mislead.</summary>
    public void Run(WaitHandle stop)
    {
        do Tick();
        while (!stop.WaitOne(TickMs));
        _panel?.Light(false);
        Close();
    }

    private void Open(long now)
    {
        _device = _board.OpenBus(_configuration);
        _bus = new PanelBus(_device);
        var panel = new Panel(_bus, _configuration.IsSh1106, _configuration.IsUpsideDown);
        Demand(panel.Start());
        _panel = panel;
        _calmSinceMs = now;
        Send(now);
        // Lit only now: its memory held noise.
        Demand(_panel.Light(true));
        _isDark = false;
        _part.Works();
    }

    private void Light(bool on)
    {
        if (on != _isDark) return;
        if (on) Send(_clock.NowMs);
        Demand(_panel!.Light(on));
        _isDark = !on;
    }

    private void Send(long now)
    {
        Demand(_panel!.Show(_canvas));
        _canvas.Octets.CopyTo(_sent, 0);
        _sentMs = now;
    }

    private void Demand(bool done)
    {
        if (!done) throw _bus!.Fault ?? new IOException("the transfer failed");
    }

    private void Close()
    {
        _device?.Dispose();
        _device = null;
        _panel = null;
    }
}
