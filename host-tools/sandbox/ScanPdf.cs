using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace DeviceMailAgent.Sandbox;

/// <summary>
/// A scan as scanners make them: a PDF (ISO 32000-1) with one grey picture to a page. The pictures are noise, so no size is
/// saved by compressing and every base64 line differs.
/// </summary>
public static class ScanPdf
{
    private const int Width = 1000;

    /// <summary>Makes one; the same arguments give the same octets.</summary>
    /// <param name="pages">Number of pages.</param>
    /// <param name="octets">How large the file shall be at least; it is less than two thousand a page larger.</param>
    public static byte[] Make(int pages, int octets)
    {
        var pdf = new MemoryStream();
        var offsets = new List<long>();
        Write(pdf, "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        var noise = new Random(octets);
        int height = Math.Max(1, (octets / pages + Width - 1) / Width);
        byte[] picture = new byte[Width * height];
        // Objects: 1 catalog, 2 page tree, then page, content and picture for each page.
        Begin(pdf, offsets, "<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
        var kids = new StringBuilder();
        for (int page = 0; page < pages; page++) kids.Append(3 + page * 3).Append(" 0 R ");
        Begin(pdf, offsets, $"<< /Type /Pages /Count {pages} /Kids [ {kids}] >>\nendobj\n");
        for (int page = 0; page < pages; page++)
        {
            int first = 3 + page * 3;
            Begin(pdf, offsets, $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 1} 0 R "
                + $"/Resources << /XObject << /Scan {first + 2} 0 R >> >> >>\nendobj\n");
            Stream(pdf, offsets, "", "q 595 0 0 842 0 0 cm /Scan Do Q\n"u8.ToArray());
            noise.NextBytes(picture);
            Stream(pdf, offsets, $"/Type /XObject /Subtype /Image /Width {Width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 ", picture);
        }
        End(pdf, offsets);
        return pdf.ToArray();
    }

    private static void Begin(MemoryStream pdf, List<long> offsets, string body)
    {
        offsets.Add(pdf.Position);
        Write(pdf, $"{offsets.Count} 0 obj\n{body}");
    }

    private static void Stream(MemoryStream pdf, List<long> offsets, string entries, byte[] content)
    {
        Begin(pdf, offsets, $"<< {entries}/Length {content.Length} >>\nstream\n");
        pdf.Write(content);
        Write(pdf, "\nendstream\nendobj\n");
    }

    // 7.5.4: every row of the cross-reference table is 20 octets long.
    private static void End(MemoryStream pdf, List<long> offsets)
    {
        long table = pdf.Position;
        Write(pdf, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (long offset in offsets) Write(pdf, $"{offset:D10} 00000 n \n");
        Write(pdf, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    }

    private static void Write(MemoryStream pdf, string text) => pdf.Write(Encoding.Latin1.GetBytes(text));
}
