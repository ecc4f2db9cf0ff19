using System;
using System.Collections.Generic;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace DeviceMailAgent.Sandbox;

/// <summary>What the sandbox does with the mail that it accepts.</summary>
public enum KeepMode
{
    /// <summary>Each mail becomes an .eml file and a row in <see cref="SandboxProvider.Mails"/>, with its digests.</summary>
    Files,

    /// <summary>A row with digests, no file.</summary>
    Digests,

    /// <summary>Octets are searched for their end and dropped; only the counters move. For benchmarks.</summary>
    None,
}

/// <summary>How a sandbox is to behave. Everything has a default that works.</summary>
public sealed record SandboxOptions
{
    /// <summary>Which provider is played.</summary>
    public ProviderProfile Profile { get; init; } = ProviderProfile.ExchangeOnline;

    /// <summary>Where it listens. Loopback, unless a board on the bench has to reach it.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port of SMTP with STARTTLS; 0: any free one.</summary>
    public int SmtpPort { get; init; }

    /// <summary>Port of SMTP over implicit TLS; 0: any free one.</summary>
    public int SmtpsPort { get; init; }

    /// <summary>Port of the token endpoint and the control path; 0: any free one.</summary>
    public int OAuthPort { get; init; }

    /// <summary>Where ca.pem and the mails go. Null: a new folder under the system's temporary one, removed at the end.</summary>
    public string? Folder { get; init; }

    /// <summary>The account's address; null: the profile's.</summary>
    public string? User { get; init; }

    /// <summary>The account's password for LOGIN and PLAIN; null: password logins are refused.</summary>
    public string? Password { get; init; }

    /// <summary>The refresh token that is valid at the start; null: a random one.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>The only client_id that is known; null: any will do.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client_id that has a secret and a certificate, for the client credentials grant.</summary>
    public string DaemonClientId { get; init; } = "sandbox-daemon";

    /// <summary>That client's secret.</summary>
    public string DaemonSecret { get; init; } = "sandbox-daemon-secret";

    /// <summary>That client's certificate, RSA; only its public key is used. Null: the sandbox makes one with a key, see <see cref="SandboxProvider.DaemonCertificateFile"/>.</summary>
    public X509Certificate2? DaemonCertificate { get; init; }

    /// <summary>Seconds that a device code lives, said as expires_in. Entra's is 900.</summary>
    public int DeviceCodeLifetimeSeconds { get; init; } = 900;

    /// <summary>Seconds that a device waits between two requests, said as interval; a device that asks sooner is told slow_down.</summary>
    public int DeviceIntervalSeconds { get; init; } = 5;

    /// <summary>Seconds that an access token lives, said as expires_in. Entra's is about 3599.</summary>
    public int TokenLifetimeSeconds { get; init; } = 3599;

    /// <summary>Characters of an access token, 64 to 8192.</summary>
    public int TokenLength { get; init; } = 2048;

    /// <summary>True: each refresh brings a new refresh token. Null: as the profile's provider does.</summary>
    public bool? Rotate { get; init; }

    /// <summary>True: a refresh token that was replaced is refused from then on, and using it again ends all that came of the same sign-in
    /// (reuse detection, RFC 9700 4.14.2). Entra goes on accepting it, so the default is false.</summary>
    public bool RefuseReplacedRefreshToken { get; init; }

    /// <summary>True: a reverse-path other than the account's address gets 554 5.2.252 after the data, as Exchange Online does.</summary>
    public bool SenderMustMatch { get; init; }

    /// <summary>Octets of a mail at most; null: the profile's.</summary>
    public long? SizeMax { get; init; }

    /// <summary>What happens to accepted mail.</summary>
    public KeepMode Keep { get; init; } = KeepMode.Files;

    /// <summary>A name of <see cref="Scenarios.ScenarioTable"/>, whose profile and faults are set from the start; null: none.</summary>
    public string? Scenario { get; init; }

    /// <summary>Faults that are set from the start, each as NAME[=ARGUMENT][:COUNT].</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Told of each connection, login, mail, token and fault as it happens, from the thread where it happens.</summary>
    public Action<SandboxEvent>? Happened { get; init; }
}
