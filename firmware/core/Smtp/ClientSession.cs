using System;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// The provider's side of SMTP (RFC 5321, 3207, 4954) as turn-taking alone: it is told one reply line at a time and says what
/// to do next. One reply is awaited at a time, but for MAIL and RCPT in one group. What to send stands in <see cref="Out"/>.
/// </summary>
public sealed class ClientSession
{
    private static readonly byte[] Crlf = Ascii.Bytes("\r\n");
    private static readonly byte[] StartTlsLine = Ascii.Bytes("STARTTLS\r\n");
    private static readonly byte[] MailFrom = Ascii.Bytes("MAIL FROM:<");
    private static readonly byte[] RcptTo = Ascii.Bytes("RCPT TO:<");
    private static readonly byte[] SizeIs = Ascii.Bytes(" SIZE=");
    private static readonly byte[] BodyIs8BitMime = Ascii.Bytes(" BODY=8BITMIME");
    private static readonly byte[] DataLine = Ascii.Bytes("DATA\r\n");
    private static readonly byte[] RsetLine = Ascii.Bytes("RSET\r\n");
    private static readonly byte[] QuitLine = Ascii.Bytes("QUIT\r\n");

    private readonly Security _security;
    private readonly int _responses;
    private readonly byte[]? _mechanism;
    private readonly byte[] _ehloLine;
    private readonly byte[] _authLine;
    private readonly Capabilities _capabilities = new Capabilities();
    private int _challenges;

    /// <summary>Prepares every line that never changes.</summary>
    /// <param name="heloName">The agent's name in EHLO (RFC 5321 4.1.1.1): a domain or an address literal.</param>
    /// <param name="security">What the account asks for.</param>
    /// <param name="mechanism">The SASL mechanism's name, or null: no login.</param>
    /// <param name="responses">How many responses the mechanism gives before its outcome is known: 1, or 2 for LOGIN.</param>
    /// <param name="commands">Where commands are composed, <see cref="Limits.CommandGroup"/> octets; free for others once they were sent. Null: room of its own.</param>
    public ClientSession(string heloName, Security security, byte[]? mechanism, int responses, byte[]? commands = null)
    {
        Out = commands == null ? new byte[Limits.CommandGroup] : commands;
        _security = security;
        _mechanism = mechanism;
        _responses = responses;
        _ehloLine = Ascii.Bytes("EHLO " + heloName + "\r\n");
        // Bare, whatever the mechanism: a token behind it would break the 512 octets of RFC 4954 4.
        _authLine = mechanism == null ? Crlf : new byte[mechanism.Length + 7];
        if (mechanism != null)
        {
            int end = Ascii.Append(_authLine, 0, Ascii.Bytes("AUTH "));
            Ascii.Append(_authLine, Ascii.Append(_authLine, end, mechanism), Crlf);
        }
    }

    /// <summary>Which reply is awaited.</summary>
    public ClientState State { get; private set; }

    /// <summary>What to send: the first <see cref="OutCount"/> octets.</summary>
    public byte[] Out { get; }

    /// <summary>Length of what to send.</summary>
    public int OutCount { get; private set; }

    /// <summary>The last reply.</summary>
    public Reply Reply { get; } = new Reply();

    /// <summary>Why the session failed.</summary>
    public Diagnosis Diagnosis { get; private set; }

    /// <summary>True if a fresh token may cure the refusal: one renewal, one retry.</summary>
    public bool MayCureByRenewal { get; private set; }

    /// <summary>True if the provider takes 8-bit mail (RFC 6152).</summary>
    public bool TakesEightBit
    {
        get { return _capabilities.EightBitMime; }
    }

    /// <summary>True if the provider takes commands in groups (RFC 2920).</summary>
    public bool TakesGroups
    {
        get { return _capabilities.Pipelining; }
    }

    /// <summary>True while the provider has a mail open: MAIL was accepted and neither CRLF.CRLF nor RSET was answered yet.</summary>
    public bool HasMail { get; private set; }

