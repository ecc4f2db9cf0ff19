using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>What the person at the scanner sees.</summary>
internal static class ScannerPanel
{
    /// <summary>A scanner sends a small mail; the number on its panel, which is in the first refusal that it hears. None: it was delivered.</summary>
    public static async Task<Diagnosis> Panel(this Bench bench)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, bench.ScannerPort, Bench.Limit());
        using var reader = new StreamReader(client.GetStream());
        string heard = await Reply(reader);
        foreach (string line in (string[])["EHLO mfp.example", "MAIL FROM:<scanner@contoso.example>", $"RCPT TO:<{Bench.Recipient}>", "DATA", "Subject: Scan\r\n\r\nScan\r\n."])
        {
            if (heard[0] is not ('2' or '3')) break;
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), Bench.Limit());
            heard = await Reply(reader);
        }

        if (heard[0] == '2') return Diagnosis.None;
        Match number = Regex.Match(heard, @"\bD(\d{3})\b");
        Assert.True(number.Success, "no number in: " + heard);
        return (Diagnosis)int.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<string> Reply(StreamReader reader)
    {
        var text = new StringBuilder();
        while (true)
        {
            string line = await reader.ReadLineAsync(Bench.Limit(90)) ?? throw new IOException("the agent hung up after: " + text);
            text.Append(line).Append(' ');
            if (line.Length < 4 || line[3] != '-') return text.ToString();
        }
    }
}
