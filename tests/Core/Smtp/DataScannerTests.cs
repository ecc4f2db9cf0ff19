using System;
using System.Collections.Generic;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>The end of mail data: every short input in every cutting against <see cref="EndOfDataReference"/>.</summary>
public class DataScannerTests
{
    [Theory]
    [InlineData(".\r\na", 8)]
    [InlineData(".\r\n\0a", 6)]
    public void Agrees_with_the_reference_on_every_short_input_in_every_cutting(string alphabet, int lengthMax)
    {
        var scanner = new DataScanner();
        long scanned = 0;
        foreach (byte[] mail in Octets.AllStrings(alphabet, lengthMax))
        {
            int end = EndOfDataReference.End(mail, mail.Length);
            int smuggling = EndOfDataReference.Smuggling(mail, mail.Length);
            int[] begun = new int[mail.Length + 1];
            for (int to = 0; to <= mail.Length; to++) begun[to] = EndOfDataReference.Begun(mail, to);
            int cuttings = mail.Length == 0 ? 1 : 1 << (mail.Length - 1);
            for (int cutting = 0; cutting < cuttings; cutting++, scanned++)
            {
                if (!Agrees(scanner, mail, cutting, end, smuggling, begun)) Assert.Fail(Describe(scanner, mail, cutting, end, smuggling));
            }
        }
        Assert.Equal(NumberOfCuttings(alphabet.Length, lengthMax), scanned);
    }

    // A cutting is a number: bit i says that a chunk ends behind octet i.
    private static bool Agrees(DataScanner scanner, byte[] mail, int cutting, int end, int smuggling, int[] begun)
    {
        bool ends = end >= 0 && (smuggling < 0 || end < smuggling);
        int decided = ends ? end : smuggling;
        scanner.Reset();
        int from = 0;
        for (int to = 1; to <= mail.Length; to++)
        {
            if (to < mail.Length && (cutting & (1 << (to - 1))) == 0) continue;
            // What was held back is presented again with the chunk behind it.
            int used = scanner.Scan(mail, from, to - from);
            if (decided >= 0 && to >= decided)
            {
                return ends
                    ? scanner.Status == DataStatus.Complete && used == end - from && scanner.Scan(mail, 0, mail.Length) == 0
                    : scanner.Status == DataStatus.Smuggling && used == 0 && scanner.Scan(mail, 0, mail.Length) == 0;
            }
            if (scanner.Status != DataStatus.More || from + used != to - begun[to]) return false;
            from += used;
        }
        return scanner.Status == DataStatus.More && decided < 0;
    }

    [Fact]
    public void No_lenient_server_sees_an_end_in_what_is_forwarded_except_at_the_true_one()
    {
        List<LenientReader> readers = LenientReader.All();
        foreach (byte[] mail in Octets.AllStrings(".\r\n\0a", 6))
        {
            // Octet by octet is the cutting that forwards most before a refusal.
            int forwarded = Forward(mail, 1, out DataStatus status);
            int trueDot = status == DataStatus.Complete ? forwarded - 3 : -1;
            foreach (LenientReader reader in readers)
            {
                int dot = reader.DotOfEnd(mail, forwarded);
                if (dot >= 0 && dot != trueDot)
                    Assert.Fail($"\"{Octets.Show(Octets.Text(mail, 0, forwarded))}\" is forwarded, and a server that reads {reader.Name} ends it at octet {dot}");
            }
        }
    }

    [Theory]
    [InlineData("LF . LF", "\n.\n")]
    [InlineData("LF . CRLF", "\n.\r\n")]
    [InlineData("CRLF . LF", "\r\n.\n")]
    [InlineData("CR . CR", "\r.\r")]
    [InlineData("CR . CRLF", "\r.\r\n")]
    [InlineData("CR . LF", "\r.\n")]
    [InlineData("LF . CR", "\n.\r")]
    [InlineData("CRLF . CR CR LF", "\r\n.\r\r\n")]
    [InlineData("CRLF . CR, then text", "\r\n.\rx")]
    [InlineData("CR CR LF . CR CR LF", "\r\r\n.\r\r\n")]
    [InlineData("LF CR . CRLF", "\n\r.\r\n")]
    [InlineData("CRLF NUL . CRLF", "\r\n\0.\r\n")]
    [InlineData("CRLF . NUL CRLF", "\r\n.\0\r\n")]
    [InlineData("CRLF . CR NUL LF", "\r\n.\r\0\n")]
    [InlineData("CR NUL LF . CRLF", "\r\0\n.\r\n")]
    [InlineData("LF NUL . NUL LF", "\n\0.\0\n")]
    public void Refuses_every_known_smuggling_sequence_and_forwards_nothing_behind_it(string name, string sequence)
    {
        const string first = "Subject: scan\r\n\r\npage one";
        byte[] mail = Octets.Of(first + sequence + "MAIL FROM:<boss@contoso.com>\r\nRCPT TO:<all@contoso.com>\r\nDATA\r\nforged\r\n.\r\n");
        for (int chunk = 1; chunk <= mail.Length; chunk++)
        {
            int forwarded = Forward(mail, chunk, out DataStatus status);
            Assert.True(status == DataStatus.Smuggling, $"{name} in chunks of {chunk}: {status}");
            Assert.True(forwarded < first.Length + sequence.Length, $"{name} in chunks of {chunk}: {forwarded} octets were forwarded");
        }
    }

