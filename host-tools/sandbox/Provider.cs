using System;
using System.Globalization;
using System.IO;
using System.Threading;
using DeviceMailAgent.Sandbox.Faults;
using DeviceMailAgent.Sandbox.OAuth;

namespace DeviceMailAgent.Sandbox;

/// <summary>What every connection of one sandbox shares.</summary>
internal sealed record Provider(SandboxOptions Options, Journal Journal, FaultBoard Faults, AccessTokens Tokens, CertificateAuthority Certificates,
    string Folder, CancellationToken Stopping)
{
    // A folder may hold the mails of an earlier run.
    private readonly string _run = DateTime.Now.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
    private int _mails;

    public RefreshTokens RefreshTokens { get; } = new(Options, Options.User ?? Options.Profile.User);

    public DeviceCodes DeviceCodes { get; } = new(Options, TimeProvider.System);

    public Clients Clients { get; } = new(Options, Folder);

    /// <summary>Null where the provider has none.</summary>
    public ServiceAccount? ServiceAccount { get; } = Options.Profile.IsMicrosoft ? null : new ServiceAccount();

    public ProviderProfile Profile => Options.Profile;

    public string User => Options.User ?? Profile.User;

    public long SizeMax => Options.SizeMax ?? Profile.SizeMax;

    public int NextMail() => Interlocked.Increment(ref _mails);

    public string MailPath(int mail) => Path.Combine(Folder, $"{_run}-{mail:D6}.eml");
}
