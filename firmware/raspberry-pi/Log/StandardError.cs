using System;
using System.IO;
using System.Runtime.InteropServices;

namespace DeviceMailAgent.RaspberryPi.Log;

/// <summary>
/// write(2) on standard error and nothing more. FileStream keeps an offset of its own, which overwrites what others append to the
/// same file; Console prepares a terminal first.
/// </summary>
internal sealed partial class StandardError : Stream
{
    private const int File = 2;
    private const int Interrupted = 4;

    public override bool CanRead
    {
        get { return false; }
    }

    public override bool CanSeek
    {
        get { return false; }
    }

    public override bool CanWrite
    {
        get { return true; }
    }

    public override long Length
    {
        get { throw new NotSupportedException(); }
    }

    public override long Position
    {
        get { throw new NotSupportedException(); }
        set { throw new NotSupportedException(); }
    }

    public override unsafe void Write(byte[] buffer, int offset, int count)
    {
        fixed (byte* start = &buffer[offset])
        {
            byte* next = start;
            while (count > 0)
            {
                nint written = write(File, next, count);
                if (written > 0)
                {
                    next += written;
                    count -= (int)written;
                }
                else if (Marshal.GetLastSystemError() != Interrupted)
                {
                    throw new IOException();
                }
            }
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        throw new NotSupportedException();
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        throw new NotSupportedException();
    }

    public override void SetLength(long value)
    {
        throw new NotSupportedException();
    }

    [LibraryImport("libc")]
    private static unsafe partial nint write(int file, byte* octets, nint count);
}
