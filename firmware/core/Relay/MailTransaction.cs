using System;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// One mail on its way: from MAIL, for which a link is borrowed, to the reply that the scanner gets in the end, after which it
/// is given back. The scanner's replies are put into its <see cref="ServerSession"/>.
/// </summary>
public sealed partial class MailTransaction
{
    private readonly IProviderLinks _links;
    private readonly IClock _clock;
    private readonly IEventLog _log;
    private readonly IMailRoutes? _routes;
    private readonly ServerSession _server;
    private readonly MailDataPump _pump;
    private readonly Reply _noReply = new Reply(0);
    private readonly MailRecord _record;
    private readonly MailRepair _repair;
    // The account's, or the scanner's where that goes on.
    private byte[] _path;
    private int _pathCount;
    private long _size;
    private bool _isEightBitMime;
    private bool _mailHeld;
    private ProviderLink? _link;
    private long _startedMs;

    /// <summary>Allocates everything that mails will need.</summary>
    /// <param name="server">The scanner's session, which gets the replies.</param>
    /// <param name="pump">Carries the data.</param>
    /// <param name="links">Lends links to the providers.</param>
    /// <param name="clock">Tells how long a mail took.</param>
    /// <param name="log">Told how it ended.</param>
    /// <param name="stamp">Time of day and numbers for mails that lack them; null: neither is known.</param>
    /// <param name="routes">Knows the accounts' terms; null: they have none but the size, which the provider's link knows.</param>
    public MailTransaction(ServerSession server, MailDataPump pump, IProviderLinks links, IClock clock, IEventLog log, IMailStamp? stamp,
        IMailRoutes? routes = null)
    {
        _routes = routes;
        _repair = new MailRepair(server, pump.Origin, stamp);
        _record = new MailRecord(_noReply);
        _path = pump.Origin.ReversePath;
        _server = server;
        _pump = pump;
        _links = links;
        _clock = clock;
        _log = log;
    }

    /// <summary>True while a mail is open here, even one that has been refused and waits for the scanner's RSET.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Begins a connection.</summary>
    /// <param name="session">The session's number, for the log.</param>
    /// <param name="address">The scanner's IP address as text.</param>
    /// <param name="addressCount">Its length; 0: not known.</param>
    public void Begin(int session, byte[] address, int addressCount)
    {
        _record.Session = session;
        _repair.Lend(address, addressCount);
    }

    /// <summary>How the mail ended; <see cref="Diagnosis.None"/> while it is well.</summary>
    public Diagnosis Diagnosis
    {
        get { return _record.Diagnosis; }
    }

    /// <summary>
    /// MAIL. The provider is asked before the scanner is answered, which shows a dead kept link while there is time to open
    /// another. Only where the provider spoke less than <see cref="Limits.LinkFreshMs"/> ago is the scanner answered at once: MAIL then goes with
    /// the first RCPT in one group, and a refusal is said there, as RFC 5321 3.3 allows.
    /// </summary>
    public void Mail(byte[] line, int account)
    {
        Command command = _server.Command;
        Begin(account);
        // RFC 1870 6.1: what is known to be too large for this account is refused before a single octet of it is sent.
        if (_routes != null && command.Size > _routes.SizeMaxOf(account))
        {
            Fail(Diagnosis.MessageTooLarge, ServerReplies.TooLarge);
            return;
        }
        _link = _links.Take(account, _routes == null ? Limits.LinkWaitMsMax : _routes.WaitMsMaxOf(account));
        if (_link == null)
        {
            End(_routes == null ? Diagnosis.NoFreeConnection : _routes.ShortageOf(account));
            return;
        }
        _pump.Origin.TakeReversePath(line, command.PathOffset, command.PathCount);
        ChoosePath(_link.Account);
        _size = _repair.SizeToDeclare(command.Size);
        _isEightBitMime = command.IsEightBitMime;
        _mailHeld = _link.IsFresh;
        if (_mailHeld || Ask()) AcceptMail();
    }

    /// <summary>RCPT.</summary>
    public void Recipient(byte[] line)
    {
        Command command = _server.Command;
        if (_link == null)
        {
            // What was refused stays refused until the scanner opens another mail.
            _server.RefuseAgain();
            return;
        }
        if (_mailHeld)
        {
            if (!AskInGroup(line, command)) return;
        }
        else if (!_link.SendRecipient(line, command.PathOffset, command.PathCount))
        {
            End(_link.Diagnosis);
            return;
        }
        if (!_link.Await(Limits.ReplyMsMax))
        {
            End(_link.Diagnosis);
            return;
        }
        if (_link.Reply.IsPositive)
        {
            _record.Recipients++;
            _server.RecipientAccepted();
            return;
        }
        RefuseRecipient();
    }

