using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>Reads one entry of <c>accounts</c>.</summary>
public sealed class AccountReader
{
    private static string[] Keys => new string[] { "name", "default", "ca", "smtp", "mechanism", "user", "sender", "oauth" };
    private static string[] SmtpKeys => new string[] { "host", "port", "security", "sizeMax", "connectionsMax", "perMinuteMax", "waitSecondsMax" };
    private static string[] SenderKeys => new string[] { "address", "rewrite" };
    private static string[] OAuthKeys => new string[]
    {
        "flow", "clientId", "scope", "deviceEndpoint", "tokenEndpoint", "refreshMarginSeconds", "certificate", "certificateThumbprint",
        "assertionAlgorithm", "secretEnds", "signInDays",
    };
    private static string[] NotHere => new string[] { "certificate", "certificateThumbprint", "assertionAlgorithm", "secretEnds", "signInDays",
    };
    private static string[] SecurityWords => new string[] { "starttls", "implicit", "none" };
    private static string[] MechanismWords => new string[] { "xoauth2", "oauthbearer", "plain", "login", "none" };
    private static string[] RewriteWords => new string[] { "never", "if-different", "always" };
    /// <summary>The OAuth flows that a board can do, as agent.json names them.</summary>
    public static string[] FlowWords => new string[] { "device-code", "authorization-code" };

    private readonly ConfigurationObject _account;

    /// <summary>Takes the object apart.</summary>
    public AccountReader(object? value, string path)
    {
        _account = new ConfigurationObject(value, path, Keys);
    }

    /// <summary>Reads it.</summary>
    public AccountConfiguration Read()
    {
        if (!_account.Flag("default", false)) throw _account.Wrong("default", "must be true: it is the only account.");
        ConfigurationObject smtp = _account.Object("smtp", SmtpKeys);
        // One connection is within every limit.
        smtp.NumberOr("connectionsMax", 1, 32, 1);
        string host = smtp.Text("host", "smtp.office365.com");
        Security security = (Security)smtp.Choice("security", SecurityWords);
        if (security == Security.None && !IsNear(host)) throw smtp.Wrong("security", "\"none\" sends mail and login in clear, so that it is only possible to an address of the own network such as 192.168.7.5. Write \"starttls\" or \"implicit\".");
        LoginMechanism mechanism = (LoginMechanism)_account.Choice("mechanism", MechanismWords);
        Sender(out string address, out SenderRewrite rewrite);
        return new AccountConfiguration
        {
            Name = Name(),
            Roots = Roots(),
            Host = host,
            Port = (int)smtp.Number("port", 1, 65535),
            Security = security,
            SizeMax = smtp.Number("sizeMax", 64 * 1024, 1024 * 1024 * 1024),
            PerMinuteMax = (int)smtp.NumberOr("perMinuteMax", 1, 100000, 0),
            WaitMsMax = 1000 * (int)smtp.NumberOr("waitSecondsMax", 1, 300, Limits.LinkWaitMsMax / 1000),
            Mechanism = mechanism,
            User = User(mechanism),
            SenderAddress = address,
            SenderRewrite = rewrite,
            OAuth = OAuth(mechanism),
        };
    }

    // The name is also the name of a file in the store.
    private string Name()
    {
        string name = _account.Text("name", "scans");
        byte[] octets = Ascii.Bytes(name);
        bool sound = octets.Length <= 32;
        for (int i = 0; i < octets.Length; i++)
        {
            byte upper = Ascii.Upper(octets[i]);
            sound = sound && ((upper >= (byte)'A' && upper <= (byte)'Z') || Ascii.IsDigit(upper) || (i > 0 && (upper == (byte)'-' || upper == (byte)'_')));
        }
        return sound ? name : throw _account.Wrong("name", "must be at most 32 letters, digits, hyphens and underscores, beginning with a letter or digit, such as \"scans\".");
    }

    private string? Roots()
    {
        return _account.Has("ca") ? Roots(_account) : null;
    }

