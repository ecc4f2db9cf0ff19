using System;
using System.IO;
using System.Linq;
using System.Text;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.Transcripts;

/// <summary>Raw text in header fields becomes encoded words (RFC 2047) where the listener names its character set; MimeKit, which we did not write, reads them.</summary>
public class RawHeaderTests
{
    static RawHeaderTests()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
    }

    public static TheoryData<string, RawCharacters, string> Texts { get; } = new()
    {
        { "iso-8859-1", RawCharacters.SingleOctet, "B\u00fcro" },
        { "iso-8859-1", RawCharacters.SingleOctet, "Pr\u00fcfung der Gr\u00f6\u00dfe im dritten Stock, und noch vieles mehr \u00fcber die L\u00e4nge einer Zeile hinaus" },
        // The second octet of each of these looks like a backslash, and others like @ and |.
        { "shift_jis", RawCharacters.ShiftJis, "\u8868\u30bd\u80fd\u4e88" },
        { "shift_jis", RawCharacters.ShiftJis, "\u7dcf\u52d9\u90e8 3F \u8907\u5408\u6a5f\u304b\u3089\u306e\u30b9\u30ad\u30e3\u30f3\u6587\u66f8\u3092\u304a\u9001\u308a\u3057\u307e\u3059\u3001\u3054\u78ba\u8a8d\u304f\u3060\u3055\u3044 A4 \u30ab\u30e9\u30fc" },
        { "iso-2022-jp", RawCharacters.Iso2022Jp, "\u30b9\u30ad\u30e3\u30ca" },
        { "iso-2022-jp", RawCharacters.Iso2022Jp, "\u7dcf\u52d9\u90e8 3F \u8907\u5408\u6a5f\u304b\u3089\u306e\u30b9\u30ad\u30e3\u30f3\u6587\u66f8\u3092\u304a\u9001\u308a\u3057\u307e\u3059\u3001\u3054\u78ba\u8a8d\u304f\u3060\u3055\u3044 A4 \u30ab\u30e9\u30fc" },
        { "utf-8", RawCharacters.Utf8, "\u7dcf\u52d9\u90e8 3F \u8907\u5408\u6a5f \ud83d\udda8 B\u00fcro \u304b\u3089\u306e\u30b9\u30ad\u30e3\u30f3\u6587\u66f8\u3092\u304a\u9001\u308a\u3057\u307e\u3059" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Is_read_as_it_was_meant(string charset, RawCharacters characters, string text)
    {
        string raw = Encoding.Latin1.GetString(Encoding.GetEncoding(charset).GetBytes(text));
        string mail = $"Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@s>\r\nFrom: \"{raw.Replace("\\", characters == RawCharacters.ShiftJis ? "\\" : "\\\\", StringComparison.Ordinal)}\" <scans@contoso.com>\r\n"
            + $"To: {raw} <a@b.example>,\r\n Office <c@d.example>, ({raw}) <e@f.example>\r\nSubject: Scan: {raw}\r\n 2\r\n\r\npage {raw}\r\n";
        foreach (int piece in new[] { int.MaxValue, 1, 2, 7, 64 })
        {
            string repaired = new HeaderRepair { Repair = new MessageRepair(LinePolicy.Repair, true, false, false, false, charset, characters) }.Rewrites("if-different").Run(mail, piece);
            int end = repaired.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            Assert.All(repaired[..end], octet => Assert.InRange(octet, '\n', '~'));
            Assert.All(repaired[..end].Split("\r\n"), line => Assert.InRange(line.Length, 1, 78));
            // The body is not a header.
            Assert.EndsWith($"page {raw}\r\n", repaired, StringComparison.Ordinal);
            MimeMessage read = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(repaired)), TestContext.Current.CancellationToken);
            Assert.Equal($"Scan: {text} 2", read.Subject);
            Assert.Equal((text, "scans@contoso.com"), (read.From.Mailboxes.Single().Name, read.From.Mailboxes.Single().Address));
            Assert.Equal(["a@b.example", "c@d.example", "e@f.example"], read.To.Mailboxes.Select(mailbox => mailbox.Address));
            Assert.Equal(text, read.To.Mailboxes.First().Name);
            Assert.Equal("Office", read.To.Mailboxes.ElementAt(1).Name);
        }
    }

    [Theory]
    [InlineData("Subject: Scan 3F")]
    [InlineData("Subject: =?UTF-8?B?U2Nhbg==?=")]
    [InlineData("To: \"Office, 3F\" <a@b.example>,\r\n c@d.example")]
    [InlineData("Subject:")]
    public void What_is_not_raw_stays_as_it_came(string field)
    {
        string mail = $"Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@s>\r\nFrom: <scans@contoso.com>\r\n{field}\r\n\r\npage\r\n";
        var repair = new HeaderRepair { Repair = new MessageRepair(LinePolicy.Repair, true, false, false, false, "shift_jis", RawCharacters.ShiftJis) };
        foreach (int piece in new[] { int.MaxValue, 1, 7 }) Assert.Equal(mail, repair.Run(mail, piece));
        Assert.True(repair.Filter.IsUnchanged);
    }

    // Whatever octets: the field stays a field, the mail's lines stay lines, and nothing is written beyond the buffers.
    [Fact]
    public void Any_octets_stay_one_field()
    {
        var random = new Random(20261123);
        foreach (RawCharacters characters in Enum.GetValues<RawCharacters>())
        {
            var repair = new HeaderRepair { Repair = new MessageRepair(LinePolicy.Repair, true, false, false, false, "iso-2022-jp", characters) };
            for (int i = 0; i < 300; i++)
            {
                string value = string.Concat(Enumerable.Range(0, random.Next(1, 1000)).Select(_ => (char)random.Next(4) switch { '\0' => '\x1b', '\x1' => "$(B<>\"\\, @:"[random.Next(11)], _ => (char)random.Next(32, 256) }));
                string name = random.Next(3) switch { 0 => "From", 1 => "To", _ => "Subject" };
                string repaired = repair.Run($"Date: x\r\nMessage-ID: <1@s>\r\n{name}: x{value}\r\nX-Behind: 1\r\n\r\n", random.Next(1, 400));
                Assert.Contains("\r\nX-Behind: 1\r\n", repaired, StringComparison.Ordinal);
                foreach (string line in repaired.Split("\r\n")) Assert.False(line.StartsWith('.') || line.Contains('\n', StringComparison.Ordinal), repaired);
            }
        }
    }
}
