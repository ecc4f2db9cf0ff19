using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// Where sessions say what happened. Arguments are lent for the call: an implementation that wants to keep something copies it.
/// Nothing that arrives here is secret: replies come from the provider, never what was sent to it.
/// </summary>
public interface IEventLog
{
    /// <summary>The scanner was told 354: mail data is on its way. <see cref="MailEnded"/> follows, whatever happens.</summary>
    void MailBegan(int session, int account);

    /// <summary>A mail ended, delivered or not. One call for each DATA, and for each MAIL or RCPT that the provider refused.</summary>
    void MailEnded(MailRecord mail);

    /// <summary>A link to the provider is open, logged in and ready.</summary>
    void ProviderReady(int account, int elapsedMs);

    /// <summary>A link could not be opened or was lost. <paramref name="reply"/> is the provider's last one; its code is 0 when there was none.</summary>
    void ProviderFailed(int account, Diagnosis diagnosis, Reply reply);

    /// <summary>Something about a scanner's session that is worth a line: a connection test, a refused login, a line too long.</summary>
    void ScannerNoted(int session, Diagnosis diagnosis);
}
