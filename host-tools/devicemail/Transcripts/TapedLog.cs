using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Transcripts;

/// <summary>The log, on the tape: diagnosis and the reply that decided, which is all that a log line needs.</summary>
public sealed class TapedLog(Tape tape) : IEventLog
{
    public void MailBegan(int session, int account)
    {
    }

    public void MailEnded(MailRecord mail)
    {
        string ending = mail.Diagnosis == Diagnosis.None ? "delivered" : "D" + (int)mail.Diagnosis;
        tape.Note(Speaker.Log, $"mail {ending}, {Say(mail.Reply)}");
    }

    public void ProviderReady(int account, int elapsedMs)
    {
        tape.Note(Speaker.Log, "provider ready");
    }

    public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
    {
        tape.Note(Speaker.Log, $"provider D{(int)diagnosis}, {Say(reply)}");
    }

    public void ScannerNoted(int session, Diagnosis diagnosis)
    {
        tape.Note(Speaker.Log, $"scanner D{(int)diagnosis}");
    }

    private static string Say(Reply reply)
    {
        if (reply.Code == 0) return "no reply";
        return reply.EnhancedClass == 0 ? $"{reply.Code}" : $"{reply.Code} {reply.EnhancedClass}.{reply.EnhancedSubject}.{reply.EnhancedDetail}";
    }
}
