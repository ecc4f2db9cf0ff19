using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>What one session's mails need for their repair, and what is said about it afterwards.</summary>
internal sealed class MailRepair
{
    private readonly ServerSession _server;
    private readonly IMailStamp? _stamp;
    private long _mails;

    internal MailRepair(ServerSession server, IMailStamp? stamp)
    {
        _server = server;
        _stamp = stamp;
    }

    /// <summary>What is known about the mail.</summary>
    internal MailOrigin Origin { get; } = new MailOrigin();

    /// <summary>What the listener puts right.</summary>
    internal MessageRepair Settings
    {
        get { return _server.Settings.Repair; }
    }

    /// <summary>
    /// RFC 1870 5: an estimate, which the provider may refuse at once; so it counts what the agent adds. No mail has 0 octets: a
    /// scanner that says so does not know.
    /// </summary>
    internal long SizeToDeclare(long size)
    {
        if (size <= 0) return -1;
        return Settings.Header || Settings.Received ? size + Limits.HeaderAdded : size;
    }

    /// <summary>Gathers what is known when the data begins.</summary>
    internal void Begin(ProviderAccount account, int session)
    {
        Origin.AgentName = _server.Settings.Name;
        Origin.TakeHeloName(_server.HeloName, 0, _server.HeloNameCount);
        Origin.IsExtended = _server.IsExtended;
        Origin.IsSecure = _server.IsSecure;
        Origin.IsLoggedIn = _server.IsLoggedIn;
        Origin.Sender = account.Sender;
        Origin.ReplacesSender = account.Rewrite != SenderRewrite.Never;
        Origin.ReplacesAlways = account.Rewrite == SenderRewrite.Always;
        Origin.User = account.User;
        Origin.Session = session;
        Origin.UtcSeconds = _stamp == null ? 0 : _stamp.UtcSeconds;
        Origin.Unique = _stamp == null ? ++_mails : _stamp.NextUnique();
    }

    /// <summary>Says, once a mail, what was wrong with its octets, whatever became of it.</summary>
    internal static void Note(MailDataPump data, IEventLog log, int session)
    {
        if (data.Lines.HasBareLf) log.ScannerNoted(session, Diagnosis.ScannerBareLineFeeds);
        if (data.Lines.HasLongLine) log.ScannerNoted(session, Diagnosis.ScannerLongLine);
        if (data.Lines.HasNul) log.ScannerNoted(session, Diagnosis.ScannerNul);
        if (data.Header.IsOverLimit) log.ScannerNoted(session, Diagnosis.HeaderTooLong);
        if (data.Header.LacksTime) log.ScannerNoted(session, Diagnosis.ClockNotSet);
    }

    /// <summary>Why the mail's lines were refused.</summary>
    internal Diagnosis Refusal(LineRepair lines)
    {
        if (lines.HasBareLf && Settings.Lines == LinePolicy.Refuse) return Diagnosis.ScannerBareLineFeeds;
        return lines.HasNul && Settings.RefusesNul ? Diagnosis.ScannerNul : Diagnosis.ScannerLongLine;
    }

    /// <summary>What the scanner hears about it.</summary>
    internal static string Reply(Diagnosis refusal)
    {
        if (refusal == Diagnosis.ScannerBareLineFeeds) return ServerReplies.BareLineFeeds;
        return refusal == Diagnosis.ScannerNul ? ServerReplies.NulInMail : ServerReplies.MailLineTooLong;
    }
}
