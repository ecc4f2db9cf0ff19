using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>Lines out of octets, however these arrive.</summary>
public class LineBufferTests
{
    private const int LineMax = 12;
    private const int Size = 20;

    // A row: what arrives; the lines found in it, each with a bar behind it, "!" for one that was too long; what is left.
    [Theory]
    [InlineData("", "", "")]
    [InlineData("NOOP", "", "NOOP")]
    [InlineData("NOOP\r\n", "NOOP|", "")]
    [InlineData("NOOP\n", "NOOP|", "")]
    [InlineData("NOOP\r\nQUI", "NOOP|", "QUI")]
    [InlineData("\r\n", "|", "")]
    [InlineData("\n\n", "||", "")]
    [InlineData("a\r\nb\nc\r\n", "a|b|c|", "")]
    [InlineData("a\rb\r\n", "a\rb|", "")]
    [InlineData("a\r\r\n", "a\r|", "")]
    [InlineData("\0\xff\r\n", "\0\xff|", "")]
    [InlineData("0123456789\r\n", "0123456789|", "")]
    [InlineData("01234567890\n", "01234567890|", "")]
    [InlineData("01234567890\r\nNOOP\r\n", "!|NOOP|", "")]
    [InlineData("012345678901\nNOOP\r\n", "!|NOOP|", "")]
    [InlineData("0123456789012345678901234567890123456789\r\nNOOP\r\nx", "!|NOOP|", "x")]
    [InlineData("NOOP\r\n0123456789012345678901234567890123456789\r\na\n", "NOOP|!|a|", "")]
    [InlineData("01234567890123456789\r\n01234567890123456789\r\n", "!|!|", "")]
    public void Finds_the_same_lines_in_every_cutting(string arrives, string lines, string left)
    {
        for (int piece = 1; piece <= Math.Max(1, arrives.Length); piece++)
        {
            var buffer = new LineBuffer(Size, LineMax);
            List<string> found = Feed(buffer, Octets.Of(arrives), piece);
            Assert.Equal(lines, string.Concat(found.Select(line => line + "|")));
            Assert.Equal(left, Octets.Text(buffer.Octets, buffer.Start, buffer.Count));
        }
    }

    [Fact]
    public void Counts_what_it_passes_over_until_the_line_ends()
    {
        var buffer = new LineBuffer(Size, LineMax);
        Feed(buffer, new byte[1000], 10);
        Assert.InRange(buffer.PassedOver, 1000 - LineMax, 1000);
        Assert.Equal(["!"], Feed(buffer, Octets.Of("\n"), 1));
        Assert.Equal(0, buffer.PassedOver);
    }

    [Fact]
    public void Data_and_lines_share_the_octets()
    {
        var buffer = new LineBuffer(Size, LineMax);
        Feed(buffer, Octets.Of("DATA\r\na\r\n.\r\nQUIT\r\n"), 100, 1);
        Assert.Equal("a\r\n.\r\nQUIT\r\n", Octets.Text(buffer.Octets, buffer.Start, buffer.Count));
        buffer.Consume(6);
        Assert.Equal(LineStatus.Line, buffer.Next());
        Assert.Equal("QUIT", Octets.Text(buffer.Octets, buffer.LineOffset, buffer.LineCount));
    }

    [Fact]
    public void Clear_forgets_a_line_that_is_being_passed_over()
    {
        var buffer = new LineBuffer(Size, LineMax);
        Feed(buffer, new byte[30], 10);
        buffer.Clear();
        Assert.Equal(0, buffer.PassedOver);
        Assert.Equal(["NOOP"], Feed(buffer, Octets.Of("NOOP\r\n"), 100));
    }

    [Fact]
    public void A_buffer_no_larger_than_a_line_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new LineBuffer(LineMax, LineMax));
    }

    private static List<string> Feed(LineBuffer buffer, byte[] octets, int piece, int linesMax = int.MaxValue)
    {
        var found = new List<string>();
        int at = 0;
        while (at < octets.Length)
        {
            int offset = buffer.FillOffset();
            int count = Math.Min(Math.Min(piece, octets.Length - at), buffer.Octets.Length - offset);
            Assert.True(count > 0, "there is always room for another octet");
            Array.Copy(octets, at, buffer.Octets, offset, count);
            buffer.Filled(count);
            at += count;
            Take(buffer, found, linesMax);
        }
        return found;
    }

    private static void Take(LineBuffer buffer, List<string> found, int linesMax)
    {
        while (found.Count < linesMax)
        {
            LineStatus status = buffer.Next();
            if (status == LineStatus.Incomplete) return;
            found.Add(status == LineStatus.TooLong ? "!" : Octets.Text(buffer.Octets, buffer.LineOffset, buffer.LineCount));
        }
    }
}
