using System;
using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Mime;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>test-mail: a mail of the agent's own through the same link that carries the scanners'.</summary>
public sealed class TestMailVerb
{
    private readonly DeviceParts _parts;
    private readonly object _gate = new object();
    private readonly AgentMail _mail;
    private readonly Random _random = new Random();

    /// <summary>Works on these parts.</summary>
    public TestMailVerb(DeviceParts parts)
    {
        _parts = parts;
        _mail = new AgentMail(parts.Clock, parts.Log, parts.Chunk);
    }

    /// <summary>Sends one.</summary>
    public ControlError Send(ControlRequest request, Answer answer, out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        if (!_parts.IsAccount(request.Account)) return ControlError.UnknownAccount;
        return Send(System.Text.Encoding.UTF8.GetString(request.Recipient.Octets, 0, request.Recipient.Count), answer, out diagnosis);
    }

    /// <summary>Sends one.</summary>
    /// <param name="recipient">To whom; null: to the mailbox itself.</param>
    /// <param name="answer">Who is told about it; null: nobody.</param>
    /// <param name="diagnosis">How it ended.</param>
    public ControlError Send(string? recipient, Answer? answer, out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        AccountConfiguration account = _parts.Configuration.Account;
        string sender = account.SenderAddress.Length > 0 ? account.SenderAddress : account.User;
        string to = recipient == null ? sender : recipient;
        MimeAddress? from = TestMailAddress.Of(sender);
        MimeAddress? recipientAddress = TestMailAddress.Of(to);
        // A user that is no address, and no sender: there is nobody whom the mail could be from.
        if (from == null && recipient == null) return ControlError.NotPossible;
        if (recipientAddress == null) return ControlError.BadRecipient;
        if (from == null) return ControlError.NotPossible;
        lock (_gate) return Send(from, recipientAddress, to, answer, out diagnosis);
    }

    private ControlError Send(MimeAddress from, MimeAddress to, string recipient, Answer? answer, out Diagnosis diagnosis)
    {
        string messageId = "<" + _random.Next().ToString() + "." + _parts.Time.UtcSeconds.ToString() + "@" + _parts.Configuration.Name + ">";
        MimeEncoder mail = Compose(from, to, messageId);
        diagnosis = Diagnosis.NoFreeConnection;
        ProviderLink? link = _parts.Upstream.Take(0, Limits.LinkWaitMsMax);
        if (link != null)
        {
            _mail.Send(link, mail, Ascii.Bytes(recipient));
            diagnosis = _mail.Record.Diagnosis;
            _parts.Upstream.Give(link);
        }
        if (answer == null) return diagnosis == Diagnosis.None ? ControlError.None : ControlError.Failed;
        answer.Begin("mail").Text("account", _parts.Configuration.Account.Name).Text("recipient", recipient).Text("messageId", messageId);
        if (link != null) answer.Number("octets", _mail.Record.Octets).Number("ms", _mail.Record.ElapsedMs).Reply(_mail.Record.Reply);
        answer.Diagnosis(diagnosis).Send();
        return diagnosis == Diagnosis.None ? ControlError.None : ControlError.Failed;
    }

    private MimeEncoder Compose(MimeAddress from, MimeAddress to, string messageId)
    {
        string name = _parts.Configuration.Name;
        MimeEncoder mail = new MimeEncoder(from, new MimeAddress[] { to });
        byte[] date = new byte[MailDate.Octets];
        MailDate.Append(date, 0, _parts.Time.UtcSeconds);
        mail.Date.Lend(date);
        mail.MessageId.Lend(Ascii.Bytes(messageId));
        mail.Subject.Lend(Ascii.Bytes("Test mail from " + name + " / テストメール"));
        mail.Text.Lend(Ascii.Bytes("This is a test mail. " + name + " sent it through account " + _parts.Configuration.Account.Name
            + ",\nin the same way as it sends scans. Nothing needs to be done.\n\nこれはテストメールです。" + name
            + " が、スキャンと同じ経路で送信しました。\n対応は不要です。\n\nDeviceMailAgent " + Program.Version + "\n"));
        if (!mail.Start(null)) throw new InvalidOperationException("The test mail's header fields are not sound.");
        return mail;
    }
}