    /// <summary>Begins with a new connection.</summary>
    public void Start()
    {
        State = ClientState.Greeting;
        Diagnosis = Diagnosis.None;
        MayCureByRenewal = false;
        HasMail = false;
        _challenges = 0;
        Reply.Clear();
        _capabilities.Clear();
    }

    /// <summary>Forgets the connection. The diagnosis and the last reply stay.</summary>
    public void Closed()
    {
        State = ClientState.Closed;
        HasMail = false;
    }

    /// <summary>TLS is up after STARTTLS: what was said before does not count (RFC 3207 4.2).</summary>
    public ClientStep Secured()
    {
        return Send(ClientState.EhloAgain, _ehloLine);
    }

    /// <summary>Takes one reply line, without its line end.</summary>
    public ClientStep Line(byte[] buffer, int offset, int count)
    {
        ReplyStatus status = Reply.Line(buffer, offset, count);
        if (status == ReplyStatus.Malformed) return Fail(Diagnosis.ProviderNotSmtp);
        if (Reply.Code == 250 && (State == ClientState.Ehlo || State == ClientState.EhloAgain))
            _capabilities.Line(buffer, offset, count, _mechanism);
        return status == ReplyStatus.More ? ClientStep.More : Turn(Reply.Code);
    }

    /// <summary>Composes MAIL. A size below 0 is left out.</summary>
    public ClientStep Mail(byte[] path, int offset, int count, long size, bool isEightBitMime)
    {
        return Compose(ClientState.Mail, AppendMail(path, offset, count, size, isEightBitMime));
    }

    /// <summary>Composes RCPT.</summary>
    public ClientStep Recipient(byte[] path, int offset, int count)
    {
        return Compose(ClientState.Recipient, AppendPath(path, offset, count, Ascii.Append(Out, 0, RcptTo)));
    }

    /// <summary>
    /// Composes the first recipient's RCPT behind the MAIL that <see cref="Mail"/> has just composed and nobody has sent: one group
    /// (RFC 2920 3.1). Two replies are owed then, and each is <see cref="ClientStep.Answered"/>.
    /// </summary>
    public ClientStep RecipientBehindMail(byte[] path, int offset, int count)
    {
        return Compose(ClientState.MailInGroup, AppendPath(path, offset, count, Ascii.Append(Out, OutCount, RcptTo)));
    }

    /// <summary>Composes DATA.</summary>
    public ClientStep Data()
    {
        return Send(ClientState.Data, DataLine);
    }

    /// <summary>CRLF.CRLF has been sent: the reply to the mail is awaited.</summary>
    public void DataSent()
    {
        State = ClientState.EndOfData;
    }

    /// <summary>Composes RSET.</summary>
    public ClientStep Reset()
    {
        return Send(ClientState.Reset, RsetLine);
    }

    /// <summary>Composes QUIT.</summary>
    public ClientStep Quit()
    {
        return Send(ClientState.Quit, QuitLine);
    }

