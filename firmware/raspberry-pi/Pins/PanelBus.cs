using System;
using System.Device.I2c;
using DeviceMailAgent.Screen;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>A panel's way over Linux's I2C device.</summary>
internal sealed class PanelBus : IPanelBus
{
    private readonly I2cDevice _device;

    public PanelBus(I2cDevice device)
    {
        _device = device;
    }

    /// <summary>How the last transfer failed; null: it did not.</summary>
    public Exception? Fault { get; private set; }

    public bool Write(byte[] buffer, int offset, int count)
    {
        try
        {
            _device.Write(buffer.AsSpan(offset, count));
            Fault = null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Fault = fault;
        }
        return Fault == null;
    }
}
