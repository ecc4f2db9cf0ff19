using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using DeviceMailAgent.Transcripts;

namespace DeviceMailAgent.Tool.Record;

/// <summary>
/// The agent's own session, core's, between a scanner and a provider that is pretended: so the scanner hears what a device would say. The
/// settings are those that a transcript has without a word about them.
/// </summary>
internal sealed class Stage : IProviderLinks, IScannerLogins, IAccountSecrets, IClock, IMailStamp
{
    private const long SizeMax = 36700160;

    private readonly ProviderLink _link;
    private readonly RelaySession _session;
    private readonly ServerSettings _settings;
    private long _mails;

    /// <param name="tape">Told what is said to the provider and what is logged.</param>
    /// <param name="offersStartTls">Whether the scanner is offered STARTTLS.</param>
    public Stage(Tape tape, bool offersStartTls)
    {
        var log = new TapedLog(tape);
        var account = new ProviderAccount(0, "bridge-3f", Security.None, "scans@contoso.com", false, "scans@contoso.com", SenderRewrite.Never, SizeMax);
        _link = new ProviderLink(account, new PretendedProvider(tape), null, this, this, log);
        var repair = new MessageRepair(LinePolicy.Repair, true, false, false, false);
        _settings = new ServerSettings("bridge-3f", SizeMax, LoginPolicy.Optional, offersStartTls, repair, false);
        _session = new RelaySession(_settings, 4096, this, this, this, log, this);
    }

    // Time stands still, as it does in a transcript.
    public long NowMs => 0;

    public long UtcSeconds => 1795423847;

    public long NextUnique() => ++_mails;

    public void Run(IScannerConnection scanner) => _session.Run(scanner, _settings, 0, 1);

    // Any login is right: the recording is about how a scanner logs in, not about what with.
    public int Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount) => 0;

    public void Warm(int account)
    {
    }

    public ProviderLink? Take(int account, int waitMs) => _link;

    public void Give(ProviderLink link)
    {
    }

    public Diagnosis Fetch(Secret into, bool renew) => Diagnosis.None;
}
