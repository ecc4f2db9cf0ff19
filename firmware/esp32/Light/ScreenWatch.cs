using System;
using System.Threading;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>
/// The screen, on a thread of its own. A picture is drawn and sent only when it would be another one; a panel that does not answer is left alone for a
/// while, and mail goes on without it.
/// </summary>
public sealed class ScreenWatch
{
    // From one look to the next: seconds are counted down on it.
    private const int TickMs = 250;

    // Nothing to see for so long, and it goes dark: an OLED burns in what it always shows. Any trouble or the button lights it again.
    private const int CalmMs = 10 * 60 * 1000;

    // So that a panel that was pulled off and put on again, and has lost its picture, shows one.
    private const int RepeatMs = 10 * 1000;

    private readonly ScreenConfiguration _configuration;
    private readonly IClock _clock;
    private readonly DeviceLog _log;
    private readonly ScreenFeed _feed;
    private readonly ScreenPainter _painter;
    private readonly Canvas _canvas = new Canvas();
    private PanelBus? _bus;
    private Panel? _panel;
    private bool _hasFailed;
    private bool _isDark;
    private long _retryMs;
    private long _sentMs;
    private long _calmSinceMs;
    private long _drawn;

    /// <summary>Makes all that drawing needs: font, words, picture.</summary>
    /// <param name="configuration">Which panel, and where.</param>
    /// <param name="feed">What to show.</param>
    /// <param name="clock">For its ticks.</param>
    /// <param name="log">Told once that the panel does not answer, and once that it does.</param>
    public ScreenWatch(ScreenConfiguration configuration, ScreenFeed feed, IClock clock, DeviceLog log)
    {
        _configuration = configuration;
        _feed = feed;
        _clock = clock;
        _log = log;
        _painter = new ScreenPainter(configuration.IsJapanese);
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            try
            {
                Tick();
            }
            catch (Exception)
            {
                // A pin that is taken, or no such controller.
                Failed();
            }
            Thread.Sleep(TickMs);
        }
    }

    private void Tick()
    {
        long now = _clock.NowMs;
        if (_panel == null && now < _retryMs) return;
        long mark = _feed.Read(now);
        if (!_feed.IsCalm) _calmSinceMs = now;
        if (!Show(now, mark)) Failed();
    }

    private bool Show(long now, long mark)
    {
        if (_panel == null && !Open(now)) return false;
        bool isDark = now - _calmSinceMs >= CalmMs;
        if (isDark) return Light(false);
        if (!_isDark && mark == _drawn && now - _sentMs < RepeatMs) return true;
        _painter.Paint(_feed.Status, _canvas);
        if (!_panel!.Show(_canvas)) return false;
        _drawn = mark;
        _sentMs = now;
        // Lit only now: its memory held noise, or what was shown before it went dark.
        return Light(true);
    }

    private bool Open(long now)
    {
        _bus = new PanelBus(_configuration);
        Panel panel = new Panel(_bus, _configuration.IsSh1106, _configuration.IsUpsideDown);
        if (!panel.Start()) return false;
        _panel = panel;
        _isDark = true;
        _calmSinceMs = now;
        if (_hasFailed) _log.Add(EventCode.ScreenWorks, -1, Diagnosis.None, 0, 0, 0);
        _hasFailed = false;
        return true;
    }

    private bool Light(bool on)
    {
        if (on != _isDark) return true;
        if (!_panel!.Light(on)) return false;
        _isDark = !on;
        return true;
    }

    private void Failed()
    {
        _panel = null;
        if (_bus != null) _bus.Close();
        _bus = null;
        _retryMs = _clock.NowMs + RepeatMs;
        if (!_hasFailed) _log.Add(EventCode.ScreenFailed, -1, Diagnosis.None, 0, 0, 0);
        _hasFailed = true;
    }
}
