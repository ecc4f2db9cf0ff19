using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>For links that only try something: what they find is told to the one who asked, and must not change the light.</summary>
internal sealed class NoEventLog : IEventLog
{
    public void MailBegan(int session, int account)
    {
    }

    public void MailEnded(MailRecord mail)
    {
    }

    public void ProviderReady(int account, int elapsedMs)
    {
    }

    public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
    {
    }

    public void ScannerNoted(int session, Diagnosis diagnosis)
    {
    }
}
