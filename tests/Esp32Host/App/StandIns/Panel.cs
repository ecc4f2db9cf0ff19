using System;
using System.IO;
using DeviceMailAgent.Esp32Host.Machine;

namespace System
{
    /// <summary>Stands in for nanoFramework's mscorlib: a part of an array.</summary>
    public readonly ref struct SpanByte(byte[] array, int start, int length)
    {
        /// <summary>All of the array, as native code gets it.</summary>
        internal byte[] Whole { get; } = start >= 0 && length >= 0 && start + length <= array.Length ? array : throw new ArgumentOutOfRangeException(nameof(length));

        public int Length { get; } = length;
    }
}

namespace nanoFramework.Hardware.Esp32
{
    /// <summary>Stands in for nanoFramework.Hardware.Esp32.</summary>
    public enum DeviceFunction
    {
        I2C1_DATA = 131328,
        I2C1_CLOCK = 131329,
        I2C2_DATA = 131584,
        I2C2_CLOCK = 131585,
    }

    /// <summary>Stands in for nanoFramework.Hardware.Esp32: which pin leads to which of the chip's controllers.</summary>
    public static class Configuration
    {
        internal static int[] Pins { get; } = [-1, -1, -1, -1];

        public static void SetPinFunction(int pin, DeviceFunction value)
        {
            int bus = ((int)value - (int)DeviceFunction.I2C1_DATA) / 256;
            Pins[2 * bus + ((int)value & 1)] = pin;
        }
    }
}

namespace System.Device.I2c
{
    /// <summary>Stands in for nanoFramework.System.Device.I2c.</summary>
    public enum I2cBusSpeed
    {
        StandardMode = 0,
        FastMode = 1,
        FastModePlus = 2,
    }

    /// <summary>Stands in for nanoFramework.System.Device.I2c.</summary>
    public enum I2cTransferStatus
    {
        UnknownError = 0,
        FullTransfer = 1,
        SlaveAddressNotAcknowledged = 4,
    }

    /// <summary>Stands in for nanoFramework.System.Device.I2c.</summary>
    public readonly record struct I2cTransferResult(I2cTransferStatus Status);

    /// <summary>Stands in for nanoFramework.System.Device.I2c.</summary>
    public sealed class I2cConnectionSettings(int busId, int deviceAddress, I2cBusSpeed busSpeed)
    {
        public int BusId { get; } = busId;

        public int DeviceAddress { get; } = deviceAddress;

        public I2cBusSpeed BusSpeed { get; } = busSpeed;
    }

    /// <summary>
    /// Stands in for nanoFramework.System.Device.I2c. What goes over the bus goes to the file that DMA_I2C names, a line each: pins and address, then the octets; a test plays
    /// the chip with it. Where there is no such file, nobody answers. As the firmware does, it sends from the array's first octet, wherever the span begins.
    /// </summary>
    public sealed class I2cDevice : IDisposable
    {
        private static readonly string? Wire = Environment.GetEnvironmentVariable("DMA_I2C");

        private readonly string _where;

        private I2cDevice(I2cConnectionSettings settings)
        {
            int sda = nanoFramework.Hardware.Esp32.Configuration.Pins[2 * settings.BusId - 2];
            int scl = nanoFramework.Hardware.Esp32.Configuration.Pins[2 * settings.BusId - 1];
            if (sda < 0 || scl < 0) throw new ArgumentException("No pins lead to this controller.");
            _where = $"{sda} {scl} {settings.DeviceAddress:x2} ";
        }

        public static I2cDevice Create(I2cConnectionSettings settings) => new(settings);

        public I2cTransferResult Write(SpanByte buffer)
        {
            Vm.Pass();
            if (Wire is null || !new FileInfo(Wire).Exists) return new I2cTransferResult(I2cTransferStatus.SlaveAddressNotAcknowledged);
            using StreamWriter lines = new FileInfo(Wire).AppendText();
            lines.WriteLine(_where + Convert.ToHexStringLower(buffer.Whole, 0, buffer.Length));
            return new I2cTransferResult(I2cTransferStatus.FullTransfer);
        }

        public void Dispose()
        {
        }
    }
}
