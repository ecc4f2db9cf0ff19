using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// A connection to one provider, opened and logged in ahead of need, kept for the next mail. It blocks; the thread that calls
/// it is the one that waits. Not thread-safe: whoever has borrowed it uses it alone.
/// </summary>
public sealed partial class ProviderLink
{
    private readonly IProviderTransport _transport;
    private readonly IAccountSecrets _secrets;
    private readonly SaslClient? _mechanism;
    private readonly IClock _clock;
    private readonly IEventLog _log;
    private readonly ClientSession _session;
    private readonly LineBuffer _buffer;
    private readonly Secret _secret;
    private int _timeoutMs;
    private bool _isOpening;
    private long _answeredMs;
    private long _failedMs = long.MinValue / 2;

    /// <summary>Allocates everything that the link will ever need.</summary>
    /// <param name="account">The account.</param>
    /// <param name="transport">The platform's connection.</param>
    /// <param name="mechanism">How to log in; null: not at all.</param>
    /// <param name="secrets">Where the token or password comes from.</param>
    /// <param name="clock">For time-outs.</param>
    /// <param name="log">Told when the link opens and when it fails.</param>
    public ProviderLink(ProviderAccount account, IProviderTransport transport, SaslClient? mechanism,
        IAccountSecrets secrets, IClock clock, IEventLog log)
        : this(account, transport, mechanism, secrets, clock, log, new Secret(Limits.AccessToken), new LineBuffer(Limits.ReplyLine * 2, Limits.ReplyLine), new byte[Limits.CommandGroup])
    {
    }

    /// <summary>As the other, for a board without room to spare.</summary>
    /// <param name="account">The account.</param>
    /// <param name="transport">The platform's connection.</param>
    /// <param name="mechanism">How to log in; null: not at all.</param>
    /// <param name="secrets">Where the token or password comes from.</param>
    /// <param name="clock">For time-outs.</param>
    /// <param name="log">Told when the link opens and when it fails.</param>
    /// <param name="secret">Given to <paramref name="secrets"/> at each login; it may be lent (<see cref="Secret(byte[])"/>).</param>
    /// <param name="replies">For the provider's replies. Free for others while the link is closed, or idle and not <see cref="IsUsable"/> for anything they left.</param>
    /// <param name="commands">Where commands are composed, <see cref="Limits.CommandGroup"/> octets; free for others while no command is.</param>
    public ProviderLink(ProviderAccount account, IProviderTransport transport, SaslClient? mechanism,
        IAccountSecrets secrets, IClock clock, IEventLog log, Secret secret, LineBuffer replies, byte[] commands)
    {
        _secret = secret;
        _buffer = replies;
        Account = account;
        _transport = transport;
        _mechanism = mechanism;
        _secrets = secrets;
        _clock = clock;
        _log = log;
        _session = new ClientSession(account.HeloName, account.Security,
            mechanism == null ? null : mechanism.Name, mechanism == null ? 0 : mechanism.Responses, commands);
    }

    /// <summary>The account that this link belongs to.</summary>
    public ProviderAccount Account { get; }

    /// <summary>Why the link failed last; <see cref="Status.Diagnosis.None"/> while it is open.</summary>
    public Diagnosis Diagnosis { get; private set; }

    /// <summary>The provider's last reply.</summary>
    public Reply Reply
    {
        get { return _session.Reply; }
    }

    /// <summary>True if the provider takes 8-bit mail.</summary>
    public bool TakesEightBit
    {
        get { return _session.TakesEightBit; }
    }

    /// <summary>True if the link is logged in and, as far as can be seen without asking, alive.</summary>
    public bool IsUsable
    {
        get { return _session.State == ClientState.Ready && _buffer.Count == 0 && _transport.IsQuiet; }
    }

    /// <summary>
    /// True if the provider answered so recently that it need not be asked whether it is still there, and takes MAIL and RCPT as a group.
    /// </summary>
    public bool IsFresh
    {
        get { return _session.TakesGroups && IsUsable && _clock.NowMs - _answeredMs < Limits.LinkFreshMs; }
    }

    /// <summary>True if opening failed so recently that trying again would only keep a scanner waiting.</summary>
    public bool FailedJustNow
    {
        get { return _session.State != ClientState.Ready && _clock.NowMs - _failedMs < Limits.LinkRetryMs; }
    }

    /// <summary>Opening may be tried at once, however lately it failed: what it failed with has been replaced.</summary>
    public void ForgetFailure()
    {
        _failedMs = long.MinValue / 2;
    }

    /// <summary>How long an open link has had nothing to do, in milliseconds; 0 when it is not open.</summary>
    public int IdleMs
    {
        get { return _session.State == ClientState.Ready ? Elapsed(_answeredMs) : 0; }
    }

    /// <summary>Sends MAIL. False: the link is lost.</summary>
    public bool SendMail(byte[] path, int offset, int count, long size, bool isEightBitMime)
    {
        _session.Mail(path, offset, count, size, isEightBitMime);
        return SendLine();
    }