    [Theory]
    [InlineData("the empty mail", ".\r\n", 3)]
    [InlineData("one line", "a\r\n.\r\n", 6)]
    [InlineData("commands behind the end", "a\r\n.\r\nQUIT\r\n", 6)]
    [InlineData("a second mail behind the end", "a\r\n.\r\nMAIL FROM:<a@b>\r\nb\r\n.\r\n", 6)]
    [InlineData("a stuffed dot alone", "..\r\n.\r\n", 7)]
    [InlineData("stuffed dots before text", "..a\r\n...\r\n.\r\n", 13)]
    [InlineData("a dot at a line's end", "a.\r\n.\r\n", 7)]
    [InlineData("a dot and a space", ". \r\n.\r\n", 7)]
    [InlineData("bare LF away from dots", "a\nb\r\n.\r\n", 8)]
    [InlineData("bare CR away from dots", "a\rb\r\n.\r\n", 8)]
    [InlineData("CR before the last CRLF", "a\r\r\n.\r\n", 7)]
    [InlineData("NUL away from dots", "a\0b\r\n.\r\n", 8)]
    [InlineData("dots in text behind a bare LF", "a\n.b\r\n.\r\n", 9)]
    public void Ends_the_data_at_CRLF_dot_CRLF(string name, string text, int end)
    {
        byte[] mail = Octets.Of(text);
        for (int chunk = 1; chunk <= mail.Length; chunk++)
        {
            int forwarded = Forward(mail, chunk, out DataStatus status);
            Assert.True(status == DataStatus.Complete && forwarded == end, $"{name} in chunks of {chunk}: {status} at {forwarded}");
        }
    }

    [Fact]
    public void Scans_100_MB_of_base64_without_allocating()
    {
        byte[] chunk = new byte[64 * 1024];
        byte[] line = Octets.Of("JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZUR\r\n");
        for (int i = 0; i < chunk.Length; i++) chunk[i] = line[i % line.Length];
        var scanner = new DataScanner();
        Assert.Equal(chunk.Length, ScanRepeatedly(scanner, chunk, 1));

        long before = GC.GetAllocatedBytesForCurrentThread();
        long scanned = ScanRepeatedly(scanner, chunk, 1600);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(100L * 1024 * 1024, scanned);
        Assert.Equal(0, allocated);
    }

    private static long ScanRepeatedly(DataScanner scanner, byte[] chunk, int times)
    {
        scanner.Reset();
        long scanned = 0;
        for (int i = 0; i < times; i++) scanned += scanner.Scan(chunk, 0, chunk.Length);
        return scanned;
    }

    private static int Forward(byte[] mail, int chunk, out DataStatus status)
    {
        var scanner = new DataScanner();
        scanner.Reset();
        int forwarded = 0;
        for (int arrived = chunk; scanner.Status == DataStatus.More; arrived += chunk)
        {
            forwarded += scanner.Scan(mail, forwarded, Math.Min(arrived, mail.Length) - forwarded);
            if (arrived >= mail.Length) break;
        }
        status = scanner.Status;
        return forwarded;
    }

    private static long NumberOfCuttings(int letters, int lengthMax)
    {
        long sum = 1;
        long strings = 1;
        for (int length = 1; length <= lengthMax; length++)
        {
            strings *= letters;
            sum += strings << (length - 1);
        }
        return sum;
    }

    private static string Describe(DataScanner scanner, byte[] mail, int cutting, int end, int smuggling)
    {
        return $"\"{Octets.Show(Octets.Text(mail))}\" in cutting {Convert.ToString(cutting, 2)}: the scanner says {scanner.Status}; "
            + $"the reference sees the end at {end} and smuggling at {smuggling}";
    }
}
