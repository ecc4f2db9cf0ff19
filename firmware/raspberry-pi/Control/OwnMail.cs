using System;
using System.Globalization;
using System.Text;
using DeviceMailAgent.Mime;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>Composes the mails that the agent writes itself.</summary>
internal static class OwnMail
{
    /// <summary>An identifier for a mail of now, with its angle brackets.</summary>
    public static string NewMessageId(AgentConfiguration configuration)
    {
        return "<" + Guid.NewGuid().ToString("N") + "@" + configuration.Name + ">";
    }

    /// <summary>A mail of text, ready to be read.</summary>
    public static MimeEncoder Compose(MimeAddress from, MimeAddress to, string subject, string messageId, string text)
    {
        var mail = new MimeEncoder(from, [to]);
        mail.Subject.Lend(Encoding.UTF8.GetBytes(subject));
        mail.Date.Lend(Encoding.ASCII.GetBytes(DateTime.UtcNow.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)));
        mail.MessageId.Lend(Encoding.ASCII.GetBytes(messageId));
        mail.Text.Lend(Encoding.UTF8.GetBytes(text));
        if (!mail.Start(null)) throw new InvalidOperationException("The mail's header fields are not sound.");
        return mail;
    }

    /// <summary>Whom an account's mails are from; null: nobody, since its user is no address and it has no sender.</summary>
    public static MimeAddress? SenderOf(AccountConfiguration account)
    {
        return Address(account.SenderAddress.Length > 0 ? account.SenderAddress : account.User);
    }

    /// <summary>An address for a header; null if it is none.</summary>
    public static MimeAddress? Address(string text)
    {
        if (text.IndexOf('@', StringComparison.Ordinal) <= 0 || text.EndsWith('@')) return null;
        try
        {
            return new MimeAddress(text, null);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
