using System;
using System.Globalization;
using System.IO;
using System.Text;
using DeviceMailAgent.Sandbox;
using MimeKit;
using MimeKit.Utils;

namespace DeviceMailAgent.EndToEnd;

/// <summary>
/// A scan to e-mail: a text part full of dots at line starts, the PDF, and a text attachment that is nearly nothing but dots.
/// <see cref="Octets"/> are what a client has to bring across, not dot-stuffed, lines ending in CRLF.
/// </summary>
internal sealed class ScanMail
{
    private ScanMail(string recipient, byte[] octets)
    {
        Recipient = recipient;
        Octets = octets;
    }

    public const string Sender = "scans@example.test";

    /// <summary>An address that no other mail has; how the mail is found again.</summary>
    public string Recipient { get; }

    public byte[] Octets { get; }

    /// <param name="pdfOctets">Size of the attached PDF.</param>
    /// <param name="pages">Its pages.</param>
    /// <param name="sender">The From address.</param>
    public static ScanMail Make(int pdfOctets = 60_000, int pages = 3, string sender = Sender)
    {
        string recipient = $"{Guid.NewGuid():N}@example.test";
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress("Scanner", sender));
        message.To.Add(new MailboxAddress("", recipient));
        message.Subject = "Scan with 文字 in its subject";
        message.Date = DateTimeOffset.UtcNow;
        message.MessageId = MimeUtils.GenerateMessageId("scanner.test");
        message.Body = new Multipart("mixed")
        {
            new TextPart("plain") { Text = ".one dot\r\n..two dots\r\n\r\n.\r\n..\r\n...\r\nno dots any more\r\n", ContentTransferEncoding = ContentEncoding.SevenBit },
            Attachment("application", "pdf", "scan.pdf", ScanPdf.Make(pages, pdfOctets), ContentEncoding.Base64),
            Attachment("text", "x-dots", "dots.txt", Dots(), ContentEncoding.SevenBit),
        };
        var octets = new MemoryStream();
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, octets);
        return new ScanMail(recipient, octets.ToArray());
    }

    /// <summary>A mail of exactly this many octets that costs nothing to make: one header and lines of one letter.</summary>
    public static ScanMail Filler(int octets)
    {
        string recipient = $"{Guid.NewGuid():N}@example.test";
        byte[] head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"From: {Sender}\r\nTo: {recipient}\r\nSubject: filler\r\nDate: {DateTimeOffset.UtcNow:R}\r\nMessage-ID: <{recipient}>\r\n\r\n"));
        byte[] mail = new byte[octets];
        head.CopyTo(mail, 0);
        for (int i = head.Length; i < octets; i++)
        {
            int column = (i - head.Length) % 78;
            mail[i] = column == 76 ? (byte)'\r' : column == 77 ? (byte)'\n' : (byte)'x';
        }
        mail[octets - 3] = (byte)'x';
        mail[octets - 2] = (byte)'\r';
        mail[octets - 1] = (byte)'\n';
        return new ScanMail(recipient, mail);
    }

    private static byte[] Dots()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 2000; i++) text.Append('.', i % 5).Append(i % 3 == 0 ? "" : " x").Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static MimePart Attachment(string type, string subtype, string name, byte[] content, ContentEncoding encoding) =>
        new(type, subtype)
        {
            Content = new MimeContent(new MemoryStream(content)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            ContentTransferEncoding = encoding,
            FileName = name,
        };
}
