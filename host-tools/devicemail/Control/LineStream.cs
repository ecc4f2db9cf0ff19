using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;

namespace DeviceMailAgent.Tool.Control;

/// <summary>Lines over a stream of octets, of bounded length.</summary>
internal sealed class LineStream(Stream stream)
{
    private readonly byte[] _buffer = new byte[ControlRequest.LineMax + 1];
    private int _start;
    private int _end;

    /// <summary>Sends one line.</summary>
    public async Task Write(string line, CancellationToken cancellation)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellation);
        await stream.FlushAsync(cancellation);
    }

    /// <summary>The next line without its end; null: the peer has closed.</summary>
    /// <exception cref="IOException">The line is too long, or the stream failed.</exception>
    public async Task<string?> Read(CancellationToken cancellation)
    {
        int searched = 0;
        while (true)
        {
            int at = Array.IndexOf(_buffer, (byte)'\n', _start + searched, _end - _start - searched);
            if (at >= 0)
            {
                string line = Encoding.UTF8.GetString(_buffer, _start, at - _start);
                _start = at + 1;
                return line.TrimEnd('\r');
            }

            searched = _end - _start;
            if (_start > 0)
            {
                Buffer.BlockCopy(_buffer, _start, _buffer, 0, searched);
                _start = 0;
                _end = searched;
            }

            if (_end == _buffer.Length) throw new IOException("A line of the answer is too long.");
            int received = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (received == 0) return null;
            _end += received;
        }
    }
}
