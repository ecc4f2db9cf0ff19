using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Pairing;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>What is drawn of characters.</summary>
public sealed class ShapeTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

    [Fact]
    public void Every_character_has_a_shape_of_its_own()
    {
        string[] shapes = [.. Alphabet.Select(letter => string.Join('\n', BlockLetters.Of(letter.ToString(), 78, ascii: true)!))];
        Assert.Equal(shapes.Length, shapes.Distinct().Count());
        var all = new StringBuilder();
        foreach (char[] nine in Alphabet.Chunk(9)) all.AppendJoin('\n', BlockLetters.Of(new string(nine), 78, ascii: true)!).Append("\n\n");
        Screens.Same("letters", all.ToString());
    }

    [Theory]
    [InlineData("BCDF-GHJK", 71)]
    [InlineData("bcdfghjkl", 71)]
    [InlineData("ABCDEFGHIJKLM", 77)]
    public void A_code_is_as_large_as_fits(string code, int columns) => Assert.Equal(columns, BlockLetters.Of(code, 78, ascii: false)!.Max(row => row.Length));

    [Theory]
    [InlineData("ABCDEFGHIJKLMN")]
    [InlineData("コード")]
    [InlineData("")]
    public void What_cannot_be_drawn_is_left_to_plain_text(string code) => Assert.Null(BlockLetters.Of(code, 78, ascii: false));

    [Theory]
    [InlineData("https://microsoft.com/devicelogin", false)]
    [InlineData("https://microsoft.com/devicelogin", true)]
    [InlineData("https://www.example.com/device?user_code=BCDF-GHJK", false)]
    public async Task A_phone_reads_the_QR_code(string address, bool inverted)
    {
        const string Zbar = "/usr/bin/zbarimg";
        Assert.SkipUnless(File.Exists(Zbar), "zbarimg is not installed (Debian package zbar-tools)");
        IReadOnlyList<string> lines = QrText.Of(address, inverted);
        Assert.True(lines.Count <= 19 && lines.All(line => line.Length <= 40));
        string file = Path.Combine(Path.GetTempPath(), "dma-qr-" + Guid.NewGuid().ToString("N") + ".pgm");
        await File.WriteAllBytesAsync(file, Picture(lines, inverted));
        try
        {
            var start = new ProcessStartInfo(Zbar, ["--quiet", "--raw", file]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process zbar = Process.Start(start)!;
            string read = await zbar.StandardOutput.ReadToEndAsync();
            Assert.Equal(address, read.Trim());
        }
        finally
        {
            File.Delete(file);
        }
    }

    // As a terminal draws it: black ink on white, or, inverted, white ink on black. A cell is two modules high; a module has 8 by 8 pixels.
    private static byte[] Picture(IReadOnlyList<string> lines, bool inverted)
    {
        const int Scale = 8;
        int width = lines[0].Length * Scale, height = lines.Count * 2 * Scale;
        byte ink = inverted ? (byte)255 : (byte)0;
        var picture = new MemoryStream();
        picture.Write(Encoding.ASCII.GetBytes($"P5 {width} {height} 255\n"));
        for (int y = 0; y < height; y++)
        {
            string line = lines[y / Scale / 2];
            bool isUpper = y / Scale % 2 == 0;
            for (int x = 0; x < width; x++)
            {
                char cell = line[x / Scale];
                bool hasInk = cell == '█' || cell == (isUpper ? '▀' : '▄');
                picture.WriteByte(hasInk ? ink : (byte)(255 - ink));
            }
        }

        return picture.ToArray();
    }
}