    // The chart: tests/Core prints it for every state and reply class and compares it with the committed one.
    private ClientStep Turn(int code)
    {
        // RFC 5321 3.8: 421 may come as the answer to anything; the server closes.
        if (code == 421 && State != ClientState.Quit && State != ClientState.EndOfData) return Fail(Refusal.OfOpening(Reply, Diagnosis.ProviderBusy));
        switch (State)
        {
            case ClientState.Greeting:
                if (code == 220) return Send(_security == Security.StartTls ? ClientState.Ehlo : ClientState.EhloAgain, _ehloLine);
                return Fail(Refusal.OfOpening(Reply, Diagnosis.ProviderNotSmtp));
            case ClientState.Ehlo:
                if (code != 250) return Fail(Refusal.OfOpening(Reply, Diagnosis.ProviderNotSmtp));
                return _capabilities.StartTls ? Send(ClientState.StartTls, StartTlsLine) : Fail(Diagnosis.StartTlsNotOffered);
            case ClientState.StartTls:
                if (code == 220) return ClientStep.UpgradeTls;
                return Fail(Refusal.OfOpening(Reply, Diagnosis.StartTlsNotOffered));
            case ClientState.EhloAgain:
                if (code != 250) return Fail(Refusal.OfOpening(Reply, Diagnosis.ProviderNotSmtp));
                if (_mechanism == null) return Settle(ClientState.Ready);
                return _capabilities.Mechanism ? Send(ClientState.Auth, _authLine) : Fail(Diagnosis.MechanismNotOffered);
            case ClientState.Auth:
                if (code == 235) return Settle(ClientState.Ready);
                return code == 334 ? Challenge() : LoginRefused();
            case ClientState.AuthRefused:
                return LoginRefused();
            case ClientState.Mail:
                HasMail = Reply.IsPositive;
                return Conclude(code);
            case ClientState.MailInGroup:
                HasMail = Reply.IsPositive;
                return code < 400 && !HasMail ? Fail(Diagnosis.ProviderNotSmtp) : Settle(ClientState.Recipient);
            case ClientState.Recipient:
                return Conclude(code);
            case ClientState.Data:
                if (code == 354) return Settle(ClientState.Sending);
                return code < 400 ? Fail(Diagnosis.ProviderNotSmtp) : Settle(ClientState.Ready);
            case ClientState.Sending:
                // RFC 5321 4.1.1.4 has no reply before the end of data: whatever it says, this mail was not accepted.
                return Fail(code < 400 ? Diagnosis.ProviderNotSmtp : Refusal.OfMail(Reply));
            case ClientState.EndOfData:
            case ClientState.Reset:
                HasMail = false;
                return Conclude(code);
            case ClientState.Quit:
                return Settle(ClientState.Closed);
            default:
                // A reply that nobody waits for: the two sides no longer agree on whose turn it is.
                return Fail(Diagnosis.ProviderNotSmtp);
        }
    }

    // A yes or a no, and nothing in between.
    private ClientStep Conclude(int code)
    {
        return Reply.IsPositive || code >= 400 ? Settle(ClientState.Ready) : Fail(Diagnosis.ProviderNotSmtp);
    }

    private ClientStep Challenge()
    {
        _challenges++;
        // XOAUTH2 and OAUTHBEARER put their error into one more challenge; the server says 535 only after it was answered.
        if (_challenges > _responses) State = ClientState.AuthRefused;
        return ClientStep.Respond;
    }

    private ClientStep LoginRefused()
    {
        MayCureByRenewal = Refusal.MayCureByRenewal(Reply);
        return Fail(Refusal.OfLogin(Reply));
    }

    private ClientStep Fail(Diagnosis diagnosis)
    {
        State = ClientState.Failed;
        Diagnosis = diagnosis;
        return ClientStep.Fail;
    }

    private ClientStep Settle(ClientState state)
    {
        State = state;
        return ClientStep.Answered;
    }

    private ClientStep Send(ClientState state, byte[] line)
    {
        OutCount = Ascii.Append(Out, 0, line);
        State = state;
        return ClientStep.Send;
    }

    private ClientStep Compose(ClientState state, int end)
    {
        OutCount = Ascii.Append(Out, end, Crlf);
        State = state;
        return ClientStep.Send;
    }

    private int AppendMail(byte[] path, int offset, int count, long size, bool isEightBitMime)
    {
        int end = AppendPath(path, offset, count, Ascii.Append(Out, 0, MailFrom));
        if (size >= 0 && _capabilities.Size) end = Ascii.AppendDecimal(Out, Ascii.Append(Out, end, SizeIs), size);
        return isEightBitMime && _capabilities.EightBitMime ? Ascii.Append(Out, end, BodyIs8BitMime) : end;
    }

    private int AppendPath(byte[] path, int offset, int count, int end)
    {
        if (count > Limits.Path) throw new ArgumentException("A path longer than Limits.Path was not refused in time.");
        Array.Copy(path, offset, Out, end, count);
        Out[end + count] = (byte)'>';
        return end + count + 1;
    }
}
