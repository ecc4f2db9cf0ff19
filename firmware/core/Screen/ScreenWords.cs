using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Screen;

/// <summary>
/// The screen's words: English, and Japanese in short Latin codes, for the font has Latin letters only. What matters is the number beside them.
/// </summary>
internal sealed class ScreenWords
{
    /// <summary>The words of one language, made for whoever asks: a screen speaks one, and a board without a screen none.</summary>
    [StartUp]
    public static ScreenWords Of(bool isJapanese)
    {
        return isJapanese ? Japanese() : English();
    }

    [StartUp]
    private static ScreenWords English()
    {
        return new ScreenWords(
            new byte[][]
            {
                /* in the order of AgentState */
                Ascii.Bytes("READY"), Ascii.Bytes("SENDING"), Ascii.Bytes("ATTENTION"), Ascii.Bytes("STARTING"), Ascii.Bytes("NO CONTACT"),
                Ascii.Bytes("REFUSED"), Ascii.Bytes("PAIR ME"), Ascii.Bytes("BAD CONFIG"), Ascii.Bytes("PAIRING"),
            },
            new byte[][]
            {
                /* by the hundreds of the diagnosis */
                Ascii.Bytes(""), Ascii.Bytes("scanner"), Ascii.Bytes("network"), Ascii.Bytes("token"), Ascii.Bytes("login"), Ascii.Bytes("mail"), Ascii.Bytes("device"),
            },
            new byte[][]
            {
                /* in the order of ScreenNotice */
                Ascii.Bytes(""), Ascii.Bytes("LET GO:"), Ascii.Bytes("LET GO:"), Ascii.Bytes("PRESS NOW"), Ascii.Bytes("FORGOTTEN"), Ascii.Bytes("TEST MAIL"),
                Ascii.Bytes("DELIVERED"), Ascii.Bytes("PAIRING"), Ascii.Bytes("PAIRED"), Ascii.Bytes("NOT NOW"),
            },
            new byte[][]
            {
                Ascii.Bytes(""), Ascii.Bytes("to pair"), Ascii.Bytes("to forget the tokens"), Ascii.Bytes("to forget the tokens"), Ascii.Bytes("pair again to send"), Ascii.Bytes("is on its way"),
                Ascii.Bytes("the test mail"), Ascii.Bytes("asking for a code"), Ascii.Bytes("mail can go now"), Ascii.Bytes("busy or not set up"),
            },
            Ascii.Bytes("FAILED"),
            Ascii.Bytes("Enter code"),
            Ascii.Bytes("Type at"),
            Ascii.Bytes("left"),
            Ascii.Bytes("hold button 5 seconds"),
            Ascii.Bytes("last"),
            Ascii.Bytes("no mail yet"),
            Ascii.Bytes("ok"),
            Ascii.Bytes("failed"));
    }

    // SEIJO 正常, SOSHIN 送信, CHUI 注意, KIDO CHU 起動中, MUOTO 無応答, FUKA 不可, YO 要, SETTEI 設定, KAISEN 回線, NINSHO 認証, HONTAI 本体, SHOKYO 消去, ATO あと, ZENKAI 前回.
    [StartUp]
    private static ScreenWords Japanese()
    {
        return new ScreenWords(
            new byte[][]
            {
                Ascii.Bytes("SEIJO"), Ascii.Bytes("SOSHIN CHU"), Ascii.Bytes("CHUI"), Ascii.Bytes("KIDO CHU"), Ascii.Bytes("MUOTO"),
                Ascii.Bytes("SOSHIN NG"), Ascii.Bytes("YO PAIRING"), Ascii.Bytes("SETTEI NG"), Ascii.Bytes("PAIRING"),
            },
            new byte[][]
            {
                Ascii.Bytes(""), Ascii.Bytes("SCANNER"), Ascii.Bytes("KAISEN"), Ascii.Bytes("TOKEN"), Ascii.Bytes("NINSHO"), Ascii.Bytes("MAIL"), Ascii.Bytes("HONTAI"),
            },
            new byte[][]
            {
                Ascii.Bytes(""), Ascii.Bytes("HANASU:"), Ascii.Bytes("HANASU:"), Ascii.Bytes("IMA OSU"), Ascii.Bytes("SHOKYO OK"), Ascii.Bytes("TEST MAIL"),
                Ascii.Bytes("SOSHIN OK"), Ascii.Bytes("PAIRING"), Ascii.Bytes("PAIRING OK"), Ascii.Bytes("FUKA"),
            },
            new byte[][]
            {
                Ascii.Bytes(""), Ascii.Bytes("PAIRING"), Ascii.Bytes("TOKEN SHOKYO"), Ascii.Bytes("TOKEN SHOKYO"), Ascii.Bytes("YO PAIRING"), Ascii.Bytes("SOSHIN CHU"),
                Ascii.Bytes("TEST MAIL"), Ascii.Bytes("CODE SHUTOKU CHU"), Ascii.Bytes("SOSHIN KANO"), Ascii.Bytes("SHIYO CHU / MISETTEI"),
            },
            Ascii.Bytes("NG"),
            Ascii.Bytes("CODE:"),
            Ascii.Bytes("URL:"),
            Ascii.Bytes("ATO"),
            Ascii.Bytes("BUTTON 5 BYO OSU"),
            Ascii.Bytes("ZENKAI"),
            Ascii.Bytes("MAIL NASHI"),
            Ascii.Bytes("OK"),
            Ascii.Bytes("NG"));
    }

    private readonly byte[][] _states;
    private readonly byte[][] _areas;
    private readonly byte[][] _notices;
    private readonly byte[][] _explanations;

    private ScreenWords(byte[][] states, byte[][] areas, byte[][] notices, byte[][] explanations, byte[] noticeFailed, byte[] enterCode, byte[] typeAt, byte[] left, byte[] hold, byte[] last, byte[] noMail, byte[] ok, byte[] failed)
    {
        _states = states;
        _areas = areas;
        _notices = notices;
        _explanations = explanations;
        NoticeFailed = noticeFailed;
        EnterCode = enterCode;
        TypeAt = typeAt;
        Left = left;
        Hold = hold;
        Last = last;
        NoMail = noMail;
        Ok = ok;
        Failed = failed;
    }

    /// <summary>What the button asked for failed.</summary>
    public byte[] NoticeFailed { get; }

    /// <summary>Above the code.</summary>
    public byte[] EnterCode { get; }

    /// <summary>Above the address.</summary>
    public byte[] TypeAt { get; }

    /// <summary>Beside the time that is left.</summary>
    public byte[] Left { get; }

    /// <summary>How pairing is begun.</summary>
    public byte[] Hold { get; }

    /// <summary>The last mail.</summary>
    public byte[] Last { get; }

    /// <summary>There was none.</summary>
    public byte[] NoMail { get; }

    /// <summary>Mails delivered.</summary>
    public byte[] Ok { get; }

    /// <summary>Mails refused.</summary>
    public byte[] Failed { get; }

    /// <summary>At most ten letters, which fill a line at double size.</summary>
    public byte[] OfState(AgentState state)
    {
        return _states[(int)state];
    }

    /// <summary>Where a diagnosis belongs to, in at most seven letters.</summary>
    public byte[] OfArea(Diagnosis diagnosis)
    {
        return _areas[(int)diagnosis / 100];
    }

    /// <summary>At most ten letters.</summary>
    public byte[] OfNotice(ScreenNotice notice)
    {
        return _notices[(int)notice];
    }

    /// <summary>At most 21 letters, a line.</summary>
    public byte[] Explain(ScreenNotice notice)
    {
        return _explanations[(int)notice];
    }
}
