using System.Text;
using DeviceMailAgent.Control;
using DeviceMailAgent.Mime;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>Sends through the same links as the scanners' mails, borrowing one for as long as the mail takes.</summary>
internal sealed class AgentPost : IAgentPost
{
    private readonly AgentParts _parts;
    private readonly AgentMail _mail;

    public AgentPost(AgentParts parts)
    {
        _parts = parts;
        _mail = new AgentMail(parts.Clock, parts.Log);
    }

    public Diagnosis Send(int account, string recipient, string subject, string text)
    {
        MimeAddress? from = OwnMail.SenderOf(_parts.Configuration.Accounts[account]);
        MimeAddress? to = OwnMail.Address(recipient);
        if (from == null || to == null) return Diagnosis.Misconfigured;
        MimeEncoder mail = OwnMail.Compose(from, to, subject, OwnMail.NewMessageId(_parts.Configuration), text);
        ProviderLink? link = _parts.Pool.Take(account, Limits.LinkWaitMsMax);
        if (link == null) return Diagnosis.NoFreeConnection;
        try
        {
            _mail.Send(link, mail, Encoding.ASCII.GetBytes(recipient));
            return _mail.Record.Diagnosis;
        }
        finally
        {
            _parts.Pool.Give(link);
        }
    }
}