    /// <summary>DATA, before the scanner is told 354. False: the refusal stands in the session.</summary>
    public bool BeginData()
    {
        if (_link != null && _link.SendData()) return true;
        if (_link == null) _server.RefuseAgain();
        else End(_link.Diagnosis);
        return false;
    }

    /// <summary>Carries the data and puts the mail's last reply into the session.</summary>
    /// <returns>How it ended, for the session to know whether the scanner is still there.</returns>
    public RelayResult Data(IByteChannel scanner)
    {
        if (_link == null) throw new InvalidOperationException("Data without BeginData.");
        _record.HasData = true;
        _log.MailBegan(_record.Session, _record.Account);
        _repair.Begin(_link.Account, _record.Session);
        RelayResult result = _pump.Run(scanner, _link, _link.Account.SizeMax, _repair.Settings);
        _record.Octets = _pump.Octets;
        MailRepair.Note(_pump, _log, _record.Session);
        switch (result)
        {
            case RelayResult.Answered: Answered(_link); break;
            case RelayResult.ProviderLost: End(_link.Diagnosis); break;
            case RelayResult.OutcomeUnknown: End(Diagnosis.OutcomeUnknown); break;
            case RelayResult.TooLarge: Fail(Diagnosis.MessageTooLarge, ServerReplies.TooLarge); break;
            case RelayResult.SmugglingRefused: Fail(Diagnosis.SmugglingRefused, ServerReplies.Smuggling); break;
            case RelayResult.LinesRefused: FailLines(); break;
            case RelayResult.ScannerTooSlow: Fail(Diagnosis.ScannerTooSlow, ServerReplies.TooSlow); break;
            default: Fail(Diagnosis.ScannerLost, ServerReplies.TooSlow); break;
        }
        IsOpen = false;
        return result;
    }

    /// <summary>The scanner gave the mail up: RSET, a new EHLO, QUIT, or gone.</summary>
    public void Abandon()
    {
        IsOpen = false;
        Release();
    }

    private void Begin(int account)
    {
        IsOpen = true;
        _startedMs = _clock.NowMs;
        _mailHeld = false;
        _record.Account = account;
        _record.Diagnosis = Diagnosis.None;
        _record.HasData = false;
        _record.Recipients = 0;
        _record.Octets = 0;
        _record.Reply = _noReply;
    }

    private void ChoosePath(ProviderAccount account)
    {
        // "If different" and "always" differ for header fields only: of the envelope nothing is left to see.
        bool isOwn = account.Rewrite != SenderRewrite.Never;
        _path = isOwn ? account.Sender : _pump.Origin.ReversePath;
        _pathCount = isOwn ? account.Sender.Length : _pump.Origin.ReversePathCount;
    }

    private void AcceptMail()
    {
        if (_isEightBitMime && _link != null && !_link.TakesEightBit) End(Diagnosis.EightBitNotOffered);
        else _server.MailAccepted();
    }

    private bool Send()
    {
        return _link != null && _link.SendMail(_path, 0, _pathCount, _size, _isEightBitMime);
    }

    // Asks the provider about the sender. A kept link that turns out to be dead is opened again, once: nothing has been sent yet.
    private bool Ask()
    {
        ProviderLink link = _link!;
        bool wasKept = link.IsUsable;
        if (!wasKept && (link.FailedJustNow || !link.Open())) return End(link.Diagnosis);
        bool answered = Send() && link.Await(Limits.ReplyMsMax);
        if (!answered && wasKept) answered = link.Open() && Send() && link.Await(Limits.ReplyMsMax);
        if (!answered) return End(link.Diagnosis);
        return link.Reply.IsPositive || RefuseSender(link);
    }

    // Sends the MAIL that was held back together with the first RCPT, and reads MAIL's reply. True: RCPT's is owed.
    private bool AskInGroup(byte[] line, Command command)
    {
        _mailHeld = false;
        ProviderLink link = _link!;
        bool answered = link.SendGroup(_path, _pathCount, _size, _isEightBitMime, line, command.PathOffset, command.PathCount)
            && link.Await(Limits.ReplyMsMax);
        if (answered) return link.Reply.IsPositive || RefuseSender(link);
        // The link died since MAIL: the scanner need not know, for there is still nothing that could be sent twice.
        if (!Ask()) return false;
        return link.SendRecipient(line, command.PathOffset, command.PathCount) || End(link.Diagnosis);
    }
}
