using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;
using Xunit;

namespace DeviceMailAgent.Hardware;

/// <summary>The pictures can be read, by eye, aloud and by programs, and the label is the one that <c>devicemail label</c> writes.</summary>
public class PictureTests
{
    private const string Zbar = "/usr/bin/zbarimg";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Every_picture_is_plain_svg_with_words_for_who_cannot_see_it_and_is_shown_on_a_page()
    {
        Assert.True(Guide.Pictures.Length >= 6, $"{Guide.Pictures.Length} pictures");
        string pages = string.Concat(Guide.Pages.Select(File.ReadAllText));
        foreach (string picture in Guide.Pictures)
        {
            string name = Guide.Relative(picture);
            XElement root = Load(File.ReadAllText(picture));
            Assert.Equal(Svg + "svg", root.Name);
            foreach (string words in (string[])["title", "desc"]) Assert.True(root.Element(Svg + words)?.Value.Length > 10, $"{name} has no {words}");
            Assert.Contains("pictures/" + Path.GetFileName(picture), pages, StringComparison.Ordinal);
            Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName is "script" or "image" or "foreignObject");
            double[] view = [.. root.Attribute("viewBox")!.Value.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            foreach (XElement text in root.Descendants(Svg + "text"))
            {
                (double start, double end) = Extent(text);
                Assert.True(start >= view[0] && end <= view[0] + view[2], $"{name}: \"{text.Value}\" runs over the edge ({start:0} to {end:0})");
            }
        }
    }

    [Fact]
    public async Task The_empty_label_is_the_one_on_the_page()
    {
        string folder = Directory.CreateTempSubdirectory("devicemail-hardware-").FullName;
        try
        {
            string file = Path.Combine(folder, "label.svg");
            (int code, string output, string error) = await Guide.Run("devicemail", folder, "label", "--output", file);
            Assert.True(code == 0, output + error);
            string committed = Path.Combine(Guide.Folder, "pictures", "label.svg");
            if (Environment.GetEnvironmentVariable("DEVICEMAIL_ACCEPT_PICTURES") == "1") File.Copy(file, committed, overwrite: true);
            Assert.Equal(File.ReadAllText(file), File.ReadAllText(committed));

            (code, _, error) = await Guide.Run("devicemail", folder, "label", "--output", file);
            Assert.Equal(73, code);
            Assert.Contains("is there already", error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_saved_device_gets_its_name_and_fingerprint_on_the_label_but_never_its_key()
    {
        Assert.SkipUnless(File.Exists(Zbar), "zbarimg is not installed (Debian package zbar-tools)");
        string folder = Directory.CreateTempSubdirectory("devicemail-hardware-").FullName;
        try
        {
            string fingerprint = string.Concat(Enumerable.Repeat("194b00c7d4c9ff12", 4)), file = Path.Combine(folder, "out.svg");
            Directory.CreateDirectory(Path.Combine(folder, "devicemail"));
            File.WriteAllText(Path.Combine(folder, "devicemail", "devices.json"),
                $$"""{ "default": "bridge-3f", "devices": [ { "name": "bridge-3f", "address": "tls://192.168.7.2:2526", "fingerprint": "{{fingerprint}}", "adminKeyFile": "/nowhere/bridge-3f.key" } ] }""");
            (int code, string output, string error) = await Guide.Run("devicemail", folder, "label", "bridge-3f", "--address", "192.168.7.2:2525", "--call", "A & B <04>", "--guide", "https://example.com/guide", "--output", file);
            Assert.True(code == 0, output + error);
            string text = File.ReadAllText(file);
            string[] texts = [.. Load(text).Descendants(Svg + "text").Select(element => element.Value)];
            foreach (string expected in (string[])["bridge-3f", "192.168.7.2:2525", "A & B <04>", "194b00c7 d4c9ff12 194b00c7 d4c9ff12"]) Assert.Contains(expected, texts);
            Assert.DoesNotContain("nowhere", text, StringComparison.Ordinal);

            Assert.Equal("https://example.com/guide", await Read(Load(text), folder));

            (code, _, error) = await Guide.Run("devicemail", folder, "label", "bridge-4", "--output", file);
            Assert.Equal(64, code);
            Assert.Contains("bridge-4", error, StringComparison.Ordinal);
            (code, _, error) = await Guide.Run("devicemail", folder, "label", "bridge-3f", "--guide", "http://example.com", "--output", file);
            Assert.Equal(64, code);
            Assert.Contains("--guide", error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The label's QR code as zbar, which knows nothing of how it was made, reads it from a picture of four points for each module.
    private static async Task<string> Read(XElement label, string folder)
    {
        const int Each = 4;
        string path = Assert.Single(label.Elements(Svg + "path"), element => element.Attribute("shape-rendering") is not null).Attribute("d")!.Value;
        (int X, int Y)[] dark = [.. Regex.Matches(path, @"M(\d+) (\d+)h1v1h-1z").Select(match => (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];
        int side = (dark.Max(module => module.X) + 5) * Each;
        byte[] points = new byte[side * side];
        Array.Fill(points, (byte)255);
        foreach ((int x, int y) in dark)
        {
            for (int i = 0; i < Each * Each; i++) points[(y * Each + i / Each) * side + x * Each + i % Each] = 0;
        }

        string file = Path.Combine(folder, "code.pgm");
        File.WriteAllBytes(file, [.. Encoding.ASCII.GetBytes($"P5 {side} {side} 255\n"), .. points]);
        using Process zbar = Process.Start(new ProcessStartInfo(Zbar, ["--quiet", "--raw", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string read = await zbar.StandardOutput.ReadToEndAsync();
        await zbar.WaitForExitAsync();
        return read.TrimEnd('\n');
    }

    private static XElement Load(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XElement.Load(reader);
    }

    // Half an em a letter is what a common sans-serif takes on the average, and a whole one a Japanese character.
    private static (double Start, double End) Extent(XElement text)
    {
        double x = Number(text, "x"), size = Number(text, "font-size");
        double width = text.Value.Sum(letter => letter > 0x2e80 ? 1 : 0.52) * size;
        return text.Attribute("text-anchor")?.Value switch { "end" => (x - width, x), "middle" => (x - width / 2, x + width / 2), _ => (x, x + width) };
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
