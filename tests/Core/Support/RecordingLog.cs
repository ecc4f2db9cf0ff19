using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Keeps what the relay logs as short lines, in order.</summary>
public sealed class RecordingLog : IEventLog
{
    /// <summary>For example <c>mail D0 250 2 recipients</c>, <c>ready</c>, <c>failed D401 535</c>, <c>noted D111</c>.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>How each mail ended, in order.</summary>
    public List<Diagnosis> Mails { get; } = [];

    /// <summary>The octets of each mail.</summary>
    public List<long> Octets { get; } = [];

    /// <summary>The lines that begin with a word, with bars between.</summary>
    public string Of(string word)
    {
        return string.Join('|', Lines.Where(line => line.StartsWith(word, System.StringComparison.Ordinal)));
    }

    /// <summary>Mails whose data has begun and not ended.</summary>
    public int UnderWay { get; private set; }

    public void MailBegan(int session, int account)
    {
        UnderWay++;
    }

    public void MailEnded(MailRecord mail)
    {
        if (mail.HasData) UnderWay--;
        Mails.Add(mail.Diagnosis);
        Octets.Add(mail.Octets);
        Lines.Add($"mail D{(int)mail.Diagnosis} {mail.Reply.Code} {mail.Recipients} recipients");
    }

    public void ProviderReady(int account, int elapsedMs)
    {
        Lines.Add("ready");
    }

    public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
    {
        Lines.Add($"failed D{(int)diagnosis} {reply.Code}");
    }

    public void ScannerNoted(int session, Diagnosis diagnosis)
    {
        Lines.Add($"noted D{(int)diagnosis}");
    }
}
