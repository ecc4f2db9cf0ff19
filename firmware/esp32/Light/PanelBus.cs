using System;
using System.Device.I2c;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Screen;
using nanoFramework.Hardware.Esp32;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>
/// A panel's way over one of the chip's two I2C controllers, at 400 kHz. A transfer stops the interpreter while it lasts: 3 ms for a page, a second
/// at most where something holds the bus.
/// </summary>
public sealed class PanelBus : IPanelBus
{
    private readonly I2cDevice _device;

    /// <summary>Leads the controller's lines to the pins and opens it.</summary>
    /// <exception cref="Exception">A pin is taken, or there is no such controller.</exception>
    public PanelBus(ScreenConfiguration screen)
    {
        nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(screen.Sda, screen.Bus == 1 ? DeviceFunction.I2C1_DATA : DeviceFunction.I2C2_DATA);
        nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(screen.Scl, screen.Bus == 1 ? DeviceFunction.I2C1_CLOCK : DeviceFunction.I2C2_CLOCK);
        _device = I2cDevice.Create(new I2cConnectionSettings(screen.Bus, screen.Address, I2cBusSpeed.FastMode));
    }

    /// <inheritdoc/>
    public bool Write(byte[] buffer, int offset, int count)
    {
        // The firmware's I2C takes the span's length and not its start (sys_dev_i2c_native of nf-interpreter, July 2026): it always sends from the first octet.
        if (offset != 0) throw new ArgumentException("A transfer has to begin with its buffer.");
        return _device.Write(new SpanByte(buffer, 0, count)).Status == I2cTransferStatus.FullTransfer;
    }

    /// <summary>Gives the controller back.</summary>
    public void Close()
    {
        _device.Dispose();
    }
}
