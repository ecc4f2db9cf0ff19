using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>How a mail ends: what the scanner hears, what the log hears, and what becomes of the link.</summary>
public sealed partial class MailTransaction
{
    private void FailLines()
    {
        Diagnosis refusal = _repair.Refusal(_pump.Lines);
        Fail(refusal, MailRepair.Reply(refusal));
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
        _record.Reply = link.Reply;
        _record.Diagnosis = diagnosis;
        Log();
        _record.Reply = _noReply;
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
        _record.Reply = link.Reply;
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
        _record.Reply = link.Reply;
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
        _record.Reply = _link != null && diagnosis != Diagnosis.EightBitNotOffered ? _link.Reply : _noReply;
        // The 500s are about the mail: the provider's words.
        if (_record.Reply.Code >= 400 && (int)diagnosis >= 500) _server.Refuse(_record.Reply, (int)diagnosis);
        else _server.RefuseAsComposed(RelayReply.Compose(_server.Composed, diagnosis));
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
