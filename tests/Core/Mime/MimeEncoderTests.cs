using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using DeviceMailAgent.Mime;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Mime;

/// <summary>What the encoder writes, as MimeKit reads it.</summary>
public class MimeEncoderTests
{
    private static readonly MimeAddress From = new("agent@example.test", "Scanner bridge 3F");

    public static TheoryData<string> Texts => new()
    {
        "",
        "Test",
        "  spaces at both ends  ",
        new string('a', 67), // fits its line
        new string('a', 68),
        "A long subject that goes on and on until it is far longer than what one line of a header may hold, and then some more of it",
        "=?UTF-8?B?Zm9v?= is not to be decoded",
        "スキャンの送信に失敗しました",
        string.Concat(Enumerable.Repeat("受信者が拒否されました。", 40)),
        "é",
        "x" + string.Concat(Enumerable.Repeat("é", 100)),
        "\U0001F4E0 failed \U0001F600\U0001F600" + string.Concat(Enumerable.Repeat("\U0001F469\u200D\U0001F4BB", 20)),
        ".",
        "From the scanner",
        "a=b?c",
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Subject_text_and_file_name_come_back(string text)
    {
        byte[] content = { 1, 2, 3 };
        MimeMessage read = Parse(Encode(text, text, text, content, 4096));
        // MimeMessage.Subject and MimePart.FileName trim; the field and the parameter are exact.
        byte[] field = read.Headers.First(h => h.Id == HeaderId.Subject).RawValue;
        Assert.Equal(text, MimeKit.Utils.Rfc2047.DecodeText(field[1..^2]));
        Assert.Equal(text.Trim(), ((TextPart)Parts(read)[0]).Text.Trim());
        Assert.Equal(text.Length == 0 ? null : text, Parts(read)[1].ContentDisposition!.Parameters["filename"]);
        Assert.Equal(text, ((TextPart)Parts(Parse(Encode("s", text, "", null, 4096)))[0]).Text.TrimEnd('\r', '\n'));
    }

    [Fact]
    public void Every_length_of_a_subject_and_file_name_in_every_width_comes_back()
    {
        foreach (string character in new[] { "a", "é", "あ", "\U0001F600" })
        {
            for (int length = 1; length < 250; length++)
            {
                string text = string.Concat(Enumerable.Repeat(character, length / 6)) + new string('x', 1 + length % 6);
                MimeMessage read = Parse(Encode(text, text, text, Array.Empty<byte>(), 100));
                Assert.Equal(text, read.Subject);
                Assert.Equal(text, Parts(read)[1].FileName);
                Assert.Equal(text, ((TextPart)Parts(read)[0]).Text);
            }
        }
    }

    [Fact]
    public void The_header_is_whole()
    {
        MimeAddress[] to =
        {
            new("a@example.test", null), new("b@example.test", "Müller, Büro \"2\""), new("c@example.test", "O'Neil \\ \"Q\" <x>"),
            new(new string('d', 240) + "@example.test", string.Concat(Enumerable.Repeat("長い名前", 30))),
            new("e@example.test", new string('n', 61)),
        };
        MimeEncoder encoder = new(From, to);
        byte[] mail = Encode(encoder, "s", "t", "n.pdf", new byte[10], 100);
        MimeMessage read = Parse(mail);
        Assert.Equal(new[] { "agent@example.test" }, read.From.Mailboxes.Select(m => m.Address));
        Assert.Equal("Scanner bridge 3F", read.From.Mailboxes.Single().Name);
        Assert.Equal(to.Length, read.To.Mailboxes.Count());
        string?[] names = { null, "Müller, Büro \"2\"", "O'Neil \\ \"Q\" <x>", string.Concat(Enumerable.Repeat("長い名前", 30)), new string('n', 61) };
        Assert.Equal(names, read.To.Mailboxes.Select(m => string.IsNullOrEmpty(m.Name) ? null : m.Name));
        Assert.Equal(new string('d', 240) + "@example.test", read.To.Mailboxes.ElementAt(3).Address);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 8, 50, 47, TimeSpan.Zero), read.Date);
        Assert.Equal("fake.1@example.test", read.MessageId);
        Assert.Equal(new Version(1, 0), read.MimeVersion);
        Assert.Equal("auto-generated", read.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("application/pdf", Parts(read)[1].ContentType.MimeType);
        Assert.True(Parts(read)[1].IsAttachment);
        Assert.Equal(ContentEncoding.Base64, Parts(read)[1].ContentTransferEncoding);
        CheckLines(mail, addresses: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("one")]
    [InlineData("one\n")]
    [InlineData("one\r\ntwo\nthree\rfour\r\n\r\n\n")]
    [InlineData(".\n..\r\n.leading\n a.b\n")]
    [InlineData("trailing space \ntrailing tab\t\n \n\t")]
    [InlineData("=3D stays =\n")]
    [InlineData("\0\u0001\u007f")]
    [InlineData("--=_device_mail_agent_part\n--=_device_mail_agent_part--\n")]
    public void Text_comes_back_with_CRLF_line_ends(string text)
    {
        string expected = text.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\r\n");
        Assert.Equal(expected, Decoded(Parts(Parse(Encode("s", text, "f", new byte[1], 50)))[0]));
        byte[] alone = Encode("s", text, "", null, 50);
        string decoded = Decoded(Parts(Parse(alone))[0]);
        Assert.Equal(expected.Length == 0 || expected.EndsWith('\n') ? expected : expected + "\r\n", decoded);
        Assert.Equal(new byte[] { 13, 10 }, alone[^2..]);
    }

    [Fact]
    public void Texts_made_at_random_keep_to_the_rules_of_lines_and_come_back()
    {
        Random random = new(2045);
        string[] pieces = { ".", "\n", "\r\n", " ", "\t", "=", "a", "word ", "é", "あ", "\U0001F600", "-", "From " };
        for (int i = 0; i < 300; i++)
        {
            StringBuilder text = new();
            for (int n = random.Next(200); n > 0; n--) text.Append(pieces[random.Next(pieces.Length)]);
            byte[] mail = Encode("s", text.ToString(), "f", new byte[3], 1 + random.Next(200));
            Assert.Equal(text.ToString().Replace("\r\n", "\n").Replace("\n", "\r\n"), Decoded(Parts(Parse(mail))[0]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(56)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(114)]
    [InlineData(1000)]
    public void An_attachment_comes_back_and_the_reading_buffer_does_not_matter(int size)
    {
        byte[] content = new byte[size];
        new Random(size).NextBytes(content);
        byte[] mail = Encode("Subject ü", "text\n", "scän.pdf", content, 4096);
        Assert.Equal(content, Content(Parts(Parse(mail))[1]));
        foreach (int buffer in new[] { 1, 2, 3, 7, 76, 77, 78, 79 }) Assert.Equal(mail, Encode("Subject ü", "text\n", "scän.pdf", content, buffer));
    }

    [Fact]
    public void Five_megabytes_come_back_by_their_hash()
    {
        byte[] content = new byte[5_000_003];
        new Random(5).NextBytes(content);
        byte[] mail = Encode("s", "t", "big.pdf", content, 4096);
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(Content(Parts(Parse(mail))[1])));
    }

    [Fact]
    public void A_source_that_fails_is_told_and_the_mail_has_no_end()
    {
        MimeEncoder encoder = Encoder();
        Lend(encoder, "s", "t", "f");
        Assert.True(encoder.Start(new Source(new byte[200], failAt: 100)));
        byte[] buffer = new byte[33];
        int read;
        MemoryStream mail = new();
        while ((read = encoder.Read(buffer, 0, buffer.Length)) > 0) mail.Write(buffer, 0, read);
        Assert.Equal(-1, read);
        Assert.Equal(-1, encoder.Read(buffer, 0, buffer.Length));
        Assert.DoesNotContain("part--", Encoding.ASCII.GetString(mail.ToArray()), StringComparison.Ordinal);
        // the same object writes a whole mail afterwards
        Assert.Equal("again", Parse(Encode(encoder, "again", "t", "f", new byte[1], 10)).Subject);
    }

    [Theory]
    [InlineData("", "<a@b>", "text/plain")]
    [InlineData("d\r\nBcc: x@example.test", "<a@b>", "text/plain")]
    [InlineData("d", "", "text/plain")]
    [InlineData("d", "<a@b>\n", "text/plain")]
    [InlineData("d", "<a@é>", "text/plain")]
    [InlineData("d", "<a@b>", "")]
    [InlineData("d", "<a@b>", "text/plain\r\n\r\n")]
    public void A_value_that_would_break_the_header_is_refused(string date, string messageId, string mediaType)
    {
        MimeEncoder encoder = Encoder();
        Lend(encoder, "s", "t", "f");
        encoder.Date.Lend(Encoding.UTF8.GetBytes(date));
        encoder.MessageId.Lend(Encoding.UTF8.GetBytes(messageId));
        encoder.MediaType.Lend(Encoding.UTF8.GetBytes(mediaType));
        Assert.False(encoder.Start(new Source(new byte[1])));
        Assert.Equal(-1, encoder.Read(new byte[10], 0, 10));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a@")]
    [InlineData("a b@example.test")]
    [InlineData("a@example.test\r\nBcc: b@example.test")]
    [InlineData("<a@example.test>")]
    [InlineData("ä@example.test")]
    public void An_address_that_would_break_the_header_is_refused(string address)
    {
        Assert.Throws<ArgumentException>(() => new MimeAddress(address, null));
        Assert.Throws<ArgumentException>(() => new MimeAddress(new string('a', 243) + "@example.test", null));
    }

    [Fact]
    public void Control_octets_and_broken_UTF8_cannot_leave_their_field()
    {
        byte[] text = Encoding.Latin1.GetBytes("a\r\nBcc: x@example.test\0\u001b\u0080\u00c3");
        MimeEncoder encoder = new(new MimeAddress("a@example.test", "b\r\nBcc: x@example.test"), new[] { From });
        Lend(encoder, "s", "t", "f");
        encoder.Subject.Lend(text);
        encoder.FileName.Lend(text);
        byte[] mail = ReadAll(encoder, new Source(new byte[1]), 20);
        MimeMessage read = Parse(mail);
        Assert.Empty(read.Bcc);
        Assert.Equal("a  Bcc: x@example.test  ??", read.Subject);
        Assert.Equal("b  Bcc: x@example.test", read.From.Mailboxes.Single().Name);
        Assert.StartsWith("a__Bcc: x@example.test__", Parts(read)[1].FileName, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        MimeEncoder encoder = Encoder();
        Lend(encoder, "Temperatur 21 °C " + new string('x', 200), "Größe\r\n.\r\n", "ü" + new string('n', 200));
        byte[] buffer = new byte[512];
        Source source = new(new byte[10000]);
        NoAllocation.During(() =>
        {
            source.Rewind();
            encoder.Start(source);
            while (encoder.Read(buffer, 0, buffer.Length) > 0) { }
        });
    }

    private static MimeEncoder Encoder()
    {
        return new MimeEncoder(From, new[] { new MimeAddress("admin@example.test", "管理者") });
    }

    private static void Lend(MimeEncoder encoder, string subject, string text, string fileName)
    {
        // Each value with strange neighbours: the encoder must keep to its part of the buffer.
        LendPart(encoder.Subject, subject);
        LendPart(encoder.Text, text);
        LendPart(encoder.FileName, fileName);
        LendPart(encoder.Date, "Mon, 23 Nov 2026 08:50:47 +0000");
        LendPart(encoder.MessageId, "<fake.1@example.test>");
        LendPart(encoder.MediaType, "application/pdf");
    }

    private static void LendPart(LentText value, string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes("\r\n!" + text + "!\r\n");
        value.Lend(octets, 3, octets.Length - 6);
    }

    private static byte[] Encode(string subject, string text, string fileName, byte[]? content, int bufferSize)
    {
        byte[] mail = Encode(Encoder(), subject, text, fileName, content, bufferSize);
        CheckLines(mail, addresses: false);
        return mail;
    }

    private static byte[] Encode(MimeEncoder encoder, string subject, string text, string fileName, byte[]? content, int bufferSize)
    {
        Lend(encoder, subject, text, fileName);
        return ReadAll(encoder, content == null ? null : new Source(content), bufferSize);
    }

    private static byte[] ReadAll(MimeEncoder encoder, IOctetSource? source, int bufferSize)
    {
        Assert.True(encoder.Start(source));
        byte[] buffer = new byte[bufferSize + 2];
        MemoryStream mail = new();
        int read;
        while ((read = encoder.Read(buffer, 1, bufferSize)) > 0)
        {
            mail.Write(buffer, 1, read);
            Assert.Equal(0, buffer[0] | buffer[^1]);
        }
        Assert.Equal(0, read);
        Assert.Equal(0, encoder.Read(buffer, 1, bufferSize));
        return mail.ToArray();
    }

    // Every line: CRLF and nothing else, no dot at its start, US-ASCII, 76 octets, no white space before the CRLF, no split encoded word.
    private static void CheckLines(byte[] mail, bool addresses)
    {
        string[] lines = Encoding.Latin1.GetString(mail).Split("\r\n");
        Assert.Equal("", lines[^1]);
        foreach (string line in lines)
        {
            bool isClean = line.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 || line.Replace("\t", "", StringComparison.Ordinal).AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
            Assert.True(isClean, line);
            Assert.False(line.StartsWith('.'), line);
            Assert.True(line.Length <= 76 || (addresses && line.EndsWith("@example.test>,", StringComparison.Ordinal)), line);
            Assert.True(line == "Subject: " || !(line.EndsWith(' ') || line.EndsWith('\t')), line);
            int word = line.IndexOf("=?UTF-8?B?", StringComparison.Ordinal);
            bool isWord = word >= 0 && line.EndsWith("?=", StringComparison.Ordinal) && !line.StartsWith("Content", StringComparison.Ordinal);
            if (isWord) Assert.True(line.Length - word <= 75, line);
            if (isWord) new UTF8Encoding(false, true).GetString(Convert.FromBase64String(line[(word + 10)..^2]));
        }
    }

    private static MimeMessage Parse(byte[] mail)
    {
        return MimeMessage.Load(new MemoryStream(mail));
    }

    private static List<MimePart> Parts(MimeMessage message)
    {
        if (message.Body is not Multipart multipart) return new List<MimePart> { (MimePart)message.Body! };
        Assert.Equal(2, multipart.Count);
        return multipart.Cast<MimePart>().ToList();
    }

    private static byte[] Content(MimePart part)
    {
        MemoryStream content = new();
        part.Content?.DecodeTo(content);
        return content.ToArray();
    }

    private static string Decoded(MimePart part)
    {
        Assert.Equal("utf-8", part.ContentType.Charset);
        return Encoding.UTF8.GetString(Content(part));
    }

    // Gives its octets in uneven pieces, as files and sockets may.
    private sealed class Source : IOctetSource
    {
        private readonly byte[] _octets;
        private readonly int _failAt;
        private int _at;

        public Source(byte[] octets, int failAt = int.MaxValue)
        {
            _octets = octets;
            _failAt = failAt;
        }

        public void Rewind()
        {
            _at = 0;
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            if (_at >= _failAt) return -1;
            int step = Math.Min(Math.Min(count, 1 + _at % 40), _octets.Length - _at);
            Array.Copy(_octets, _at, buffer, offset, step);
            _at += step;
            return step;
        }
    }
}
