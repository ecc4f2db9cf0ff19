using DeviceMailAgent.Sandbox;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>The scans are real: poppler reads them.</summary>
public sealed class PdfFileTests
{
    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(3, 60_000)]
    [InlineData(12, 2_000_000)]
    public async Task Poppler_reads_all_pages(int pages, int octets)
    {
        string pdfinfo = ChildProcess.Require("pdfinfo", "poppler-utils");
        using var folder = new Folder("pdf");
        byte[] pdf = ScanPdf.Make(pages, octets);
        await File.WriteAllBytesAsync(folder.File("scan.pdf"), pdf);
        (int code, string output, string errors) = await ChildProcess.Run(pdfinfo, [folder.File("scan.pdf")]);
        Assert.Equal("", errors);
        Assert.Equal(0, code);
        Assert.Matches($@"(?m)^Pages:\s+{pages}$", output);
        Assert.InRange(pdf.Length, octets, octets + 2000 * pages);
    }
}
