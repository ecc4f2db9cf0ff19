using System;
using System.Collections.Concurrent;
using System.Device.Gpio;
using System.IO;
using System.Threading;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>A chip with 28 pins below a real GpioController: a test sets the levels of inputs and reads those of outputs.</summary>
internal sealed class PlayedPins : GpioDriver
{
    private readonly ConcurrentDictionary<int, PinMode> _modes = new();
    private readonly PinValue[] _levels = new PinValue[28];
    private int _reads;
    private int _writes;

    /// <summary>How often any pin was read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>How often any pin was written.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>True: the chip fails from now on.</summary>
    public bool IsBroken { get; set; }

    public PinValue this[int pin]
    {
        get => _levels[pin];
        set => _levels[pin] = value;
    }

    protected override int PinCount => _levels.Length;

    public bool IsOpen(int pin) => _modes.ContainsKey(pin);

    public PinMode? ModeOf(int pin) => _modes.TryGetValue(pin, out PinMode mode) ? mode : null;

    protected override void OpenPin(int pinNumber)
    {
        if (!_modes.TryAdd(pinNumber, PinMode.Input)) throw new IOException($"pin {pinNumber} is busy");
    }

    protected override void ClosePin(int pinNumber) => _modes.TryRemove(pinNumber, out _);

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        _modes[pinNumber] = mode;
        if (mode == PinMode.InputPullUp) _levels[pinNumber] = PinValue.High;
        if (mode == PinMode.InputPullDown) _levels[pinNumber] = PinValue.Low;
    }

    protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber];

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinValue Read(int pinNumber)
    {
        Interlocked.Increment(ref _reads);
        return IsBroken ? throw new IOException("the chip is gone") : _levels[pinNumber];
    }

    protected override void Write(int pinNumber, PinValue value)
    {
        Interlocked.Increment(ref _writes);
        if (IsBroken) throw new IOException("the chip is gone");
        if (_modes[pinNumber] != PinMode.Output) throw new InvalidOperationException($"pin {pinNumber} is no output");
        _levels[pinNumber] = value;
    }

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => throw new NotSupportedException();

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) => throw new NotSupportedException();
}
