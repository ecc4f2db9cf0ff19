using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.Faults;
using DeviceMailAgent.Sandbox.Https;
using DeviceMailAgent.Sandbox.OAuth;
using DeviceMailAgent.Sandbox.Pages;
using DeviceMailAgent.Sandbox.Scenarios;
using DeviceMailAgent.Sandbox.Smtp;

namespace DeviceMailAgent.Sandbox;

/// <summary>A running stand-in for a mail provider: SMTP with STARTTLS, SMTP over implicit TLS, and a token endpoint, under a CA of its own.</summary>
public sealed class SandboxProvider : IAsyncDisposable
{
    // How long drop-idle-now waits for a connection to become idle.
    private const int IdleSoonMs = 2000;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Provider _provider;
    private readonly SmtpListener _smtp, _smtps;
    private readonly HttpsServer _https;
    private readonly AuthorizationServer _authorization;
    private readonly Timer _idleClock;
    private readonly Person _person;
    private readonly bool _removesFolder;

    private SandboxProvider(SandboxOptions options)
    {
        Check(options);
        Host = OwnAddresses.Host(options.Address);
        _removesFolder = options.Folder is null;
        MailFolder = options.Folder is { } folder ? Path.GetFullPath(folder) : Directory.CreateTempSubdirectory("devicemail-sandbox-").FullName;
        Directory.CreateDirectory(MailFolder);
        var journal = new Journal(options.Happened);
        _provider = new Provider(options, journal, new FaultBoard(journal), new AccessTokens(options, TimeProvider.System),
            new CertificateAuthority(options.Address), MailFolder, _stopping.Token);
        _provider.Certificates.WritePem(CaFile);
        try
        {
            foreach (string fault in options.Faults) Apply(FaultTable.Parse(fault));
            _smtp = new SmtpListener(_provider, options.SmtpPort, implicitTls: false);
            _smtps = new SmtpListener(_provider, options.SmtpsPort, implicitTls: true);
            _authorization = new AuthorizationServer(_provider, () => new Uri($"https://{Host}:{_https!.Port}/"));
            _https = new HttpsServer(_provider, new OAuthEndpoint(_provider, _authorization), new ControlPath(this));
        }
        catch
        {
            // What was opened before a port turned out to be in use.
            _stopping.Cancel();
            Release();
            throw;
        }

        _person = new Person(_provider.Certificates);
        _idleClock = new Timer(_ => CloseIdle(), null, 50, 50);
    }

    /// <summary>Which provider is played.</summary>
    public ProviderProfile Profile => _provider.Profile;

    /// <summary>The one account's address.</summary>
    public string User => _provider.User;

    /// <summary>What clients connect to: localhost, or this computer's address where it listens for others, too. The certificate is for all of these.</summary>
    public string Host { get; }

    /// <summary>Port of SMTP with STARTTLS.</summary>
    public int SmtpPort => _smtp.Port;

    /// <summary>Port of SMTP over implicit TLS.</summary>
    public int SmtpsPort => _smtps.Port;

    /// <summary>Where grants are turned into tokens (RFC 6749 3.2).</summary>
    public Uri TokenEndpoint => At(Profile.TokenPath);

    /// <summary>Where a device gets its code (RFC 8628 3.1).</summary>
    public Uri DeviceEndpoint => At(Profile.DevicePath);

    /// <summary>Where a browser begins the authorization code grant (RFC 6749 3.1).</summary>
    public Uri AuthorizationEndpoint => At(Profile.AuthorizationPath);

    /// <summary>The page where a person types a device's code.</summary>
    public Uri VerificationPage => At(Profile.VerificationPath);

    /// <summary>The client_id that may use the client credentials grant.</summary>
    public string DaemonClientId => _provider.Options.DaemonClientId;

    /// <summary>That client's secret.</summary>
    public string DaemonSecret => _provider.Options.DaemonSecret;

    /// <summary>PEM of the certificate and key for that client's assertions, made when first asked for; null when a certificate was given.</summary>
    public string? DaemonCertificateFile => _provider.Clients.CertificateFile;

    /// <summary>A key file of a service account, as Google's are; null where the provider has none. Made when first asked for.</summary>
    public string? ServiceAccountFile => _provider.ServiceAccount?.WriteKeyFile(MailFolder, TokenEndpoint);

    /// <summary>Where faults are set and the state is read from another process: state, mails and faults are below it.</summary>
    public Uri ControlEndpoint => new($"https://{Host}:{_https.Port}/sandbox/");

    /// <summary>PEM of the CA under which all certificates are.</summary>
    public string CaFile => Path.Combine(MailFolder, "ca.pem");

    /// <summary>Where the .eml files are.</summary>
    public string MailFolder { get; }

    /// <summary>A refresh token that is valid now; the newest, where they rotate.</summary>
    public string RefreshToken => _provider.RefreshTokens.Newest;

    /// <summary>The mails received so far, oldest first; the last 10,000.</summary>
    public IReadOnlyList<ReceivedMail> Mails => _provider.Journal.Mails;

    /// <summary>What clients said in SMTP, oldest first, secrets blanked; the last 2,000 lines, none with <see cref="KeepMode.None"/>.</summary>
    public IReadOnlyList<CommandLine> CommandLines => _provider.Journal.CommandLines;

