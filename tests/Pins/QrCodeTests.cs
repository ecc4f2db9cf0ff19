using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using DeviceMailAgent.Screen;
using Xunit;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>QR codes as zbarimg, a reader by others, reads them from the picture of the panel: the narrow margin and the dark edge included.</summary>
public class QrCodeTests
{
    public const string Reader = "/usr/bin/zbarimg";

    [Fact]
    public void A_reader_reads_every_length_and_the_links_of_the_providers()
    {
        string[] texts =
        [
            "https://microsoft.com/devicelogin", "https://login.microsoft.com/device", "https://www.google.com/device", "https://www.google.com/device?user_code=WDJB-MJHT",
            .. Enumerable.Range(1, QrCode.TextMax).Select(Mixed),
        ];
        Assert.Equal(texts, Read(texts));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 21)]
    [InlineData(17, 21)]
    [InlineData(18, 25)]
    [InlineData(32, 25)]
    [InlineData(33, 29)]
    [InlineData(53, 29)]
    [InlineData(54, 0)]
    public void The_smallest_version_that_has_room_is_taken(int count, int size)
    {
        var code = new QrCode();
        Assert.Equal(size > 0, code.Encode(new byte[count], 0, count));
        Assert.Equal(size, code.Size);
    }

    [Fact]
    public void Where_there_is_room_a_tenth_of_the_modules_may_be_spoilt()
    {
        Skip();
        // 14 octets are version 1 with level M, which mends 15 %: a finger's mark over the data area.
        Canvas canvas = Screen(Mixed(14));
        canvas.Fill(64 + 11 + 2 * 14, 11 + 2 * 14, 6, 6, true);
        Assert.Equal([Mixed(14)], Read([canvas]));
    }

    private static string Mixed(int count)
    {
        const string Alphabet = "https://Aa0-_.~?=&%#+/:zZ9";
        return string.Concat(Enumerable.Range(0, count).Select(i => Alphabet[(i * 7 + count) % Alphabet.Length]));
    }

    private static Canvas Screen(string text) => ScreenTests.Painted(Screens.Pairing("WDJB-MJHT", "https://login.example/device", text));

    private static void Skip()
    {
        Assert.SkipUnless(File.Exists(Reader), "zbarimg is not installed (Debian: zbar-tools).");
    }

    private static string[] Read(IEnumerable<string> texts)
    {
        Skip();
        return Read([.. texts.Select(Screen)]);
    }

    internal static string[] Read(Canvas[] canvases)
    {
        string folder = Directory.CreateTempSubdirectory("devicemail-qr-").FullName;
        try
        {
            var start = new ProcessStartInfo(Reader) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string option in new[] { "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable" }) start.ArgumentList.Add(option);
            for (int i = 0; i < canvases.Length; i++)
            {
                string file = Path.Combine(folder, $"{i:000}.png");
                Sheet.Of(canvases[i], 4).Save(file);
                start.ArgumentList.Add(file);
            }
            using Process reader = Process.Start(start)!;
            reader.ErrorDataReceived += (_, _) => { };
            reader.BeginErrorReadLine();
            string output = reader.StandardOutput.ReadToEnd();
            if (!reader.WaitForExit(60_000)) reader.Kill();
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
