using System;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
[assembly: AssemblyFixture(typeof(Provider))]

namespace DeviceMailAgent.EndToEnd;

/// <summary>Dovecot, the sink behind it and the keys, once for the whole run.</summary>
public sealed class Provider : IAsyncLifetime
{
    private Dovecot? _dovecot;

    internal CertificateAuthority Authority { get; } = new();

    internal AccessTokens Tokens { get; } = new();

    internal MailSink Sink { get; } = new();

    /// <summary>The running Dovecot; where there can be none, the test that asks skips and says why.</summary>
    internal Dovecot Dovecot
    {
        get
        {
            Assert.SkipWhen(_dovecot is null, EndToEnd.Dovecot.Missing() ?? "Dovecot is not running");
            return _dovecot!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (EndToEnd.Dovecot.Missing() is null) _dovecot = await EndToEnd.Dovecot.Start(Authority, Tokens, Sink.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_dovecot is not null) await _dovecot.DisposeAsync();
        Sink.Dispose();
        Tokens.Dispose();
        Authority.Dispose();
    }
}
