using DeviceMailAgent.Mime;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Control;

/// <summary>
/// Sends a mail that the agent composed itself, a test for example, over the same link as a scanner's mail. One object serves many mails,
/// one after the other.
/// </summary>
public sealed class AgentMail
{
    /// <summary>The session number in the log: no scanner's.</summary>
    public const int NoSession = -1;

    private const int ChunkOctets = 1460; // one Ethernet frame's worth of TCP

    private static readonly byte[] EndOfData = Ascii.Bytes(".\r\n");

    private readonly IClock _clock;
    private readonly IEventLog _log;
    private readonly MailRecord _record = new MailRecord();
    private readonly byte[] _chunk;

    /// <summary>Allocates everything that mails will need.</summary>
    public AgentMail(IClock clock, IEventLog log)
        : this(clock, log, new byte[ChunkOctets])
    {
    }

    /// <summary>As the other, with a chunk of the caller's that is used only while a mail is sent.</summary>
    public AgentMail(IClock clock, IEventLog log, byte[] chunk)
    {
        _chunk = chunk;
        _clock = clock;
        _log = log;
    }

    /// <summary>How the last mail ended: diagnosis, the provider's reply that decided, octets and milliseconds.</summary>
    public MailRecord Record
    {
        get { return _record; }
    }

    /// <summary>Sends the mail to one recipient. The link is left fit for another mail, or closed; the caller gives it back.</summary>
    /// <param name="link">A borrowed link; it is opened if need be.</param>
    /// <param name="mail">The mail, started.</param>
    /// <param name="recipient">The address without angle brackets, sound for RCPT.</param>
    /// <returns>True: the provider accepted it. Else <see cref="Record"/> says why not.</returns>
    public bool Send(ProviderLink link, MimeEncoder mail, byte[] recipient)
    {
        Begin(link.Account);
        long started = _clock.NowMs;
        Diagnosis diagnosis = Deliver(link, mail, recipient);
        _record.Diagnosis = diagnosis;
        _record.Reply.CopyFrom(link.Reply);
        if (diagnosis != Diagnosis.None && (Refusal.IsAboutLogin(diagnosis) || link.Reply.Code == 421)) link.Close();
        link.Settle();
        _record.ElapsedMs = (int)(_clock.NowMs - started);
        _log.MailEnded(_record);
        return diagnosis == Diagnosis.None;
    }

    private void Begin(ProviderAccount account)
    {
        _record.Session = NoSession;
        _record.Account = account.Index;
        _record.Diagnosis = Diagnosis.None;
        _record.HasData = false;
        _record.Recipients = 0;
        _record.Octets = 0;
        _record.ElapsedMs = 0;
        _record.Reply.Clear();
    }

    private Diagnosis Deliver(ProviderLink link, MimeEncoder mail, byte[] recipient)
    {
        byte[] sender = link.Account.Sender.Length > 0 ? link.Account.Sender : link.Account.User;
        // A kept link that turns out to be dead is opened again, once: nothing has been sent yet.
        bool wasKept = link.IsUsable;
        if (!wasKept && !link.Open()) return link.Diagnosis;
        bool answered = AskSender(link, sender);
        if (!answered && wasKept) answered = link.Open() && AskSender(link, sender);
        if (!answered) return link.Diagnosis;
        if (!link.Reply.IsPositive) return Refusal.OfSender(link.Reply);
        if (!link.SendRecipient(recipient, 0, recipient.Length) || !link.Await(Limits.ReplyMsMax)) return link.Diagnosis;
        if (!link.Reply.IsPositive) return Refusal.OfRecipient(link.Reply);
        _record.Recipients = 1;
        if (!link.SendData() || !link.Await(Limits.ReplyMsMax)) return link.Diagnosis;
        return link.Reply.Code == 354 ? SendData(link, mail) : Refusal.OfMail(link.Reply);
    }

    private static bool AskSender(ProviderLink link, byte[] sender)
    {
        return link.SendMail(sender, 0, sender.Length, -1, false) && link.Await(Limits.ReplyMsMax);
    }

    private Diagnosis SendData(ProviderLink link, MimeEncoder mail)
    {
        _record.HasData = true;
        _log.MailBegan(NoSession, link.Account.Index);
        int count;
        while ((count = mail.Read(_chunk, 0, _chunk.Length)) > 0)
        {
            if (!link.Write(_chunk, 0, count)) return link.Diagnosis;
            _record.Octets += count;
        }
        // A mail that could not be composed to its end must not be ended.
        if (count < 0 || link.SpokeEarly())
        {
            link.Close();
            return count < 0 ? Diagnosis.Misconfigured : link.Diagnosis;
        }
        if (!link.Write(EndOfData, 0, EndOfData.Length)) return Diagnosis.OutcomeUnknown;
        _record.Octets += EndOfData.Length;
        link.DataSent();
        if (!link.Await(Limits.FinalReplyMsMax)) return Diagnosis.OutcomeUnknown;
        return link.Reply.IsPositive ? Diagnosis.None : Refusal.OfMail(link.Reply);
    }
}