    /// <summary>
    /// The file of trusted roots that <c>ca</c> of an object names, found to hold PEM. Its text is read again for each handshake: 2 KB of heap are too much for
    /// what is needed so seldom.
    /// </summary>
    public static string Roots(ConfigurationObject item)
    {
        string path = AgentFile.FullPath(item.Text("ca", "ca.pem"));
        string pem = AgentFile.Text(path, item.PathOf("ca"), "there is no file " + path + ". Deploy it with `devicemail flash`, or write null for the certificates that were deployed with the network.");
        return pem.Contains("-----BEGIN CERTIFICATE-----") ? path : throw item.Wrong("ca", path + " has no PEM certificate in it (-----BEGIN CERTIFICATE-----).");
    }

    /// <summary>True for this device and its own network. A name could lead anywhere tomorrow, so that only addresses count, and the one name that stays here (RFC 6761 6.3).</summary>
    public static bool IsNear(string host)
    {
        if (host == "localhost") return true;
        if (!AddressRange.TryParse(host, out uint address)) return false;
        uint first = address >> 24;
        uint two = address >> 16;
        return first == 127 || first == 10 || two == 0xC0A8 || two == 0xA9FE || (two & 0xFFF0) == 0xAC10;
    }

    private string User(LoginMechanism mechanism)
    {
        if (mechanism == LoginMechanism.None) return _account.Has("user") ? throw _account.Wrong("user", "is of no use with \"mechanism\": \"none\". Remove it.") : "";
        string user = _account.Text("user", "scans@contoso.com");
        return Ascii.Bytes(user).Length <= Limits.Path ? user : throw _account.Wrong("user", "must have at most 256 octets.");
    }

    private void Sender(out string address, out SenderRewrite rewrite)
    {
        address = "";
        rewrite = SenderRewrite.Never;
        if (!_account.Has("sender")) return;
        ConfigurationObject sender = _account.Object("sender", SenderKeys);
        rewrite = (SenderRewrite)sender.Choice("rewrite", RewriteWords);
        if (rewrite == SenderRewrite.Never && !sender.Has("address")) return;
        address = sender.Text("address", "scans@contoso.com");
        byte[] octets = Ascii.Bytes(address);
        int at = address.LastIndexOf('@');
        bool sound = at > 0 && at < address.Length - 1 && octets.Length <= Limits.Path - 2;
        // It is written into MAIL FROM as it stands (RFC 5321 4.1.2); quoted local parts are not worth the risk.
        for (int i = 0; i < octets.Length; i++) sound = sound && octets[i] > 32 && octets[i] < 127 && "<>\"(),;:\\".IndexOf((char)octets[i]) < 0;
        if (!sound) throw sender.Wrong("address", "must be a mail address such as \"scans@contoso.com\".");
    }

    private OAuthConfiguration? OAuth(LoginMechanism mechanism)
    {
        if (mechanism != LoginMechanism.XOAuth2 && mechanism != LoginMechanism.OAuthBearer)
        {
            return _account.Has("oauth") ? throw _account.Wrong("oauth", "is of no use with this mechanism. Remove it, or write \"mechanism\": \"xoauth2\".") : null;
        }
        ConfigurationObject oauth = _account.Object("oauth", OAuthKeys);
        oauth.RefuseAll(NotHere, " yet");
        int flow = oauth.Choice("flow", FlowWords);
        return new OAuthConfiguration(oauth.Text("clientId", "00000000-0000-0000-0000-000000000000"),
            oauth.Text("scope", "https://outlook.office.com/SMTP.Send offline_access"), Endpoint(oauth, "tokenEndpoint"),
            oauth.Has("deviceEndpoint") ? Endpoint(oauth, "deviceEndpoint") : null, (int)oauth.NumberOr("refreshMarginSeconds", 0, 86400, 600))
        {
            Flow = FlowWords[flow],
        };
    }

    private static string Endpoint(ConfigurationObject oauth, string key)
    {
        string text = oauth.Text(key, "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token");
        bool sound = text.StartsWith("https://") && text.Length > 9 && text.IndexOf(' ') < 0 && text.IndexOf('#') < 0 && text.IndexOf('@') < 0;
        return sound ? text : throw oauth.Wrong(key, "must be an address that begins with https://.");
    }
}
