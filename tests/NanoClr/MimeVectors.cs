using System;
using DeviceMailAgent.Mime;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>Mail that the agent composes itself (RFC 5322, 2045, 2047), read in pieces of any size.</summary>
public sealed class MimeVectors : Group
{
    private const string Header = "From: \"Bridge\"\\r\\n <bridge@example.org>\\r\\nTo: <to@example.org>\\r\\nSubject: Test\\r\\n"
        + "Date: Mon, 23 Nov 2026 08:50:47 +0000\\r\\nMessage-ID: <1@bridge>\\r\\nAuto-Submitted: auto-generated\\r\\nMIME-Version: 1.0\\r\\n";

    private const string TextPart = "Content-Type: text/plain; charset=utf-8\\r\\nContent-Transfer-Encoding: quoted-printable\\r\\n\\r\\n";

    private readonly MimeEncoder _encoder = new MimeEncoder(
        new MimeAddress("bridge@example.org", "Bridge"), new MimeAddress[] { new MimeAddress("to@example.org", null) });

    private readonly byte[] _mail = new byte[8192];

    /// <inheritdoc/>
    public override string Name
    {
        get { return "mime"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        _encoder.Subject.Lend(Ascii.Bytes("Test"));
        _encoder.Date.Lend(Ascii.Bytes("Mon, 23 Nov 2026 08:50:47 +0000"));
        _encoder.MessageId.Lend(Ascii.Bytes("<1@bridge>"));
        TextAlone(checks);
        Attachment(checks);
        BrokenSource(checks);
    }

    private void TextAlone(Checks checks)
    {
        _encoder.Text.Lend(Ascii.Bytes(".a = \u00fc \n.end"));
        for (int piece = 1; piece < 1000; piece = piece * 10 + 3)
        {
            checks.That("mime starts a text in pieces of " + piece.ToString(), _encoder.Start(null));
            checks.Text("mime text in pieces of " + piece.ToString(),
                Header + TextPart + "=2Ea =3D =C3=BC=20\\r\\n=2Eend\\r\\n", _mail, 0, ReadAll(piece));
        }
    }

    private void Attachment(Checks checks)
    {
        _encoder.Text.Lend(Ascii.Bytes("see below"));
        _encoder.MediaType.Lend(Ascii.Bytes("application/pdf"));
        _encoder.FileName.Clear();
        checks.That("mime starts an attachment", _encoder.Start(new Zeros(60)));
        checks.Text("mime attachment", Header + "Content-Type: multipart/mixed; boundary=\"=_device_mail_agent_part\"\\r\\n\\r\\n"
            + "--=_device_mail_agent_part\\r\\n" + TextPart + "see below\\r\\n--=_device_mail_agent_part\\r\\nContent-Type: application/pdf\\r\\n"
            + "Content-Transfer-Encoding: base64\\r\\nContent-Disposition: attachment\\r\\n\\r\\n"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\\r\\nAAAA\\r\\n"
            + "--=_device_mail_agent_part--\\r\\n", _mail, 0, ReadAll(100));
    }

    private void BrokenSource(Checks checks)
    {
        _encoder.Start(new Zeros(-1));
        checks.Number("mime breaks off where its source does", -1, ReadAll(100));
    }

    private int ReadAll(int piece)
    {
        int count = 0;
        int read;
        while ((read = _encoder.Read(_mail, count, piece)) > 0) count += read;
        return read < 0 ? read : count;
    }

    private sealed class Zeros : IOctetSource
    {
        private int _left;

        internal Zeros(int count)
        {
            _left = count;
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            if (_left < 0) return -1;
            int given = _left < count ? _left : count;
            Array.Clear(buffer, offset, given);
            _left -= given;
            return given;
        }
    }
}