    /// <summary>
    /// Sends MAIL and the first RCPT as one group. Two replies are owed: <see cref="Await"/> gives MAIL's, then RCPT's. False: the link is lost.
    /// </summary>
    public bool SendGroup(byte[] path, int pathCount, long size, bool isEightBitMime, byte[] recipient, int offset, int count)
    {
        _session.Mail(path, 0, pathCount, size, isEightBitMime);
        _session.RecipientBehindMail(recipient, offset, count);
        return SendLine();
    }

    /// <summary>Sends RCPT. False: the link is lost.</summary>
    public bool SendRecipient(byte[] path, int offset, int count)
    {
        _session.Recipient(path, offset, count);
        return SendLine();
    }

    /// <summary>Sends DATA. False: the link is lost.</summary>
    public bool SendData()
    {
        _session.Data();
        return SendLine();
    }

    /// <summary>Sends mail data as it is. False: the link is lost.</summary>
    public bool Write(byte[] buffer, int offset, int count)
    {
        if (_transport.Write(buffer, offset, count)) return true;
        // A provider that hangs up in mid-data has often said why before it did.
        Await(Limits.QuitMsMax);
        return false;
    }

    /// <summary>
    /// To be asked before CRLF.CRLF goes out. True: the provider replied to a mail that it has not seen whole; the link is closed, and
    /// <see cref="Diagnosis"/> says what it said. Such a reply must not pass for the one to the mail. Only what came with the last
    /// reply counts: what waits in the transport may be TLS's own, and reading it could wait for ever.
    /// </summary>
    public bool SpokeEarly()
    {
        return _buffer.Count > 0 && !Await(Limits.QuitMsMax);
    }

    /// <summary>Says that the data just written ended with CRLF.CRLF.</summary>
    public void DataSent()
    {
        _session.DataSent();
    }

    /// <summary>Waits for the reply that is owed. False: none came and the link is closed; <see cref="Diagnosis"/> says why.</summary>
    public bool Await(int timeoutMs)
    {
        SetTimeout(timeoutMs);
        return NextStep() == ClientStep.Answered;
    }

    /// <summary>
    /// Makes the link fit for another mail: RSET ends an open one; where data has already flowed only a close without
    /// CRLF.CRLF does (RFC 5321 4.1.1.4 has no way back).
    /// </summary>
    public void Settle()
    {
        // The rest of a group whose MAIL was refused.
        if (_session.State == ClientState.Recipient) Await(Limits.ReplyMsMax);
        if (_session.State != ClientState.Ready)
        {
            Close();
        }
        else if (_session.HasMail)
        {
            _session.Reset();
            if (SendLine()) Await(Limits.ReplyMsMax);
        }
    }

    /// <summary>Ends an idle link politely.</summary>
    public void Quit()
    {
        if (IsUsable)
        {
            _session.Quit();
            // Servers answer QUIT at once or not at all; nothing depends on it.
            if (SendLine()) Await(Limits.QuitMsMax);
        }
        Close();
    }

    /// <summary>Closes at once.</summary>
    public void Close()
    {
        _transport.Close();
        _session.Closed();
        _buffer.Clear();
    }

    // Reads lines until the session wants something or has its answer.
    private ClientStep NextStep()
    {
        long started = _clock.NowMs;
        while (true)
        {
            switch (_buffer.Next())
            {
                case LineStatus.Incomplete:
                    int offset = _buffer.FillOffset();
                    int received = _transport.Read(_buffer.Octets, offset, _buffer.Octets.Length - offset);
                    if (received <= 0)
                    {
                        // A read that fails early is a broken connection; one that takes its full time is a silent provider.
                        Lost(received < 0 && Elapsed(started) >= _timeoutMs ? Diagnosis.ProviderSilent : Diagnosis.ProviderLost);
                        return ClientStep.Fail;
                    }
                    _buffer.Filled(received);
                    // The time is for the whole reply: a line now and then keeps nobody waiting for ever.
                    if (Elapsed(started) <= _timeoutMs) break;
                    Lost(Diagnosis.ProviderSilent);
                    return ClientStep.Fail;
                case LineStatus.TooLong:
                    Lost(Diagnosis.ProviderNotSmtp);
                    return ClientStep.Fail;
                default:
                    ClientStep step = _session.Line(_buffer.Octets, _buffer.LineOffset, _buffer.LineCount);
                    _answeredMs = _clock.NowMs;
                    if (step == ClientStep.Fail) Lost(_session.Diagnosis);
                    if (step != ClientStep.More) return step;
                    break;
            }
        }
    }

    private void SetTimeout(int timeoutMs)
    {
        _timeoutMs = timeoutMs;
        _transport.ReadTimeoutMs = timeoutMs;
    }

    private int Elapsed(long sinceMs)
    {
        return (int)(_clock.NowMs - sinceMs);
    }

    private bool SendLine()
    {
        return _transport.Write(_session.Out, 0, _session.OutCount) || Lost(Diagnosis.ProviderLost);
    }

    private bool Lost(Diagnosis diagnosis)
    {
        // Behind CRLF.CRLF nobody can say that nothing was sent.
        bool isUnknown = _session.State == ClientState.EndOfData;
        Diagnosis = isUnknown ? Diagnosis.OutcomeUnknown : diagnosis;
        // A login that one renewal cures is no failure; Open says so in the end if it is one.
        if (!_isOpening) _log.ProviderFailed(Account.Index, Diagnosis, _session.Reply);
        Close();
        return false;
    }
}
