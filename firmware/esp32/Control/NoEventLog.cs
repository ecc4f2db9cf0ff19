using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>For links that only try something: what they find is told to the one who asked, and must not change the light.</summary>
public sealed class NoEventLog : IEventLog
{
    /// <inheritdoc/>
    public void MailBegan(int session, int account)
    {
    }

    /// <inheritdoc/>
    public void MailEnded(MailRecord mail)
    {
    }

    /// <inheritdoc/>
    public void ProviderReady(int account, int elapsedMs)
    {
    }

    /// <inheritdoc/>
    public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
    {
    }

    /// <inheritdoc/>
    public void ScannerNoted(int session, Diagnosis diagnosis)
    {
    }
}
