using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Screen;

/// <summary>
/// Draws what a <see cref="ScreenStatus"/> says; the same status makes the same picture, on every board. It reads neither a clock nor anything
/// else. tests/Pins/pictures has every screen.
/// </summary>
public sealed class ScreenPainter
{
    // Where things stand, in rows. The upper 16 rows of many panels are of another colour, so the state begins there.
    private const int Left = 1;
    private const int HeadlineRule = 9;
    private const int WordTop = 13;
    private const int MiddleTop = 32;
    private const int SecondTop = 43;
    private const int LastTop = 56;

    // The QR code takes the right half, with two points a module: smaller ones a telephone does not read from such a panel.
    private const int QrLeft = 64;
    private const int QrPoints = 2;

    // The code beside it: two lines of at most five letters.
    private const int CodeLineMax = 5;
    private const int CodeTop = 9;

    private const int PageSeconds = 12;
    private const int FirstPageSeconds = 8;

    // One line of small letters.
    private const int Letters = 21;

    private readonly byte[] _scheme = Ascii.Bytes("https://");
    private readonly ScreenWords _words;
    private readonly Font _font = new Font();
    private readonly ScreenLine _line;
    private readonly QrCode _qr = new QrCode();
    private readonly byte[] _encoded = new byte[QrCode.TextMax];
    private int _encodedCount;

    /// <summary>Makes all that painting needs: about 4 KB.</summary>
    /// <param name="isJapanese">True for the short Japanese words in Latin letters.</param>
    public ScreenPainter(bool isJapanese)
    {
        _words = ScreenWords.Of(isJapanese);
        _line = new ScreenLine(_font);
    }

    /// <summary>Draws the whole picture.</summary>
    public void Paint(ScreenStatus status, Canvas canvas)
    {
        canvas.Clear();
        if (status.Notice != ScreenNotice.None) PaintNotice(status, canvas);
        else if (status.State == AgentState.Pairing && status.UserCodeCount > 0) PaintCode(status, canvas);
        else PaintState(status, canvas);
    }

    private void PaintState(ScreenStatus status, Canvas canvas)
    {
        Headline(status, canvas);
        _line.Begin().Text(_words.OfState(status.State)).DrawCentred(canvas, WordTop, 2, 2);
        bool isTrouble = status.State != AgentState.Ready && status.State != AgentState.Sending && status.Diagnosis != Diagnosis.None;
        if (isTrouble)
        {
            Number(status.Diagnosis, canvas);
        }
        else if (status.State != AgentState.Booting)
        {
            if (status.Address.Length > 0) _line.Begin().Text(status.Address).Sign(':').Number(status.Port).DrawCentred(canvas, MiddleTop, 1, 1);
            _line.Begin().Number(status.Delivered).Sign(' ').Text(_words.Ok).Sign(' ').Sign(' ').Number(status.Refused).Sign(' ').Text(_words.Failed).DrawCentred(canvas, SecondTop, 1, 1);
        }
        if (status.State == AgentState.NeedsPairing) _line.Begin().Text(_words.Hold).DrawCentred(canvas, LastTop, 1, 1);
        else if (status.State != AgentState.Booting) LastMail(status, canvas);
    }

    private void PaintNotice(ScreenStatus status, Canvas canvas)
    {
        Headline(status, canvas);
        bool isFailed = status.NoticeDiagnosis != Diagnosis.None;
        _line.Begin().Text(isFailed ? _words.NoticeFailed : _words.OfNotice(status.Notice)).DrawCentred(canvas, WordTop, 2, 2);
        if (isFailed)
        {
            Number(status.NoticeDiagnosis, canvas);
            if (status.Notice == ScreenNotice.PairingEnded) _line.Begin().Text(_words.Hold).DrawCentred(canvas, LastTop, 1, 1);
            if (status.Notice == ScreenNotice.TestMailEnded) _line.Begin().Text(_words.Explain(status.Notice)).DrawCentred(canvas, LastTop, 1, 1);
            return;
        }
        _line.Begin().Text(_words.Explain(status.Notice)).DrawCentred(canvas, MiddleTop + 2, 1, 1);
        if (status.NoticeSeconds > 0) _line.Begin().Number(status.NoticeSeconds).Sign('s').DrawCentred(canvas, SecondTop + 4, 2, 2);
    }

