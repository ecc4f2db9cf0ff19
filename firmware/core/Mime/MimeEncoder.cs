using System;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Mime;

/// <summary>
/// Composes a mail that the agent writes itself, octet by octet as it is read: header (RFC 5322), a text part, and at most one attachment
/// of any size in base64 (RFC 2045, 2046). Its work buffers have 182 octets in all. Every line ends with CRLF, has at most 76 octets but for
/// addresses, Date and Message-ID, and begins with no dot, so that what is read can be sent as mail data without dot-stuffing. One
/// object serves many mails, one after the other.
/// </summary>
public sealed class MimeEncoder
{
    // A line of text has 78; the longest piece of what never changes has some 100.
    private const int LineOctets = 128;
    private const int AttachmentLineOctets = 57; // 76 characters of base64

    // "=_" occurs neither in quoted-printable, where = is followed by a hexadecimal digit or CRLF, nor in base64, which has no "_" (RFC 2045 6.7).
    private const string Boundary = "=_device_mail_agent_part";

    private static readonly string FromName = "From: ";
    private static readonly string ToName = "\r\nTo: ";
    private static readonly string NextAddress = ",\r\n ";
    private static readonly string SubjectName = "Subject: ";
    private static readonly string DateName = "Date: ";
    private static readonly string MessageIdName = "\r\nMessage-ID: ";
    // RFC 3834 5: so that no out-of-office robot answers to the agent.
    private static readonly string Origin = "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
    private static readonly string Multipart = "Content-Type: multipart/mixed; boundary=\"" + Boundary + "\"\r\n\r\n--" + Boundary + "\r\n";
    private static readonly string TextFields = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    private static readonly string NextPart = "\r\n--" + Boundary + "\r\nContent-Type: ";
    private static readonly string AttachmentFields = "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment";
    private static readonly string EmptyLine = "\r\n\r\n";
    private static readonly string LineEnd = "\r\n";
    private static readonly string LastBoundary = "--" + Boundary + "--\r\n";

    private readonly MimeAddress _from;
    private readonly MimeAddress[] _to;
    private readonly EncodedWords _words = new EncodedWords();
    private readonly byte[] _line = new byte[LineOctets];
    private readonly byte[] _octets = new byte[AttachmentLineOctets];
    private IOctetSource? _attachment;
    private Step _step = Step.End;
    private int _recipient;
    private int _subjectAt;
    private int _textAt;
    private int _fileNameAt;
    private int _fileNameLines;
    private byte[] _piece; // what is being read
    private int _pieceAt;
    private int _pieceEnd;

    /// <summary>An encoder for mail from and to these addresses.</summary>
    public MimeEncoder(MimeAddress from, MimeAddress[] to)
    {
        _from = from;
        _to = to;
        _piece = _line;
    }

    private enum Step
    {
        FromName, From, ToName, To, NextTo, ToEnd, Subject, DateName, Date, MessageIdName, MessageId, Origin, Multipart, TextFields, Text, TextEnd,
        NextPart, MediaType, AttachmentFields, FileName, EmptyLine, Attachment, LastBoundary, End, Failed,
    }

    /// <summary>The subject, any text in UTF-8. This and the other values are lent until the mail has been read.</summary>
    public LentText Subject { get; } = new LentText();

    /// <summary>The Date field's value (RFC 5322 3.3), for example <c>Mon, 23 Nov 2026 08:50:47 +0000</c>.</summary>
    public LentText Date { get; } = new LentText();

    /// <summary>The Message-ID field's value with its angle brackets (RFC 5322 3.6.4).</summary>
    public LentText MessageId { get; } = new LentText();

    /// <summary>The text part, in UTF-8, with any kind of line ends.</summary>
    public LentText Text { get; } = new LentText();

    /// <summary>The attachment's media type, for example <c>application/pdf</c>.</summary>
    public LentText MediaType { get; } = new LentText();

    /// <summary>The attachment's file name, any text in UTF-8; may be empty.</summary>
    public LentText FileName { get; } = new LentText();

    /// <summary>Begins a mail with the values that are lent now.</summary>
    /// <param name="attachment">The attachment's octets, or null for a mail of text alone.</param>
    /// <returns>
    /// False if a value that stands in the header as it is (Date, Message-ID, media type) is missing or contains other than printable US-ASCII.
    /// </returns>
    public bool Start(IOctetSource? attachment)
    {
        _attachment = attachment;
        _recipient = 0;
        _subjectAt = Subject.Offset;
        _textAt = Text.Offset;
        _fileNameAt = FileName.Offset;
        _fileNameLines = 0;
        _pieceAt = 0;
        _pieceEnd = 0;
        _step = Step.Failed;
        if (!Date.IsFieldValue || !MessageId.IsFieldValue) return false;
        if (attachment != null && !MediaType.IsFieldValue) return false;
        _step = Step.FromName;
        return true;
    }

    /// <summary>Reads the next octets of the mail. The end-of-data mark (CRLF.CRLF) is not among them.</summary>
    /// <returns>
    /// How many were put at <paramref name="offset"/>; less than <paramref name="count"/> only at the end; 0: the end, which is behind a CRLF;
    /// below 0: the attachment's source failed, and the mail must not be ended but broken off.
    /// </returns>
    public int Read(byte[] buffer, int offset, int count)
    {
        int written = 0;
        while (written < count)
        {
            while (_pieceAt == _pieceEnd && _step < Step.End) Fill();
            if (_step == Step.Failed) return -1;
            if (_pieceAt == _pieceEnd) break;
            int step = _pieceEnd - _pieceAt;
            if (step > count - written) step = count - written;
            Array.Copy(_piece, _pieceAt, buffer, offset + written, step);
            _pieceAt += step;
            written += step;
        }
        return written;
    }