    /// <summary>Counts since the start.</summary>
    public SandboxCounters Counters => _provider.Journal.Counters;

    /// <summary>The faults that are set.</summary>
    public IReadOnlyList<SetFault> Faults => _provider.Faults.Snapshot;

    /// <summary>Starts a sandbox; when this returns, it listens.</summary>
    /// <exception cref="ArgumentException">An option cannot be; the message says which and why.</exception>
    /// <exception cref="InvalidOperationException">A port cannot be used.</exception>
    public static SandboxProvider Start(SandboxOptions options) => new(ScenarioTable.Apply(options));

    /// <summary>Sets a fault, from the next time its stage is reached.</summary>
    /// <param name="name">A name of <see cref="FaultTable"/>.</param>
    /// <param name="argument">Null: the table's default.</param>
    /// <param name="count">How often it shows, 0: until cleared. Null: the table's default.</param>
    /// <exception cref="ArgumentException">There is no such fault, or the argument is none for it.</exception>
    public void SetFault(string name, string? argument = null, int? count = null)
    {
        SetFault fault = FaultTable.Parse(name);
        fault = new SetFault(fault.Name, argument ?? fault.Argument, count ?? fault.Count);
        Apply(fault);
        _provider.Journal.Note("fault", $"{fault.Name} set");
    }

    /// <summary>Clears all faults.</summary>
    public void ClearFaults() => _provider.Faults.Clear();

    /// <summary>An access token as the token endpoint would give out now, for clients that do without it.</summary>
    public string IssueAccessToken() => _provider.Tokens.Issue(_provider.Options.TokenLength, User, GrantedScope.Read(Profile, "", out _));

    /// <summary>Makes the OAuth server now. Otherwise the first request to it waits a second for that.</summary>
    public Task WarmUp() => _authorization.WarmUp();

    /// <summary>Does what a person does in a browser with a device's code: types it, then presses Approve or Deny.</summary>
    /// <param name="userCode">The code as the device shows it.</param>
    /// <param name="approve">False: deny.</param>
    /// <returns>Whether the page took it: false for a code that is not known, has expired, or is blocked by a fault.</returns>
    public Task<bool> AnswerDeviceCode(string userCode, bool approve) => _person.Answer(VerificationPage, userCode, approve);

    /// <summary>Ends all access tokens that were given out; refresh tokens stay good.</summary>
    public void RevokeAccessTokens() => _provider.Tokens.RevokeAll();

    /// <summary>Waits until so many mails were received. Returns whether they were.</summary>
    public async Task<bool> WaitForMails(int count, TimeSpan timeout)
    {
        long end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (Counters.Mails < count)
        {
            if (Environment.TickCount64 >= end) return false;
            await Task.Delay(5);
        }

        return true;
    }

    /// <summary>Closes all connections and ports. A folder that the sandbox made for itself goes, too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _idleClock.DisposeAsync();
        _person.Dispose();
        await _https.DisposeAsync();
        await _authorization.DisposeAsync();
        Release();
    }

    private Uri At(string path) => new($"https://{Host}:{_https.Port}{path}");

    private static void Check(SandboxOptions options)
    {
        if (options.DeviceCodeLifetimeSeconds < 1 || options.DeviceIntervalSeconds < 1) throw new ArgumentException("A device code lives for a second at least, and so is the interval.");
        if (options.TokenLength is < 64 or > 8192) throw new ArgumentException($"A token of {options.TokenLength} characters cannot be made; 64 to 8192 can.");
        if (options.TokenLifetimeSeconds < 1) throw new ArgumentException("A token has to live for at least one second.");
    }

    private void Release()
    {
        _smtp?.Dispose();
        _smtps?.Dispose();
        _provider.Certificates.Dispose();
        _provider.Clients.Dispose();
        _provider.ServiceAccount?.Dispose();
        if (_removesFolder) Directory.Delete(MailFolder, recursive: true);
    }

    private void Apply(SetFault fault)
    {
        FaultTable.Check(fault);
        if (fault.Name == "drop-idle-now")
        {
            // Whoever has just heard a reply may know of it before the connection waits for the next command.
            int closed = 0;
            SpinWait.SpinUntil(() => (closed = CloseIdle(0, fault.Argument, () => true)) > 0 || !HasConnections, IdleSoonMs);
            _provider.Journal.Note("fault", $"drop-idle-now: {closed} connections closed");
            return;
        }

        _provider.Faults.Set(fault);
    }

    private bool HasConnections => _smtp is { HasConnections: true } || _smtps is { HasConnections: true };

    private void CloseIdle()
    {
        if (_provider.Faults.Peek("close-idle") is not { } seconds) return;
        CloseIdle(int.Parse(seconds, CultureInfo.InvariantCulture) * 1000, "421", () => _provider.Faults.Take("close-idle") is not null);
    }

    // The listeners are not there yet while the faults that were asked for at the start are set.
    private int CloseIdle(int waitedMs, string manner, Func<bool> mayClose) =>
        (_smtp?.CloseIdle(waitedMs, manner, mayClose) ?? 0) + (_smtps?.CloseIdle(waitedMs, manner, mayClose) ?? 0);
}
