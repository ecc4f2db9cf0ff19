using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>Lines out of octets that arrive in any pieces.</summary>
public sealed class LineBufferVectors : Group
{
    private readonly LineBuffer _lines = new LineBuffer(32, 16);

    /// <inheritdoc/>
    public override string Name
    {
        get { return "lines"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        byte[] two = Octets.From("EHLO a\\r\\nNOOP\\n\\r\\n");
        for (int step = 1; step <= two.Length; step++) Cut(checks, two, step);
        TooLong(checks);
        Behind(checks);
    }

    // The same three lines, whatever the size of the pieces they come in.
    private void Cut(Checks checks, byte[] octets, int step)
    {
        byte[] seen = new byte[64];
        int count = 0;
        _lines.Clear();
        for (int at = 0; at < octets.Length; at += step)
        {
            Fill(octets, at, octets.Length - at < step ? octets.Length - at : step);
            while (_lines.Next() == LineStatus.Line)
            {
                Array.Copy(_lines.Octets, _lines.LineOffset, seen, count, _lines.LineCount);
                count += _lines.LineCount;
                seen[count++] = (byte)'|';
            }
        }
        checks.Text("lines in pieces of " + step.ToString(), "EHLO a|NOOP||", seen, 0, count);
    }

    private void TooLong(Checks checks)
    {
        byte[] octets = Octets.From("0123456789abcdefghij\\r\\nNOOP\\r\\n");
        _lines.Clear();
        Fill(octets, 0, 16);
        checks.Number("lines too long waits for its end", (int)LineStatus.Incomplete, (int)_lines.Next());
        checks.Number("lines too long is passed over", 16, _lines.PassedOver);
        Fill(octets, 16, octets.Length - 16);
        checks.Number("lines too long is said at its LF", (int)LineStatus.TooLong, (int)_lines.Next());
        checks.Number("lines go on behind it", (int)LineStatus.Line, (int)_lines.Next());
        checks.Text("lines next is whole", "NOOP", _lines.Octets, _lines.LineOffset, _lines.LineCount);
    }

    private void Behind(Checks checks)
    {
        byte[] octets = Octets.From("DATA\\r\\nmail data");
        _lines.Clear();
        Fill(octets, 0, octets.Length);
        _lines.Next();
        checks.Text("lines keep what stands behind DATA", "mail data", _lines.Octets, _lines.Start, _lines.Count);
        _lines.Consume(5);
        checks.Text("lines give it in parts", "data", _lines.Octets, _lines.Start, _lines.Count);
    }

    private void Fill(byte[] octets, int offset, int count)
    {
        Array.Copy(octets, offset, _lines.Octets, _lines.FillOffset(), count);
        _lines.Filled(count);
    }
}
