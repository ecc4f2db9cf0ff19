using System;
using System.Collections.Generic;
using System.Device.Gpio;
using System.IO;
using System.Linq;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.RaspberryPi.Pins;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>Light and button on a real GpioController over played pins, by a clock that the test moves.</summary>
public class LightAndButtonTests
{
    private const int Red = 17;
    private const int Green = 27;
    private const int Blue = 22;
    private const int Button = 23;

    private readonly PlayedBoard _board = new();
    private readonly FakeClock _clock = new();
    private readonly MemoryStream _output = new();
    private readonly AgentLog _log;
    private readonly List<ButtonCommand> _asked = [];
    private readonly LightConfiguration _coloured = new() { Red = Red, Green = Green, Blue = Blue, IsActiveLow = false };

    public LightAndButtonTests()
    {
        _log = new AgentLog(new LogLine(_output, hasPriority: false), [Account()]);
    }

    [Fact]
    public void The_light_follows_the_state_with_its_colour_and_blinks()
    {
        LightAndButton part = Part(_coloured);
        Assert.Equal("rgb250 -250 rgb250 -250 rgb250 -250 rgb250 -250 rgb250 -250 rgb250 -250 rgb250 -2000", Watch(part, 5250));
        _log.Status.ProviderReady(0);
        Tick(part, 2000);
        Assert.Equal("g", Watch(part, 2000));
        _log.Status.ProviderFailed(0, Diagnosis.NameNotResolved);
        UntilShown(part, "r");
        Assert.Equal("r250 -250 r250 -250 r250 -2000", Watch(part, 3250));
    }

    [Fact]
    public void A_mail_that_was_gone_in_no_time_is_seen_all_the_same()
    {
        LightAndButton part = Part(_coloured);
        _log.Status.ProviderReady(0);
        Tick(part, 10_000);
        _log.Status.MailBegan(0);
        _log.Status.MailEnded(0, Diagnosis.None, true);
        string seen = Watch(part, 6000);
        // Steady, then one blink to its end, then steady: dark for two seconds.
        Assert.Matches("^g[0-9]+ -2000 g[0-9]+$", seen);
    }

    [Fact]
    public void An_LED_of_one_colour_blinks_the_same_rhythm_and_low_may_light_it()
    {
        LightAndButton part = Part(new LightConfiguration { Single = Red, IsActiveLow = true });
        Assert.Equal("g250 -250 g250 -250 g250 -250 g250 -250 g250 -250 g250 -250 g250 -2000".Replace("g", "low", StringComparison.Ordinal), Watch(part, 5250, () => _board.Pins[Red] == PinValue.Low ? "low" : "-"));
        Assert.False(_board.Pins.IsOpen(Green));
    }

    [Fact]
    public void The_button_is_answered_by_the_light_before_it_is_let_go()
    {
        LightAndButton part = Part(_coloured);
        _log.Status.ProviderReady(0);
        Tick(part, 10_000);
        Assert.Equal(PinMode.InputPullUp, _board.Pins.ModeOf(Button));
        _board.Pins[Button] = PinValue.Low;
        Tick(part, 100);
        Assert.Equal("-", Watch(part, 4000));
        Tick(part, 1000);
        Assert.Equal("b", Colour());
        Tick(part, 10_000);
        Assert.Equal("r", Watch(part, 1000).Split(' ').Select(word => word[..1]).First(word => word != "-"));
        Assert.Empty(_asked);
        _board.Pins[Button] = PinValue.High;
        Tick(part, 1000);
        Assert.Equal((ButtonPhase.Confirming, 10), (part.Phase, part.ConfirmSeconds));
        _board.Pins[Button] = PinValue.Low;
        Tick(part, 200);
        _board.Pins[Button] = PinValue.High;
        Tick(part, 2000);
        Assert.Equal([ButtonCommand.Forget], _asked);
        Assert.Equal("g", Watch(part, 1000));
    }

    [Fact]
    public void A_button_to_3_volts_is_pulled_down()
    {
        LightAndButton part = Part(null, isActiveHigh: true);
        Tick(part, 200);
        Assert.Equal(PinMode.InputPullDown, _board.Pins.ModeOf(Button));
        _board.Pins[Button] = PinValue.High;
        Tick(part, 200);
        _board.Pins[Button] = PinValue.Low;
        Tick(part, 200);
        Assert.Equal([ButtonCommand.Test], _asked);
    }

