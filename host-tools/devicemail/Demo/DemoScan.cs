using System;
using System.IO;
using System.Security.Cryptography;
using DeviceMailAgent.Sandbox;
using MimeKit;
using MimeKit.Utils;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>The mail that the demo's scanner sends: a text part and a PDF of several pages, as office scanners compose it.</summary>
internal sealed class DemoScan
{
    private readonly byte[] _pdf;

    public DemoScan(DemoOptions options, string sender, string recipient)
    {
        _pdf = ScanPdf.Make(options.Pages, options.PdfOctets);
        Recipient = recipient;
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress("MFP 3F", sender));
        message.To.Add(new MailboxAddress("", recipient));
        message.Subject = $"Scan from MFP-3F, {options.Pages} pages";
        message.MessageId = MimeUtils.GenerateMessageId("mfp-3f.example");
        message.Body = new Multipart("mixed")
        {
            new TextPart("plain") { Text = "This mail was sent from \"MFP-3F\".\r\n.\r\nThe line above is a lone dot.\r\n" },
            new MimePart("application", "pdf")
            {
                Content = new MimeContent(new MemoryStream(_pdf)),
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = "Scan_20261123.pdf",
            },
        };
        using var octets = new MemoryStream();
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        message.WriteTo(format, octets);
        Octets = octets.ToArray();
    }

    /// <summary>The mail, lines ending in CRLF, dots not stuffed.</summary>
    public byte[] Octets { get; }

    public string Recipient { get; }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Octets));

    /// <summary>Reads back what arrived, with a parser that had no part in sending it.</summary>
    public DemoResult Compare(ReceivedMail received, DemoResult result)
    {
        if (received.File is null) return result;
        MimeMessage message = MimeMessage.Load(received.File);
        MimePart? attachment = null;
        foreach (MimeEntity entity in message.Attachments) attachment ??= entity as MimePart;
        using var content = new MemoryStream();
        attachment?.Content?.DecodeTo(content);
        return result with
        {
            Sha256 = received.Sha256,
            Sha256Match = received.Sha256 == Sha256,
            Subject = message.Subject,
            Attachment = attachment?.FileName,
            AttachmentBytes = content.Length,
            AttachmentMatch = content.ToArray().AsSpan().SequenceEqual(_pdf),
        };
    }
}
