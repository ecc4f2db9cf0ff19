using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>What one session's mails need for their repair, and what is said about it afterwards.</summary>
internal sealed class MailRepair
{
    private readonly ServerSession _server;
    private readonly IMailStamp? _stamp;
    private readonly MailOrigin _origin;
    private byte[] _address = MailOrigin.Nothing;
    private int _addressCount;
    private long _mails;

    internal MailRepair(ServerSession server, MailOrigin origin, IMailStamp? stamp)
    {
        _origin = origin;
        _server = server;
        _stamp = stamp;
    }

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

    /// <summary>Where the scanner is, for the mails of its connection.</summary>
    internal void Lend(byte[] address, int addressCount)
    {
        _address = address;
        _addressCount = addressCount;
    }

    /// <summary>Gathers what is known when the data begins.</summary>
    internal void Begin(ProviderAccount account, int session)
    {
        _origin.AgentName = _server.Settings.Name;
        _origin.LendAddress(_address, _addressCount);
        _origin.LendHeloName(_server.HeloName, _server.HeloNameCount);
        _origin.IsExtended = _server.IsExtended;
        _origin.IsSecure = _server.IsSecure;
        _origin.IsLoggedIn = _server.IsLoggedIn;
        _origin.Sender = account.Sender;
        _origin.ReplacesSender = account.Rewrite != SenderRewrite.Never;
        _origin.ReplacesAlways = account.Rewrite == SenderRewrite.Always;
        _origin.User = account.User;
        _origin.Session = session;
        _origin.UtcSeconds = _stamp == null ? 0 : _stamp.UtcSeconds;
        _origin.Unique = _stamp == null ? ++_mails : _stamp.NextUnique();
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
    internal static byte[] Reply(Diagnosis refusal)
    {
        if (refusal == Diagnosis.ScannerBareLineFeeds) return ServerReplies.BareLineFeeds;
        return refusal == Diagnosis.ScannerNul ? ServerReplies.NulInMail : ServerReplies.MailLineTooLong;
    }
}
