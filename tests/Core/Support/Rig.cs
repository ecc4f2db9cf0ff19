using System.Collections.Generic;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>A real RelaySession with real links, between a scanner and providers in memory. Login "scanner" sends as account 0, "other" as account 1, and "guesser" has been wrong too often.</summary>
public sealed class Rig : IScannerLogins
{
    public const long SizeMax = 10_000;

    private static readonly byte[] ScannerAddress = Octets.Of("192.168.7.21");

    private readonly RelaySession _session;
    private int _number;

    public Rig(SenderRewrite rewrite = SenderRewrite.Never, LoginPolicy login = LoginPolicy.Optional, Security security = Security.StartTls,
        MessageRepair? repair = null, bool isStrict = false, IMailRoutes? routes = null)
    {
        Links = new MemoryLinks(Clock, Seams);
        Secrets = new MemorySecrets(Seams, "token-1", "token-2", "token-3");
        Settings = new ServerSettings("bridge", SizeMax, login, true, repair ?? MessageRepair.None, isStrict);
        Scanner = new MemoryScanner(Clock, Seams);
        for (int account = 0; account < 2; account++)
        {
            var described = new ProviderAccount(account, "bridge.local", security, "scans@contoso.com", true, "scans@contoso.com", rewrite, SizeMax);
            var provider = new MemoryProvider(Clock, Seams);
            Providers.Add(provider);
            LinkOf.Add(new ProviderLink(described, provider, new XOAuth2(), Secrets, Clock, Log));
            Links.Add(LinkOf[account]);
        }
        _session = new RelaySession(Settings, 4096, this, Links, Clock, Log, Stamp, Pauses, routes);
    }

    public FakeClock Clock { get; } = new();

    public Seams Seams { get; } = new();

    public FakeStamp Stamp { get; } = new();

    public RecordedPauses Pauses { get; } = new();

    public RecordingLog Log { get; } = new();

    public MemoryLinks Links { get; }

    public MemorySecrets Secrets { get; }

    public ServerSettings Settings { get; }

    public List<MemoryProvider> Providers { get; } = [];

    public List<ProviderLink> LinkOf { get; } = [];

    /// <summary>The provider of account 0.</summary>
    public MemoryProvider Provider
    {
        get { return Providers[0]; }
    }

    public MemoryScanner Scanner { get; private set; }

    public RelaySession Session
    {
        get { return _session; }
    }

    /// <summary>The next scanner, for a session that serves one after the other.</summary>
    public MemoryScanner NextScanner()
    {
        Scanner = new MemoryScanner(Clock, Seams);
        return Scanner;
    }

    /// <summary>Opens the link of account 0, as a platform does while the scanner says EHLO.</summary>
    public Rig Warmed(bool isFresh = true)
    {
        Assert.True(LinkOf[0].Open());
        if (!isFresh) Clock.Advance(Limits.LinkFreshMs);
        return this;
    }

    /// <summary>Serves the scanner. What must hold after every session is checked here.</summary>
    public Rig Run()
    {
        _session.Run(Scanner, Settings, 0, ++_number, ScannerAddress, ScannerAddress.Length);
        CheckPromises();
        return this;
    }

    /// <summary>Nothing was told delivered that was not; every link is back; the log knows how every mail ended.</summary>
    public void CheckPromises()
    {
        int accepted = 0;
        foreach (MemoryProvider provider in Providers) accepted += provider.Accepted;
        Assert.True(Scanner.ToldDelivered <= accepted, $"the scanner was told that {Scanner.ToldDelivered} mails are delivered, the providers accepted {accepted}");
        Assert.Equal(0, Links.Lent);
        Assert.Equal(0, Log.UnderWay);
    }

    int IScannerLogins.Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount)
    {
        if (Octets.Text(user, userOffset, userCount) == "guesser") return LoginCheck.Guessing;
        if (Octets.Text(password, passwordOffset, passwordCount) != "pass") return -1;
        return Octets.Text(user, userOffset, userCount) switch
        {
            "scanner" => 0,
            "other" => 1,
            _ => -1,
        };
    }
}
