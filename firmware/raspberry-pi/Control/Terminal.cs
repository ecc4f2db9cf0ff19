using System;
using System.Runtime.InteropServices;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>The few calls on terminals that .NET does not have (termios(3), poll(2)). Numbers and layout are Linux's, the same on x86-64 and arm64.</summary>
internal static partial class Terminal
{
    // O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
    private const int OpenFlags = 0x2 | 0x100 | 0x800 | 0x80000;
    private const uint Speed115200 = 0x1002;
    // CREAD | CLOCAL: receive, and do not wait for a modem's carrier. HUPCL would drop the line between two sessions.
    private const uint ControlSet = 0x80 | 0x800;
    private const uint ControlCleared = 0x400;
    private const int DropInput = 0;
    private const int Now = 0;

    /// <summary>Opens a terminal device and makes it raw.</summary>
    /// <returns>The descriptor, or below 0.</returns>
    public static unsafe int OpenRaw(string path)
    {
        int file = open(path, OpenFlags);
        if (file < 0) return -1;
        // struct termios has 60 octets; c_cflag stands at 8.
        Span<uint> settings = stackalloc uint[16];
        fixed (uint* at = settings)
        {
            if (tcgetattr(file, at) == 0)
            {
                cfmakeraw(at);
                settings[2] = (settings[2] | ControlSet) & ~ControlCleared;
                if (cfsetspeed(at, Speed115200) == 0 && tcsetattr(file, Now, at) == 0)
                {
                    _ = tcflush(file, DropInput);
                    return file;
                }
            }
        }
        _ = close(file);
        return -1;
    }

    /// <summary>Waits until the device is ready or broken. False: neither in time.</summary>
    public static unsafe bool Poll(int file, short what, int waitMs)
    {
        PollEntry entry = new PollEntry { File = file, Wanted = what };
        return poll(&entry, 1, waitMs) > 0;
    }

    /// <summary>Reads what is there; 0 or below: the device is gone.</summary>
    public static unsafe int Read(int file, Span<byte> into)
    {
        fixed (byte* at = into) return (int)read(file, at, (nuint)into.Length);
    }

    /// <summary>Writes as much as there is room for; 0 or below: the device is gone.</summary>
    public static unsafe int Write(int file, ReadOnlySpan<byte> octets)
    {
        fixed (byte* at = octets) return (int)write(file, at, (nuint)octets.Length);
    }

    public static void Close(int file)
    {
        _ = close(file);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int File;
        public short Wanted;
        public short Found;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc")]
    private static unsafe partial nint read(int file, byte* into, nuint count);

    [LibraryImport("libc")]
    private static unsafe partial nint write(int file, byte* octets, nuint count);

    [LibraryImport("libc")]
    private static unsafe partial int poll(PollEntry* entries, nuint count, int waitMs);

    [LibraryImport("libc")]
    private static unsafe partial int tcgetattr(int file, uint* settings);

    [LibraryImport("libc")]
    private static unsafe partial int tcsetattr(int file, int when, uint* settings);

    [LibraryImport("libc")]
    private static unsafe partial void cfmakeraw(uint* settings);

    [LibraryImport("libc")]
    private static unsafe partial int cfsetspeed(uint* settings, uint speed);

    [LibraryImport("libc")]
    private static partial int tcflush(int file, int queue);
}