    // The mail as a story: each step gives one piece, which may be empty, and names the next step.
    private void Fill()
    {
        switch (_step)
        {
            case Step.FromName: Give(FromName, Step.From); break;
            case Step.From: Give(_from.Field, Step.ToName); break;
            case Step.ToName: Give(ToName, Step.To); break;
            case Step.To: Give(_to[_recipient++].Field, _recipient < _to.Length ? Step.NextTo : Step.ToEnd); break;
            case Step.NextTo: Give(NextAddress, Step.To); break;
            case Step.ToEnd: Give(LineEnd, Step.Subject); break;
            case Step.Subject: GiveSubject(); break;
            case Step.DateName: Give(DateName, Step.Date); break;
            case Step.Date: Give(Date, Step.MessageIdName); break;
            case Step.MessageIdName: Give(MessageIdName, Step.MessageId); break;
            case Step.MessageId: Give(MessageId, Step.Origin); break;
            case Step.Origin: Give(Origin, _attachment == null ? Step.TextFields : Step.Multipart); break;
            case Step.Multipart: Give(Multipart, Step.TextFields); break;
            case Step.TextFields: Give(TextFields, Step.Text); break;
            case Step.Text: GiveText(); break;
            case Step.TextEnd: Give(LineEnd, Step.End); break;
            case Step.NextPart: Give(NextPart, Step.MediaType); break;
            case Step.MediaType: Give(MediaType, Step.AttachmentFields); break;
            case Step.AttachmentFields: Give(AttachmentFields, Step.FileName); break;
            case Step.FileName: GiveFileName(); break;
            case Step.EmptyLine: Give(EmptyLine, Step.Attachment); break;
            case Step.Attachment: GiveAttachment(); break;
            default: Give(LastBoundary, Step.End); break;
        }
    }
    private void GiveSubject()
    {
        bool isFirst = _subjectAt == Subject.Offset;
        int count = isFirst ? Ascii.Append(_line, 0, SubjectName) : AppendFold();
        bool isPlain = isFirst && Subject.Count <= EncodedWords.LineMax - count && EncodedWords.IsPlain(Subject.Octets, Subject.Offset, Subject.End);
        if (isPlain)
        {
            Array.Copy(Subject.Octets, Subject.Offset, _line, count, Subject.Count);
            count += Subject.Count;
            _subjectAt = Subject.End;
        }
        else
        {
            count = _words.Append(Subject.Octets, ref _subjectAt, Subject.End, _line, count);
        }
        count = Ascii.Append(_line, count, LineEnd);
        GiveLine(count, _subjectAt == Subject.End ? Step.DateName : Step.Subject);
    }

    private void GiveText()
    {
        int count = QuotedPrintable.Line(Text.Octets, ref _textAt, Text.End, _line);
        Step next = Step.Text;
        if (_textAt == Text.End)
        {
            // In a multipart the CRLF before the boundary belongs to the boundary (RFC 2046 5.1.1); a mail of text alone must end its last line.
            bool isOpen = count > 0 && _line[count - 1] != Ascii.LF;
            next = _attachment != null ? Step.NextPart : isOpen ? Step.TextEnd : Step.End;
        }
        GiveLine(count, next);
    }

    private void GiveFileName()
    {
        if (_fileNameAt == FileName.End)
        {
            GiveLine(0, Step.EmptyLine);
            return;
        }
        GiveLine(FileNameParameter.Line(FileName.Octets, FileName.Offset, ref _fileNameAt, FileName.End, _fileNameLines++, _line), Step.FileName);
    }

    private void GiveAttachment()
    {
        int gathered = 0;
        while (gathered < AttachmentLineOctets)
        {
            int received = _attachment == null ? -1 : _attachment.Read(_octets, gathered, AttachmentLineOctets - gathered);
            if (received < 0)
            {
                _step = Step.Failed;
                return;
            }
            if (received == 0) break;
            gathered += received;
        }
        int count = Base64.Encode(_octets, 0, gathered, _line, 0);
        if (count > 0) count = Ascii.Append(_line, count, LineEnd);
        GiveLine(count, gathered < AttachmentLineOctets ? Step.LastBoundary : Step.Attachment);
    }

    private int AppendFold()
    {
        _line[0] = Ascii.SP;
        return 1;
    }

    private void GiveLine(int count, Step next)
    {
        _piece = _line;
        _pieceAt = 0;
        _pieceEnd = count;
        _step = next;
    }

    private void Give(byte[] piece, Step next)
    {
        _piece = piece;
        _pieceAt = 0;
        _pieceEnd = piece.Length;
        _step = next;
    }

    private void Give(string piece, Step next)
    {
        GiveLine(Ascii.Append(_line, 0, piece), next);
    }

    private void Give(LentText text, Step next)
    {
        _piece = text.Octets;
        _pieceAt = text.Offset;
        _pieceEnd = text.End;
        _step = next;
    }
}
