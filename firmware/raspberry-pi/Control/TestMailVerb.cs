using System;
using System.Globalization;
using System.Text;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.Mime;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>test-mail: a mail of the agent's own through the same links that carry the scanners'.</summary>
internal sealed class TestMailVerb
{
    private readonly AgentParts _parts;
    private readonly Lock _gate = new Lock();
    private readonly AgentMail _mail;

    public TestMailVerb(AgentParts parts)
    {
        _parts = parts;
        _mail = new AgentMail(parts.Clock, parts.Log);
    }

    public Outcome Send(ControlRequest request, Answer answer)
    {
        int account = _parts.Find(request.Account);
        if (account < 0) return Outcome.Refused(ControlError.UnknownAccount);
        return Send(account, Encoding.UTF8.GetString(request.Recipient.Octets, 0, request.Recipient.Count), answer);
    }

    /// <summary>Sends a test mail.</summary>
    /// <param name="account">Index of the account.</param>
    /// <param name="recipient">Null: the account's own mailbox.</param>
    /// <param name="answer">Who is told about it; null: nobody.</param>
    public Outcome Send(int account, string? recipient, Answer? answer)
    {
        AccountConfiguration sending = _parts.Configuration.Accounts[account];
        recipient ??= sending.SenderAddress.Length > 0 ? sending.SenderAddress : sending.User;
        MimeAddress? to = OwnMail.Address(recipient);
        MimeAddress? from = OwnMail.SenderOf(sending);
        if (to == null) return Outcome.Refused(ControlError.BadRecipient);
        // A user that is no address, and no sender: there is nobody whom the mail could be from.
        if (from == null) return Outcome.Refused(ControlError.NotPossible);
        // One at a time: it must not take the links from the scanners.
        if (!_gate.TryEnter()) return Outcome.Refused(ControlError.Busy);
        try
        {
            return Send(account, from, to, recipient, answer);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private Outcome Send(int account, MimeAddress from, MimeAddress to, string recipient, Answer? answer)
    {
        string messageId = OwnMail.NewMessageId(_parts.Configuration);
        MimeEncoder mail = Compose(account, from, to, messageId);
        ProviderLink? link = _parts.Pool.Take(account, _parts.Configuration.Accounts[account].WaitMsMax);
        Diagnosis diagnosis = link == null ? _parts.Pool.ShortageOf(account) : Diagnosis.None;
        if (link != null)
        {
            try
            {
                _mail.Send(link, mail, Encoding.ASCII.GetBytes(recipient));
                diagnosis = _mail.Record.Diagnosis;
            }
            finally
            {
                // Before the answer is written: a peer that takes it slowly must not keep a link from the scanners.
                _parts.Pool.Give(link);
            }
        }
        if (answer == null) return Outcome.Of(diagnosis);
        answer.Begin("mail").Text("account", _parts.Configuration.Accounts[account].Name).Text("recipient", recipient).Text("messageId", messageId);
        if (link != null) answer.Number("octets", _mail.Record.Octets).Number("ms", _mail.Record.ElapsedMs).Reply(_mail.Record.Reply);
        answer.Diagnosis(diagnosis).Send();
        return Outcome.Of(diagnosis);
    }

    private MimeEncoder Compose(int account, MimeAddress from, MimeAddress to, string messageId)
    {
        string name = _parts.Configuration.Name;
        DateTime now = DateTime.UtcNow;
        string text = string.Create(CultureInfo.InvariantCulture, $"""
            This is a test mail. {name} sent it at {now:yyyy-MM-dd HH:mm:ss} UTC through account
            {_parts.Configuration.Accounts[account].Name}, in the same way as it sends scans. Nothing needs to be done.

            これはテストメールです。{name} が、スキャンと同じ経路で送信しました。
            対応は不要です。

            DeviceMailAgent {Program.Version}

            """);
        return OwnMail.Compose(from, to, "Test mail from " + name + " / テストメール", messageId, text);
    }
}
