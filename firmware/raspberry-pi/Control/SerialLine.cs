using System;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>A serial line, or any terminal device: raw, 115,200 bit/s, 8 data bits, no parity, one stop bit, no flow control.</summary>
internal sealed class SerialLine : IControlChannel
{
    // poll(2)
    private const short PollIn = 1;
    private const short PollOut = 4;

    private readonly Lock _gate = new Lock();
    private int _file;
    private int _readTimeoutMs = Timeout.Infinite;

    private SerialLine(int file)
    {
        _file = file;
    }

    public bool IsOpen
    {
        get { return Volatile.Read(ref _file) >= 0; }
    }

    public int ReadTimeoutMs
    {
        set { _readTimeoutMs = value; }
    }

    /// <summary>Opens a line; null if it cannot be had or is no terminal.</summary>
    public static SerialLine? Open(string path)
    {
        int file = Terminal.OpenRaw(path);
        return file < 0 ? null : new SerialLine(file);
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        if (!Ready(PollIn, _readTimeoutMs)) return -1;
        int received = Terminal.Read(_file, buffer.AsSpan(offset, count));
        // 0 or an error: the other end of a pseudo-terminal, or the USB cable, is gone.
        if (received <= 0) Close();
        return received;
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            if (!Ready(PollOut, ControlLimits.SendMsMax)) return false;
            int sent = Terminal.Write(_file, buffer.AsSpan(offset, count));
            if (sent <= 0)
            {
                Close();
                return false;
            }
            offset += sent;
            count -= sent;
        }
        return true;
    }

    public bool HasInput(int waitMs)
    {
        return Ready(PollIn, waitMs);
    }

    public void Close()
    {
        lock (_gate)
        {
            if (_file >= 0) Terminal.Close(_file);
            Volatile.Write(ref _file, -1);
        }
    }

    // In short waits, so that Close from another thread is noticed: close(2) does not wake poll(2).
    private bool Ready(short what, int waitMs)
    {
        long end = waitMs < 0 ? long.MaxValue : Environment.TickCount64 + waitMs;
        while (IsOpen)
        {
            int left = (int)Math.Clamp(end - Environment.TickCount64, 0, 500);
            if (Terminal.Poll(_file, what, left)) return true;
            if (left == 0) return false;
        }
        return false;
    }
}
