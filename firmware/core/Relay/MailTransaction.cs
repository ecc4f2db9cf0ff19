using System;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// One mail on its way: from MAIL, for which a link is borrowed, to the reply that the scanner gets in the end, after which it
/// is given back. The scanner's replies are put into its <see cref="ServerSession"/>.
/// </summary>
public sealed class MailTransaction
{
    private readonly IProviderLinks _links;
    private readonly IClock _clock;
    private readonly IEventLog _log;
    private readonly ServerSession _server;
    private readonly MailDataPump _pump;
    private readonly RelayReply _own = new RelayReply();
    private readonly MailRecord _record = new MailRecord();
    private readonly MailRepair _repair;
    private readonly byte[] _path = new byte[Limits.Path];
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
    public MailTransaction(ServerSession server, MailDataPump pump, IProviderLinks links, IClock clock, IEventLog log, IMailStamp? stamp)
    {
        _repair = new MailRepair(server, stamp);
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
        _repair.Origin.TakeAddress(address, 0, addressCount);
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
        _link = _links.Take(account, Limits.LinkWaitMsMax);
        if (_link == null)
        {
            End(Diagnosis.NoFreeConnection);
            return;
        }
        _repair.Origin.TakeReversePath(line, command.PathOffset, command.PathCount);
        TakePath(_link.Account, line, command.PathOffset, command.PathCount);
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
            Repeat();
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
        if (_link == null) Repeat();
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
        RelayResult result = _pump.Run(scanner, _link, _link.Account.SizeMax, _repair.Settings, _repair.Origin);
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
        _record.Reply.Clear();
    }

    private void TakePath(ProviderAccount account, byte[] line, int offset, int count)
    {
        // "If different" and "always" differ for header fields only: of the envelope nothing is left to see.
        if (account.Rewrite != SenderRewrite.Never)
        {
            line = account.Sender;
            offset = 0;
            count = line.Length;
        }
        Array.Copy(line, offset, _path, 0, count);
        _pathCount = count;
    }

    private void FailLines()
    {
        Diagnosis refusal = _repair.Refusal(_pump.Lines);
        Fail(refusal, MailRepair.Reply(refusal));
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

    private bool RefuseSender(ProviderLink link)
    {
        return Refused(link, Refusal.OfSender(link.Reply));
    }

    // One recipient of several may be wrong: the mail stays open, and only the log hears of it now.
    private void RefuseRecipient()
    {
        ProviderLink link = _link!;
        Diagnosis diagnosis = Refusal.OfRecipient(link.Reply);
        if (Refusal.IsAboutLogin(diagnosis))
        {
            link.Close();
            End(diagnosis);
            return;
        }
        _server.Refuse(link.Reply, (int)diagnosis);
        _record.Reply.CopyFrom(link.Reply);
        _record.Diagnosis = diagnosis;
        Log();
        _record.Diagnosis = Diagnosis.None;
    }

    private void Answered(ProviderLink link)
    {
        if (!link.Reply.IsPositive)
        {
            Refused(link, Refusal.OfMail(link.Reply));
            return;
        }
        _server.DataEnded(link.Reply);
        _record.Reply.CopyFrom(link.Reply);
        Log();
        Release();
    }

    // The provider said no. About the mail: the scanner hears the provider's words. About our login: it hears ours.
    private bool Refused(ProviderLink link, Diagnosis diagnosis)
    {
        if (Refusal.IsAboutLogin(diagnosis) || link.Reply.Code == 421)
        {
            // Logging in anew may cure the first; after 421 the provider hangs up (RFC 5321 3.8).
            link.Close();
            return End(link.Reply.Code == 421 ? Diagnosis.ProviderBusy : diagnosis);
        }
        _record.Reply.CopyFrom(link.Reply);
        _record.Diagnosis = diagnosis;
        _server.Refuse(link.Reply, (int)diagnosis);
        Log();
        Release();
        return false;
    }

    // The agent cannot go on, for a reason that the scanner is told in the agent's words.
    private bool End(Diagnosis diagnosis)
    {
        _record.Diagnosis = diagnosis;
        _record.Reply.Clear();
        if (_link != null && diagnosis != Diagnosis.EightBitNotOffered) _record.Reply.CopyFrom(_link.Reply);
        _own.Compose(diagnosis);
        Repeat();
        Log();
        Release();
        return false;
    }

    // The scanner's own doing: the provider must never see CRLF.CRLF, so the link is closed.
    private void Fail(Diagnosis diagnosis, byte[] reply)
    {
        _record.Diagnosis = diagnosis;
        if (_link != null) _link.Close();
        _server.Refuse(reply, reply.Length);
        Log();
        Release();
    }

    // What was refused stays refused until the scanner opens another mail. The 500s are about the mail: the provider's words.
    private void Repeat()
    {
        if (_record.Reply.Code >= 400 && (int)_record.Diagnosis >= 500)
            _server.Refuse(_record.Reply, (int)_record.Diagnosis);
        else
            _server.Refuse(_own.Octets, _own.Count);
    }

    private void Release()
    {
        if (_link == null) return;
        ProviderLink link = _link;
        _link = null;
        _mailHeld = false;
        link.Settle();
        _links.Give(link);
    }

    private void Log()
    {
        _record.ElapsedMs = (int)(_clock.NowMs - _startedMs);
        _log.MailEnded(_record);
    }
}
