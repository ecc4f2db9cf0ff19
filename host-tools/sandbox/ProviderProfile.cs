using System;
using System.Linq;

namespace DeviceMailAgent.Sandbox;

/// <summary>What distinguishes one mail provider from another on the wire: its name, its EHLO list, its token endpoint.</summary>
/// <remarks>Codes and lists are those that the providers publish or that sessions with them were logged to show; where only a code
/// is known, the words behind it are the sandbox's own.</remarks>
public sealed class ProviderProfile
{
    /// <summary>Exchange Online's client submission, smtp.office365.com port 587. No PLAIN and no OAUTHBEARER there.</summary>
    public static readonly ProviderProfile ExchangeOnline = new(
        "exchange-online", "SANDBOX01CA0018.outlook.office365.com", "scans@contoso.example", 157286400,
        ["PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"],
        ["LOGIN", "XOAUTH2"], true, true, "eyJ0eXAiOiJKV1QiLCJub25jZSI6", "/sandbox-tenant/oauth2/v2.0/token", "/sandbox-tenant/oauth2/v2.0/devicecode", "/sandbox-tenant/oauth2/v2.0/authorize", "/devicelogin",
        "https://outlook.office.com/SMTP.Send offline_access");

    /// <summary>Personal Microsoft accounts, smtp-mail.outlook.com port 587: as Exchange Online, but passwords never work.</summary>
    public static readonly ProviderProfile OutlookCom = new(
        "outlook.com", "SANDBOX02MB0021.outlook.office365.com", "scans@outlook.example", 157286400,
        ["PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"],
        ["LOGIN", "XOAUTH2"], true, false, "EwBIA8l6BAAU", "/consumers/oauth2/v2.0/token", "/consumers/oauth2/v2.0/devicecode", "/consumers/oauth2/v2.0/authorize", "/link",
        "https://outlook.office.com/SMTP.Send offline_access");

    /// <summary>Gmail, smtp.gmail.com ports 465 and 587.</summary>
    /// <remarks>The real one also lists PLAIN-CLIENTTOKEN and XOAUTH. The sandbox does not accept them, so it does not offer them.</remarks>
    public static readonly ProviderProfile Gmail = new(
        "gmail", "smtp.gmail.com", "scans@gmail.example", 35882577,
        ["8BITMIME", "ENHANCEDSTATUSCODES", "PIPELINING", "CHUNKING", "SMTPUTF8"],
        ["LOGIN", "PLAIN", "XOAUTH2", "OAUTHBEARER"], false, true, "ya29.", "/token", "/device/code", "/o/oauth2/v2/auth", "/device",
        "https://mail.google.com/");

    private ProviderProfile(string name, string hostName, string user, long sizeMax, string[] extensions, string[] mechanisms,
        bool isMicrosoft, bool takesPasswords, string tokenPrefix, string tokenPath, string devicePath, string authorizationPath,
        string verificationPath, string scope)
    {
        Name = name;
        HostName = hostName;
        User = user;
        SizeMax = sizeMax;
        Extensions = extensions;
        Mechanisms = mechanisms;
        IsMicrosoft = isMicrosoft;
        TakesPasswords = takesPasswords;
        TokenPrefix = tokenPrefix;
        TokenPath = tokenPath;
        DevicePath = devicePath;
        AuthorizationPath = authorizationPath;
        VerificationPath = verificationPath;
        Scope = scope;
    }

    /// <summary>All profiles, in the order in which they are listed to a person.</summary>
    public static ProviderProfile[] All => [ExchangeOnline, OutlookCom, Gmail];

    /// <summary>The name on the command line.</summary>
    public string Name { get; }

    /// <summary>The name in the greeting. Clients must not match the certificate against it (RFC 7817 3).</summary>
    public string HostName { get; }

    /// <summary>The account that the sandbox knows unless told otherwise.</summary>
    public string User { get; }

    /// <summary>Octets that SIZE announces (RFC 1870).</summary>
    public long SizeMax { get; }

    /// <summary>The scope that a client asks for.</summary>
    public string Scope { get; }

    /// <summary>EHLO keywords besides SIZE, STARTTLS and AUTH.</summary>
    internal string[] Extensions { get; }

    /// <summary>SASL mechanisms behind AUTH, which is offered over TLS only.</summary>
    internal string[] Mechanisms { get; }

    internal bool IsMicrosoft { get; }

    internal bool TakesPasswords { get; }

    /// <summary>How the provider's access tokens begin.</summary>
    internal string TokenPrefix { get; }

    internal string TokenPath { get; }

    internal string DevicePath { get; }

    internal string AuthorizationPath { get; }

    /// <summary>Where a person types a device's code.</summary>
    internal string VerificationPath { get; }

    /// <summary>Google answers a refresh without a new refresh token; Microsoft sends a new one each time.</summary>
    internal bool RotatesByDefault => IsMicrosoft;

    /// <summary>The profile of that name. Throws <see cref="ArgumentException"/> that lists the names when there is none.</summary>
    public static ProviderProfile ByName(string name) =>
        All.FirstOrDefault(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no profile '{name}'. Use one of: {string.Join(", ", All.Select(p => p.Name))}.");
}