    [Fact]
    public void Nothing_is_allocated_and_only_changes_are_written()
    {
        LightAndButton part = Part(_coloured);
        _log.Status.ProviderReady(0);
        _log.Status.ProviderFailed(0, Diagnosis.NameNotResolved);
        Tick(part, 10_000);
        int writes = _board.Pins.Writes;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tick(part, 65_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // 20 periods of three blinks, on and off.
        Assert.Equal(120, _board.Pins.Writes - writes);

        // System.Device.Gpio allocates at each write by itself.
        GpioPin pin = new GpioController(new PlayedPins()).OpenPin(Red, PinMode.Output);
        pin.Write(PinValue.High);
        before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 120; i++) pin.Write(i % 2);
        Assert.Equal(GC.GetAllocatedBytesForCurrentThread() - before, allocated);
    }

    [Fact]
    public void A_steady_light_allocates_nothing_and_writes_nothing()
    {
        LightAndButton part = Part(_coloured);
        _log.Status.ProviderReady(0);
        Tick(part, 10_000);
        int writes = _board.Pins.Writes;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tick(part, 60_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(writes, _board.Pins.Writes);
    }

    [Fact]
    public void A_chip_that_is_missing_is_said_once_and_tried_again()
    {
        _board.Fault = "this device has no GPIO chip. Remove pins.";
        LightAndButton part = Part(_coloured);
        Tick(part, 60_000);
        Assert.InRange(_board.Openings, 6, 7);
        Assert.Equal("board failed part=pins text=\"this device has no GPIO chip. Remove pins.\"", Assert.Single(Lines()));
        _board.Fault = null;
        Tick(part, 11_000);
        Assert.Equal("board ready part=pins", Lines()[^1]);
        Assert.NotEqual("-", Watch(part, 3000));
    }

    [Fact]
    public void A_chip_that_fails_later_is_opened_again_and_a_taken_pin_is_named()
    {
        LightAndButton part = Part(_coloured);
        Tick(part, 1000);
        _board.Pins.IsBroken = true;
        Tick(part, 1000);
        Assert.Contains("the chip is gone", Lines()[^1]);
        Assert.False(_board.Pins.IsOpen(Red));
        _board.Pins.IsBroken = false;
        Tick(part, 11_000);
        Assert.Equal(["board ready part=pins", "board failed part=pins", "board ready part=pins"], Lines().Select(line => line.Split(" text=")[0]));
    }

    private static AccountConfiguration Account() => new()
    {
        Name = "scans",
        Host = "localhost",
        Port = 25,
        Security = Security.None,
        SizeMax = 1_000_000,
        ConnectionsMax = 1,
        PerMinuteMax = 0,
        Mechanism = LoginMechanism.None,
        User = "",
        SenderAddress = "",
        SenderRewrite = SenderRewrite.Never,
    };

    private LightAndButton Part(LightConfiguration? light, bool isActiveHigh = false)
    {
        var pins = new PinsConfiguration { Light = light, Button = new ButtonConfiguration { Pin = Button, IsActiveHigh = isActiveHigh } };
        var part = new LightAndButton(pins, _board, _clock, _log, _asked.Add);
        return part;
    }

    private string[] Lines() => Encoding.UTF8.GetString(_output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("board", StringComparison.Ordinal)).ToArray();

    private string Colour()
    {
        string colour = (_board.Pins[Red] == PinValue.High ? "r" : "") + (_board.Pins[Green] == PinValue.High ? "g" : "") + (_board.Pins[Blue] == PinValue.High ? "b" : "");
        return colour.Length == 0 ? "-" : colour;
    }

    // Ticks as the agent's thread does, by 10 ms so that every length comes out even.
    private void Tick(LightAndButton part, int ms)
    {
        for (int i = 0; i < ms; i += 10)
        {
            part.Tick();
            _clock.Advance(10);
        }
    }

    private void UntilShown(LightAndButton part, string colour)
    {
        for (int i = 0; i < 1000; i++)
        {
            part.Tick();
            if (Colour() == colour) return;
            _clock.Advance(10);
        }
        Assert.Fail($"The light never became {colour}.");
    }

    private string Watch(LightAndButton part, int ms, Func<string>? look = null)
    {
        look ??= Colour;
        var words = new List<(string Colour, int Ms)>();
        for (int i = 0; i < ms; i += 10)
        {
            part.Tick();
            string seen = look();
            if (words.Count > 0 && words[^1].Colour == seen) words[^1] = (seen, words[^1].Ms + 10);
            else words.Add((seen, 10));
            _clock.Advance(10);
        }
        return words.Count == 1 ? words[0].Colour : string.Join(' ', words.Select(word => word.Colour + word.Ms));
    }
}
