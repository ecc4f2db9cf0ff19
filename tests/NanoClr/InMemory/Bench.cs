using DeviceMailAgent.Relay;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr.InMemory;

/// <summary>A whole relay between a scanner and a provider, all in memory.</summary>
public sealed class Bench
{
    private readonly ServerSettings _settings;
    private readonly RelaySession _session;

    /// <summary>Makes the relay with a link that logs in over STARTTLS with XOAUTH2.</summary>
    /// <param name="repair">What it puts right.</param>
    public Bench(MessageRepair repair)
    {
        _settings = new ServerSettings("bridge", SizeMax, LoginPolicy.Optional, false, repair, false);
        ProviderAccount account = new ProviderAccount(0, "bridge.example", Security.StartTls, "scans@example.org", true,
            "scans@example.org", SenderRewrite.IfDifferent, SizeMax);
        Around.Link = new ProviderLink(account, Provider, new XOAuth2(), Around, Around, Around);
        _session = new RelaySession(_settings, 4096, Around, Around, Around, Around);
    }

    /// <summary>The largest mail.</summary>
    public const long SizeMax = 16000000;

    /// <summary>The scanner.</summary>
    public ScriptedScanner Scanner { get; } = new ScriptedScanner();

    /// <summary>The provider.</summary>
    public ScriptedProvider Provider { get; } = new ScriptedProvider();

    /// <summary>What happened.</summary>
    public Surroundings Around { get; } = new Surroundings();

    /// <summary>Serves one connection.</summary>
    public void Run()
    {
        Provider.Forget();
        _session.Run(Scanner, _settings, 0, 1);
    }
}
