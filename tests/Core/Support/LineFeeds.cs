using System;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Every way in which one line reaches a parser: alone, among other octets, and out of a <see cref="LineBuffer"/> that was fed in pieces.</summary>
public static class LineFeeds
{
    private const string Before = "250-XSTARTTLS\r\n";
    private const string Behind = "250 SIZE 1\r\nMAIL FROM:<x@y> SIZE=9\r\n";

    /// <summary>Calls back with (buffer, offset, count) of the line, without its line end, once for each way.</summary>
    public static void InEveryWay(string line, Action<byte[], int, int> parse)
    {
        byte[] alone = Octets.Of(line);
        parse(alone, 0, alone.Length);
        byte[] among = Octets.Of(Before + line + "\r\n" + Behind);
        parse(among, Before.Length, line.Length);
        if (line.Contains('\n')) return;
        for (int piece = 1; piece <= line.Length + 2; piece++)
        {
            LineBuffer buffer = Fed(line + "\r\n", piece);
            parse(buffer.Octets, buffer.LineOffset, buffer.LineCount);
        }
        LineBuffer withMore = Fed(line + "\r\n" + Behind, int.MaxValue);
        parse(withMore.Octets, withMore.LineOffset, withMore.LineCount);
        Assert.Equal(Behind, Octets.Text(withMore.Octets, withMore.Start, withMore.Count));
    }

    private static LineBuffer Fed(string text, int piece)
    {
        var buffer = new LineBuffer(8192, 4096);
        byte[] octets = Octets.Of(text);
        for (int at = 0; at < octets.Length;)
        {
            int count = Math.Min(piece, octets.Length - at);
            Array.Copy(octets, at, buffer.Octets, buffer.FillOffset(), count);
            buffer.Filled(count);
            at += count;
            if (at < octets.Length && piece < octets.Length) Assert.Equal(LineStatus.Incomplete, buffer.Next());
        }
        Assert.Equal(LineStatus.Line, buffer.Next());
        return buffer;
    }
}
