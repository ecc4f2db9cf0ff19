using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>Reads one entry of <c>accounts</c>.</summary>
internal sealed class AccountReader
{
    private readonly JsonObject _account;
    private readonly string _folder;

    public AccountReader(JsonElement element, string path, string folder)
    {
        _account = new JsonObject(element, path, "name", "default", "ca", "smtp", "mechanism", "user", "sender", "oauth");
        _folder = folder;
    }

    public AccountConfiguration Read(out bool isDefault)
    {
        isDefault = _account.Flag("default");
        string name = Name();
        JsonObject smtp = _account.Object("smtp", "host", "port", "security", "sizeMax", "connectionsMax", "perMinuteMax", "waitSecondsMax");
        string host = Host(smtp);
        var security = (Security)smtp.Choice("security", "starttls", "implicit", "none");
        if (security == Security.None && !IsNear(host))
        {
            throw smtp.Wrong("security", "\"none\" sends mail and login in clear, so that it is only possible to an address of the own network such as 192.168.7.5, not to " + host + ". Write \"starttls\" or \"implicit\".");
        }
        var mechanism = (LoginMechanism)_account.Choice("mechanism", "xoauth2", "oauthbearer", "plain", "login", "none");
        Sender(out string senderAddress, out SenderRewrite rewrite);
        return new AccountConfiguration
        {
            Name = name,
            Roots = Roots(),
            Host = host,
            Port = (int)smtp.Number("port", 1, 65535),
            Security = security,
            SizeMax = smtp.Number("sizeMax", 64 * 1024, 1024 * 1024 * 1024),
            ConnectionsMax = smtp.Has("connectionsMax") ? (int)smtp.Number("connectionsMax", 1, PlatformLimits.ConnectionsMax) : 3,
            PerMinuteMax = smtp.Has("perMinuteMax") ? (int)smtp.Number("perMinuteMax", 1, 100_000) : 0,
            WaitMsMax = smtp.Has("waitSecondsMax") ? 1000 * (int)smtp.Number("waitSecondsMax", 1, 300) : Limits.LinkWaitMsMax,
            Mechanism = mechanism,
            User = User(mechanism),
            SenderAddress = senderAddress,
            SenderRewrite = rewrite,
            OAuth = OAuth(mechanism),
        };
    }

    // The name is also the name of a file in the store.
    private string Name()
    {
        string name = _account.Text("name", "scans");
        bool sound = name.Length <= 64 && char.IsAsciiLetterOrDigit(name[0]);
        foreach (char c in name) sound = sound && (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return sound ? name : throw _account.Wrong("name", "must be at most 64 letters, digits, hyphens, underscores and dots, beginning with a letter or digit, such as \"scans\".");
    }

    private byte[][]? Roots()
    {
        return _account.Has("ca") ? PemFiles.Roots(_account, "ca", Path.GetFullPath(_account.Text("ca", "ca.pem"), _folder)) : null;
    }

    private static string Host(JsonObject smtp)
    {
        string host = smtp.Text("host", "smtp.office365.com");
        if (host.Contains("://", StringComparison.Ordinal)) throw smtp.Wrong("host", "must be a host name alone, without " + host[..(host.IndexOf("://", StringComparison.Ordinal) + 3)] + ".");
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw smtp.Wrong("host", "must be a host name such as \"smtp.office365.com\", not " + JsonObject.Quoted(host) + "." + (host.Contains(':', StringComparison.Ordinal) ? " The port has a key of its own." : ""));
        }
        return host;
    }

    // A name could lead anywhere tomorrow, so that only addresses count, and the one name that stays on this device (RFC 6761 6.3).
    private static bool IsNear(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        if (!IPAddress.TryParse(host, out IPAddress? address)) return false;
        if (IPAddress.IsLoopback(address)) return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        byte[] octets = address.GetAddressBytes();
        return octets[0] == 10 || (octets[0] == 172 && octets[1] is >= 16 and <= 31) || (octets[0] == 192 && octets[1] == 168) || (octets[0] == 169 && octets[1] == 254);
    }

    private string User(LoginMechanism mechanism)
    {
        if (mechanism != LoginMechanism.None)
        {
            string user = _account.Text("user", "scans@contoso.com");
            return Encoding.UTF8.GetByteCount(user) <= Limits.Path ? user : throw _account.Wrong("user", "must have at most 256 octets.");
        }
        return _account.Has("user") ? throw _account.Wrong("user", "is of no use with \"mechanism\": \"none\". Remove it.") : "";
    }

    private void Sender(out string address, out SenderRewrite rewrite)
    {
        address = "";
        rewrite = SenderRewrite.Never;
        if (!_account.Has("sender")) return;
        JsonObject sender = _account.Object("sender", "address", "rewrite");
        rewrite = (SenderRewrite)sender.Choice("rewrite", "never", "if-different", "always");
        if (rewrite == SenderRewrite.Never && !sender.Has("address")) return;
        address = sender.Text("address", "scans@contoso.com");
        if (!IsAddress(address)) throw sender.Wrong("address", "must be a mail address such as \"scans@contoso.com\", not " + JsonObject.Quoted(address) + ".");
    }

    /// <summary>True for an address that can stand in MAIL FROM and RCPT TO as it is (RFC 5321 4.1.2); quoted local parts are not worth the risk.</summary>
    public static bool IsAddress(string address)
    {
        int at = address.LastIndexOf('@');
        bool sound = at > 0 && at < address.Length - 1 && address.Length <= Limits.Path - 2;
        foreach (char c in address) sound = sound && c is > ' ' and <= '~' and not ('<' or '>' or '"' or '(' or ')' or ',' or ';' or ':' or '\\');
        return sound;
    }

    private OAuthConfiguration? OAuth(LoginMechanism mechanism)
    {
        if (mechanism is not (LoginMechanism.XOAuth2 or LoginMechanism.OAuthBearer))
        {
            return _account.Has("oauth") ? throw _account.Wrong("oauth", "is of no use with this mechanism. Remove it, or write \"mechanism\": \"xoauth2\".") : null;
        }
        return new OAuthReader(_account, _folder).Read();
    }
}
