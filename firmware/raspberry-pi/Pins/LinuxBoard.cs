using System;
using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Device.I2c;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>
/// Linux's GPIO character devices through libgpiod, and its I2C devices. The drivers that write to a chip's registers know boards by name and not the
/// RP1 of the Raspberry Pi 5, sysfs is about to leave the kernel: the character device is the one way that is the same on all boards.
/// </summary>
internal sealed class LinuxBoard : IBoard
{
    private readonly string _root;

    /// <param name="root">What stands before /dev and /sys; empty but in tests.</param>
    public LinuxBoard(string root = "")
    {
        _root = root;
    }

    /// <summary>Looks whether what a configuration wants is there, without taking it from a running agent.</summary>
    /// <exception cref="ConfigurationException">It is not.</exception>
    public void Look(AgentConfiguration configuration)
    {
        if (configuration.Pins != null)
        {
            Check("pins.chip", Fault(ChipFile(configuration.Pins), NoChip(configuration.Pins), "gpio"));
            Check("pins", Library() == null ? NoLibrary : null);
        }
        if (configuration.Screen != null) Check("screen.bus", Fault(BusFile(configuration.Screen), NoBus(configuration.Screen), "i2c"));
    }

    public GpioController OpenPins(PinsConfiguration pins)
    {
        string? fault = Fault(ChipFile(pins), NoChip(pins), "gpio");
        if (fault != null) throw new BoardException(fault);
        int? library = Library();
        if (library == null) throw new BoardException(NoLibrary);
        int chip = ChipOf(pins);
        try
        {
            return new GpioController(library == 3 ? new LibGpiodV2Driver(chip) : new LibGpiodDriver(chip));
        }
        catch (Exception failure) when (failure is not BoardException)
        {
            throw new BoardException("gpiochip" + Number(chip) + " could not be opened: " + failure.Message);
        }
    }

    public I2cDevice OpenBus(ScreenConfiguration screen)
    {
        string? fault = Fault(BusFile(screen), NoBus(screen), "i2c");
        return fault == null ? I2cDevice.Create(new I2cConnectionSettings(screen.Bus, screen.Address)) : throw new BoardException(fault);
    }

    /// <summary>The number of the chip that is used.</summary>
    public int ChipOf(PinsConfiguration pins)
    {
        return pins.Chip ?? GpioChips.OfHeader(_root + "/sys/bus/gpio/devices") ?? 0;
    }

    private const string NoLibrary = "libgpiod is not installed. Install it: apt-get install libgpiod3 (Debian 13) or libgpiod2 (Debian 12).";

    // Which library there is decides the driver: libgpiod.so.3 is libgpiod 2, libgpiod.so.2 is libgpiod 1.
    private static int? Library()
    {
        if (NativeLibrary.TryLoad("libgpiod.so.3", out _)) return 3;
        return NativeLibrary.TryLoad("libgpiod.so.2", out _) ? 2 : null;
    }

    private string ChipFile(PinsConfiguration pins)
    {
        return _root + "/dev/gpiochip" + Number(ChipOf(pins));
    }

    private string BusFile(ScreenConfiguration screen)
    {
        return _root + "/dev/i2c-" + Number(screen.Bus);
    }

    private string NoChip(PinsConfiguration pins)
    {
        string? others = GpioChips.Names(_root + "/dev");
        return others == null
            ? "this device has no GPIO chip (/dev/gpiochip*). Remove pins, or run on a board that has one."
            : "there is no /dev/gpiochip" + Number(ChipOf(pins)) + ". There are: " + others + ".";
    }

    private static string NoBus(ScreenConfiguration screen)
    {
        return "there is no /dev/i2c-" + Number(screen.Bus) + ". Switch I2C on: `raspi-config nonint do_i2c 0`, or dtparam=i2c_arm=on in /boot/firmware/config.txt and a restart.";
    }

    private static string? Fault(string file, string whenMissing, string group)
    {
        if (!File.Exists(file)) return whenMissing;
        try
        {
            using FileStream open = File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return file + " must not be used by user " + Environment.UserName + ". Put that user into the group " + group + ": `usermod -aG " + group + " " + Environment.UserName + "`.";
        }
        catch (IOException failure)
        {
            return file + " cannot be opened: " + failure.Message;
        }
    }

    private static void Check(string key, string? fault)
    {
        if (fault != null) throw new ConfigurationException(key, fault);
    }

    private static string Number(int number)
    {
        return number.ToString(CultureInfo.InvariantCulture);
    }
}
