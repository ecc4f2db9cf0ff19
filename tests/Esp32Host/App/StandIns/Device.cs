using System;
using System.IO;
using DeviceMailAgent.Esp32Host.Machine;

namespace System.Device.Gpio
{
    /// <summary>Stands in for nanoFramework.System.Device.Gpio.</summary>
    public enum PinMode
    {
        Input = 0,
        InputPullUp = 2,
        InputPullDown = 1,
        Output = 3,
    }

    /// <summary>Stands in for nanoFramework.System.Device.Gpio.</summary>
    public readonly record struct PinValue(bool IsHigh)
    {
        public static PinValue High => new(true);

        public static PinValue Low => new(false);
    }

    /// <summary>Stands in for nanoFramework.System.Device.Gpio: what is written goes to the file that DMA_GPIO names, a line each: milliseconds, pin, 0 or 1. A finger is on the button while the file that DMA_BUTTON names is there.</summary>
    public sealed class GpioPin(int number)
    {
        private static readonly object Gate = new();
        private static readonly string? Finger = Environment.GetEnvironmentVariable("DMA_BUTTON");
        private static readonly string? Trace = Environment.GetEnvironmentVariable("DMA_GPIO");

        public void Write(PinValue value)
        {
            Vm.Pass();
            if (Trace is null) return;
            lock (Gate)
            {
                using StreamWriter lines = new FileInfo(Trace).AppendText();
                lines.WriteLine($"{Environment.TickCount64} {number} {(value.IsHigh ? 1 : 0)}");
            }
        }

        public PinValue Read()
        {
            Vm.Pass();
            return Finger is null || !new FileInfo(Finger).Exists ? PinValue.High : PinValue.Low;
        }
    }

    /// <summary>Stands in for nanoFramework.System.Device.Gpio.</summary>
    public sealed class GpioController
    {
        public GpioPin OpenPin(int pinNumber, PinMode mode) => new(pinNumber);
    }
}

namespace nanoFramework.Runtime.Native
{
    /// <summary>Stands in for nanoFramework.Runtime.Native.</summary>
    public static class Power
    {
        /// <summary>The exit code that a test sees in place of a restart.</summary>
        public const int Rebooted = 75;

        public static void RebootDevice() => Environment.Exit(Rebooted);
    }

    /// <summary>Stands in for nanoFramework.Runtime.Native: the free octets of the managed heap. Here there is no such heap, and none is made up.</summary>
    public static class GC
    {
        public static uint Run(bool compactHeap) => 0;
    }
}

namespace System.Security.Cryptography
{
    /// <summary>Stands in for nanoFramework.System.Security.Cryptography: AES-128 without padding.</summary>
    public sealed class Aes(CipherMode mode)
    {
        public byte[] Key { get; set; } = [];

        public byte[] IV { get; set; } = [];

        private byte[] Sound => mode == CipherMode.CBC && Key.Length == 16 ? Key : throw new NotSupportedException();

        public byte[] Encrypt(byte[] data) => BlockCipher.Encrypt(Sound, IV, data);

        public byte[] Decrypt(byte[] data) => BlockCipher.Decrypt(Sound, IV, data);
    }
}