    // By turns: the code beside the QR code, and the address in letters for a telephone that does not read it.
    private void PaintCode(ScreenStatus status, Canvas canvas)
    {
        int split = SplitOf(status);
        bool hasQr = split > 0 && Encode(status);
        if (hasQr && status.ShownSeconds % PageSeconds < FirstPageSeconds)
        {
            _line.Begin().Text(_words.EnterCode).Draw(canvas, Left, 0, 1, 1);
            _font.Draw(canvas, Left, CodeTop, status.UserCode, 0, split, 2, 3);
            _font.Draw(canvas, Left, CodeTop + 23, status.UserCode, split, status.UserCodeCount - split, 2, 3);
            TimeLeft(status).Draw(canvas, Left, LastTop, 1, 1);
            PaintQr(canvas);
            return;
        }
        _line.Begin().Text(_words.TypeAt).Draw(canvas, Left, 0, 1, 1);
        TimeLeft(status).DrawRight(canvas, 0);
        int from = StartsWithScheme(status) ? _scheme.Length : 0;
        for (int row = 0; row < 3 && from < status.AddressOfCodeCount; row++)
        {
            int count = LineOf(status, from);
            _font.Draw(canvas, Left, 10 + row * Font.LineHeight, status.AddressOfCode, from, count, 1, 1);
            from += count;
        }
        int across = status.UserCodeCount <= 7 ? 3 : status.UserCodeCount <= 10 ? 2 : 1;
        _line.Begin().Text(status.UserCode, 0, status.UserCodeCount).DrawCentred(canvas, 40, across, 3);
    }

    // An address is broken behind a slash where it can be.
    private static int LineOf(ScreenStatus status, int from)
    {
        int left = status.AddressOfCodeCount - from;
        if (left <= Letters) return left;
        int count = Letters;
        while (count > 0 && status.AddressOfCode[from + count - 1] != (byte)'/') count--;
        return count > 0 ? count : Letters;
    }

    private ScreenLine TimeLeft(ScreenStatus status)
    {
        return _line.Begin().Number(status.CodeSecondsLeft / 60).Sign(':').TwoDigits(status.CodeSecondsLeft % 60).Sign(' ').Text(_words.Left);
    }

    // Where the code is broken into two lines: behind its hyphen (RFC 8628 6.1), else in the middle. 0: it is too long for that.
    private static int SplitOf(ScreenStatus status)
    {
        int split = (status.UserCodeCount + 1) / 2;
        for (int i = 1; i + 1 < status.UserCodeCount; i++)
        {
            if (status.UserCode[i] == (byte)'-') split = i + 1;
        }
        return split <= CodeLineMax && status.UserCodeCount - split <= CodeLineMax ? split : 0;
    }

    private bool StartsWithScheme(ScreenStatus status)
    {
        return Ascii.StartsWithIgnoreCase(status.AddressOfCode, 0, status.AddressOfCodeCount, _scheme);
    }

    // Computed anew only where the text is another one: it is the slowest thing here.
    private bool Encode(ScreenStatus status)
    {
        bool isSame = status.LinkCount == _encodedCount;
        for (int i = 0; isSame && i < _encodedCount; i++) isSame = status.Link[i] == _encoded[i];
        if (isSame) return _qr.Size > 0;
        bool isCode = _qr.Encode(status.Link, 0, status.LinkCount);
        _encodedCount = isCode ? status.LinkCount : 0;
        for (int i = 0; i < _encodedCount; i++) _encoded[i] = status.Link[i];
        return isCode;
    }

    private void PaintQr(Canvas canvas)
    {
        int margin = (Canvas.Height - _qr.Size * QrPoints) / 2;
        canvas.Fill(QrLeft, 0, Canvas.Width - QrLeft, Canvas.Height, true);
        for (int y = 0; y < _qr.Size; y++)
        {
            for (int x = 0; x < _qr.Size; x++)
            {
                if (_qr.IsDark(x, y)) canvas.Fill(QrLeft + margin + x * QrPoints, margin + y * QrPoints, QrPoints, QrPoints, false);
            }
        }
    }

    private void Headline(ScreenStatus status, Canvas canvas)
    {
        _line.Begin().Text(status.Name, 0, status.Name.Length < Letters ? status.Name.Length : Letters).Draw(canvas, Left, 0, 1, 1);
        canvas.Fill(0, HeadlineRule, Canvas.Width, 1, true);
    }

    // The number large, for it is what a person reads out over the telephone; beside it where it belongs to.
    private void Number(Diagnosis diagnosis, Canvas canvas)
    {
        _line.Begin().Sign('D').Number((int)diagnosis).Draw(canvas, 2 * Left, MiddleTop, 3, 3);
        _line.Begin().Text(_words.OfArea(diagnosis)).Draw(canvas, 80, SecondTop - 4, 1, 1);
    }

    private void LastMail(ScreenStatus status, Canvas canvas)
    {
        if (status.LastMailSeconds < 0)
        {
            _line.Begin().Text(_words.NoMail).DrawCentred(canvas, LastTop, 1, 1);
            return;
        }
        _line.Begin().Text(_words.Last).Sign(' ').Age(status.LastMailSeconds).Sign(' ');
        if (status.LastMailDiagnosis == Diagnosis.None) _line.Text(_words.Ok).Sign(' ').Size(status.LastMailOctets);
        else _line.Sign('D').Number((int)status.LastMailDiagnosis);
        _line.DrawCentred(canvas, LastTop, 1, 1);
    }
}
