using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DeviceMailAgent.Tool.Providers;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>All that an agent.json is made of. What is null has not been said yet.</summary>
internal sealed record ProvisionPlan
{
    public const string Account = "scans";

    private const int SaltOctets = 16;
    private const int PasswordLetters = 12;
    private const string PiStore = "/var/lib/devicemail-agent";

    public string? Name { get; init; }
    public string? Board { get; init; }
    public ProviderPreset? Provider { get; init; }
    public string? Mechanism { get; init; }
    public string? Flow { get; init; }
    public string? ClientId { get; init; }

    /// <summary>What an app proves itself with; null: a client secret.</summary>
    public AppCertificate? Certificate { get; init; }

    /// <summary>The day on which the client secret ends, as 2028-11-25; null: not known.</summary>
    public string? SecretEnds { get; init; }

    /// <summary>A sign-in ends so many days after it was given; 0: it does not.</summary>
    public int SignInDays { get; init; }

    /// <summary>Who is written to before something ends; null or empty: nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>en, ja or both; null: the device's own default.</summary>
    public string? OwnerLanguage { get; init; }

    public string? Mailbox { get; init; }
    public string? Sender { get; init; }
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Another port of the provider than the preset's first; 0: none was said.</summary>
    public int SmtpPort { get; init; }
    public string? Security { get; init; }
    public string? Ca { get; init; }

    public string Address { get; init; } = "0.0.0.0";
    public int Port { get; init; } = 2525;
    public string Tls { get; init; } = "auto";
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>What scanners log in with; empty: they need not.</summary>
    public string? ScannerUser { get; init; }

    /// <summary>Its password; null: one is made.</summary>
    public string? ScannerPassword { get; init; }

    public string Store { get; init; } = PiStore;

    /// <summary>Where the device takes devicemail over TLS; null: nowhere.</summary>
    public IPEndPoint? ControlListen { get; init; }

    /// <summary>The device's own end of a serial line; null: none.</summary>
    public string? ControlSerial { get; init; }

    public bool IsOAuth => Mechanism is "xoauth2" or "oauthbearer";

    /// <summary>The OAuth flow that is meant; null without OAuth.</summary>
    public OAuthFlow? ChosenFlow => IsOAuth ? Provider!.Flows.FirstOrDefault(flow => flow.Name == Flow) ?? Provider.Flows.FirstOrDefault(flow => CanDo(flow.Name)) ?? Provider.Flows[0] : null;

    /// <summary>True if the board has room for an OAuth flow.</summary>
    public bool CanDo(string flow) => !IsEsp32 || Esp32.Configuration.AccountReader.FlowWords.Contains(flow);

    /// <summary>True for a flow in which an app logs in as itself, by a secret or a certificate.</summary>
    public bool IsApp => ChosenFlow?.Name == "client-credentials";

    /// <summary>True where agent.json has to name the app: a service account's key file names its own.</summary>
    public bool NeedsClientId => IsOAuth && ChosenFlow?.Name != "service-account";

    /// <summary>The provider's open words that the choices made so far need, such as tenant.</summary>
    public IReadOnlyList<string> OpenValues => Provider is null || Mechanism is null ? [] : [.. Expansion().Needed.Where(name => !Values.ContainsKey(name))];

    /// <summary>A password as a person can type it at a panel: no letter that looks like another. 12 of 31 letters are 59 bits.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", PasswordLetters);

    /// <summary>As agent.json keeps a scanner's password: salted, so that equal ones do not show.</summary>
    public static string Hashed(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltOctets);
        return $"hmac-sha256:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(password)))}";
    }

    /// <summary>The file's content; everything that is needed must have been said.</summary>
    /// <param name="password">The scanner's, or null where there is no login.</param>
    /// <exception cref="ArgumentException">A choice is not one of the provider's.</exception>
    public JsonObject ToJson(string? password)
    {
        var listener = new JsonObject
        {
            ["address"] = Address, ["port"] = Port, ["tls"] = IsEsp32 && Tls == "auto" ? "off" : Tls, ["allow"] = new JsonArray([.. Allow.Select(range => JsonValue.Create(range))]),
            ["login"] = password is null ? "ignored" : "required", ["header"] = "repair",
        };
        var logins = new JsonArray();
        if (password is not null) logins.Add(new JsonObject { ["user"] = ScannerUser, ["password"] = Hashed(password), ["account"] = Account });
        var json = new JsonObject
        {
            ["name"] = Name, ["board"] = Board, ["listen"] = new JsonArray(listener), ["logins"] = logins, ["accounts"] = new JsonArray(AccountJson()), ["store"] = IsEsp32 && Store == PiStore ? "I:/" : Store,
        };
        if (Control() is { Count: > 0 } control) json["control"] = control;
        if (Pins() is { Count: > 0 } pins) json["pins"] = pins;
        if (!string.IsNullOrEmpty(Owner)) json["owner"] = Owner;
        if (!string.IsNullOrEmpty(Owner) && OwnerLanguage is not null) json["ownerLanguage"] = OwnerLanguage;
        return json;
    }

    // It keeps its secrets on its one drive, and has no room for TLS with scanners.
    private bool IsEsp32 => Board is { } id && Provision.Board.Find(id)?.IsEsp32 == true;

    /// <summary>What was said and does not go together, in the words of the options; null: nothing.</summary>
    public Phrase? Contradiction()
    {
        string way = ChosenFlow?.Name ?? Mechanism ?? "";
        if (Certificate is not null && !IsApp) return new(
            $"--certificate: goes with --flow client-credentials alone, not with {way}. Leave it out, or choose that flow.",
            $"--certificate: {way} では使えません。省くか、--flow client-credentials を指定してください。");
        if (SecretEnds is not null && !IsApp) return new(
            $"--secret-ends: there is no client secret that ends with {way}. Leave it out.", $"--secret-ends: {way} には期限のあるクライアント シークレットがありません。省いてください。");
        if (SecretEnds is not null && Certificate is { Ends: not null }) return new(
            "--secret-ends: the certificate itself says when it ends. Leave it out.", "--secret-ends: 期限は証明書に書かれています。省いてください。");
        if (SignInDays > 0 && (IsApp || !NeedsClientId)) return new($"--sign-in-days: nobody signs in with {way}. Leave it out.", $"--sign-in-days: {way} ではサインインしません。省いてください。");
        return string.IsNullOrEmpty(Owner) && OwnerLanguage is not null
            ? new("--owner-language: is of no use without --owner. Name the address with it.", "--owner-language: --owner がないと意味がありません。--owner でアドレスを指定してください。") : null;
    }

    private JsonObject AccountJson()
    {
        JsonObject account = Expansion().Account();
        if (SmtpPort > 0) account["smtp"]!["port"] = SmtpPort;
        if (Security is not null) account["smtp"]!["security"] = Security;
        if (Ca is not null) account["ca"] = Ca;
        if (SecretEnds is not null) account["oauth"]!["secretEnds"] = SecretEnds;
        if (SignInDays > 0) account["oauth"]!["signInDays"] = SignInDays;
        return account;
    }

    // An ESP32's free pins differ from board to board, so they are written down; where nothing is wired to them they do no harm.
    private JsonObject Pins()
    {
        var pins = new JsonObject();
        BoardPins? free = Board is { } id ? Provision.Board.Find(id)?.Pins : null;
        if (free?.Light is { } light) pins["light"] = new JsonObject(light.Select(colour => KeyValuePair.Create(colour.Key, (JsonNode?)colour.Value)));
        if (free?.Button is { } button) pins["button"] = new JsonObject { ["pin"] = button };
        return pins;
    }

    private JsonObject Control()
    {
        var control = new JsonObject();
        if (ControlListen is { } end) control["listen"] = new JsonObject { ["address"] = end.Address.ToString(), ["port"] = end.Port };
        if (ControlSerial is { } line) control["serial"] = line;
        return control;
    }

    private PresetExpansion Expansion() => new(Provider!)
    {
        Name = Account,
        Server = Provider!.Servers.FirstOrDefault(server => server.Port == SmtpPort) ?? Provider.Servers[0],
        Mechanism = Mechanism!,
        Flow = ChosenFlow?.Name,
        ClientId = NeedsClientId ? ClientId : null,
        Certificate = Certificate?.Reference,
        Mailbox = Mailbox ?? "",
        Sender = Sender,
        Values = Values,
    };
}
