using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text;
using System.Text.Json;
using DeviceMailAgent.RaspberryPi.Fleet;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>Turns the JSON of agent.json into settings and refuses what cannot work (design.md, "Configuration").</summary>
internal sealed class ConfigurationReader
{
    private static readonly string[] Charsets = ["iso-8859-1", "shift_jis", "iso-2022-jp", "utf-8"];
    private static readonly RawCharacters[] CharsetCharacters = [RawCharacters.SingleOctet, RawCharacters.ShiftJis, RawCharacters.Iso2022Jp, RawCharacters.Utf8];

    private readonly string _folder;

    /// <param name="folder">Where agent.json stands; relative paths in it start there.</param>
    public ConfigurationReader(string folder)
    {
        _folder = folder;
    }

    public AgentConfiguration Read(JsonElement root)
    {
        var top = new JsonObject(root, "", "name", "board", "listen", "logins", "accounts", "routes", "store", "control", "owner", "ownerLanguage", "pins", "screen", "fleet", "page");
        string name = Name(top);
        string board = Board(top);
        AccountConfiguration[] accounts = Accounts(top, out int defaultAccount);
        LoginConfiguration[] logins = Logins(top, accounts);
        ListenerConfiguration[] listeners = Listeners(top, logins.Length, accounts, defaultAccount);
        RouteReader.RefuseLoops(accounts, listeners);
        RouteConfiguration[] routes = RouteReader.Read(top, accounts, logins, listeners);
        string store = Path.GetFullPath(top.Text("store", "/var/lib/devicemail-agent"), _folder);
        ControlConfiguration control = ControlReader.Read(top, _folder, store, listeners);
        return new AgentConfiguration
        {
            Name = name,
            Board = board,
            Listeners = listeners,
            Logins = logins,
            Accounts = accounts,
            DefaultAccount = defaultAccount,
            Routes = routes,
            Store = store,
            Owner = Owner(top),
            Control = control,
            Pins = PinsReader.ReadPins(top),
            Screen = PinsReader.ReadScreen(top),
            Fleet = FleetReader.Read(top, name, _folder),
            Page = PageReader.Read(top, listeners, control),
        };
    }

    // The greeting carries the name, so it has to be a host name (RFC 5321 4.2, RFC 1123 2.1).
    private static string Name(JsonObject top)
    {
        string name = top.Text("name", "bridge-3f");
        bool sound = name.Length <= 63 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]);
        foreach (char c in name) sound = sound && (char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
        return sound ? name : throw top.Wrong("name", "must be a host name: at most 63 letters, digits, hyphens and dots, such as \"bridge-3f\".");
    }

    private static string Board(JsonObject top)
    {
        string board = top.Text("board", "raspberry-pi-4");
        var ours = new List<string>();
        using Stream file = typeof(ConfigurationReader).Assembly.GetManifestResourceStream("boards.json")!;
        using JsonDocument boards = JsonDocument.Parse(file);
        foreach (JsonElement row in boards.RootElement.EnumerateArray())
        {
            string id = row.GetProperty("id").GetString()!;
            bool runsThis = row.GetProperty("platform").GetString() == "raspberry-pi";
            if (runsThis) ours.Add(id);
            if (id != board) continue;
            if (runsThis) return board;
            throw top.Wrong("board", JsonObject.Quoted(board) + " is another kind of board; this program runs on " + string.Join(", ", ours) + ".");
        }
        string? meant = Spelling.Nearest(board, ours.ToArray());
        string cure = meant != null ? "Did you mean " + JsonObject.Quoted(meant) + "?" : "Known boards: " + string.Join(", ", ours) + ".";
        throw top.Wrong("board", JsonObject.Quoted(board) + " is not a known board. " + cure);
    }

    private static OwnerConfiguration? Owner(JsonObject top)
    {
        string[] languages = ["en", "ja", "both"];
        if (!top.Has("owner")) return top.Has("ownerLanguage") ? throw top.Wrong("ownerLanguage", "is of no use without \"owner\". Write the owner's address there, or remove it.") : null;
        string address = top.Text("owner", "it@contoso.com");
        if (!AccountReader.IsAddress(address)) throw top.Wrong("owner", "must be a mail address such as \"it@contoso.com\", not " + JsonObject.Quoted(address) + ".");
        return new OwnerConfiguration { Address = address, Language = top.Has("ownerLanguage") ? languages[top.Choice("ownerLanguage", languages)] : "both" };
    }

    private AccountConfiguration[] Accounts(JsonObject top, out int defaultAccount)
    {
        JsonElement[] items = top.List("accounts", 1, PlatformLimits.Accounts);
        var accounts = new AccountConfiguration[items.Length];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        defaultAccount = -1;
        for (int i = 0; i < items.Length; i++)
        {
            string path = Indexed("accounts", i);
            accounts[i] = new AccountReader(items[i], path, _folder).Read(out bool isDefault);
            if (!names.Add(accounts[i].Name)) throw new ConfigurationException(path + ".name", JsonObject.Quoted(accounts[i].Name) + " is the name of an account above. Names must differ.");
            if (!isDefault) continue;
            if (defaultAccount >= 0) throw new ConfigurationException(path + ".default", "account " + JsonObject.Quoted(accounts[defaultAccount].Name) + " is the default already. Only one can be.");
            defaultAccount = i;
        }
        int links = 0;
        foreach (AccountConfiguration account in accounts) links += account.ConnectionsMax;
        if (links > PlatformLimits.LinksAll) throw top.Wrong("accounts", string.Create(CultureInfo.InvariantCulture, $"have {links} connections together; at most {PlatformLimits.LinksAll} are possible. Lower connectionsMax."));
        if (defaultAccount < 0) throw top.Wrong("accounts", "no account is the default. Write \"default\": true in one of them.");
        return accounts;
    }

    private static LoginConfiguration[] Logins(JsonObject top, AccountConfiguration[] accounts)
    {
        JsonElement[] items = top.List("logins", 0, PlatformLimits.Logins);
        var logins = new LoginConfiguration[items.Length];
        var users = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < items.Length; i++)
        {
            var item = new JsonObject(items[i], Indexed("logins", i), "user", "password", "account");
            string user = item.Text("user", "scanner");
            if (Encoding.UTF8.GetByteCount(user) > Limits.Login) throw item.Wrong("user", string.Create(CultureInfo.InvariantCulture, $"must have at most {Limits.Login} octets."));
            if (!users.Add(user)) throw item.Wrong("user", JsonObject.Quoted(user) + " stands in a login above. Remove one of them.");
            ScannerPassword(item, out byte[]? salt, out byte[]? hash);
            logins[i] = new LoginConfiguration { User = Encoding.UTF8.GetBytes(user), Salt = salt, Hash = hash, Account = RouteReader.Account(item, accounts) };
        }
        return logins;
    }

    // What stands here instead may be the password itself, so that no message shows it.
    private static void ScannerPassword(JsonObject login, out byte[]? salt, out byte[]? hash)
    {
        const string Cure = "Write \"any\" or \"hmac-sha256:<salt>:<hash>\", as `devicemail provision` makes it.";
        string text = login.SecretText("password", Cure);
        salt = null;
        hash = null;
        if (text == "any") return;
        string[] parts = text.Split(':');
        if (parts.Length != 3 || parts[0] != "hmac-sha256") throw login.Wrong("password", "must not be the password itself. " + Cure);
        salt = Base64(parts[1]);
        hash = Base64(parts[2]);
        if (salt == null || salt.Length < 8) throw login.Wrong("password", "the salt must be 8 octets or more in base64. " + Cure);
        if (hash == null || hash.Length != 32) throw login.Wrong("password", "the hash must be 32 octets in base64. " + Cure);
    }

    private static byte[]? Base64(string text)
    {
        byte[] octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out int count) ? octets[..count] : null;
    }

    private ListenerConfiguration[] Listeners(JsonObject top, int loginCount, AccountConfiguration[] accounts, int defaultAccount)
    {
        JsonElement[] items = top.List("listen", 1, PlatformLimits.Listeners);
        var listeners = new ListenerConfiguration[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            var item = new JsonObject(items[i], Indexed("listen", i), "address", "port", "tls", "allow", "login", "certificate", "key",
                "strict", "lines", "longLines", "nul", "header", "headerCharset", "received", "name", "account", "tlsMin");
            listeners[i] = Listener(item, item.Has("account") ? RouteReader.Account(item, accounts) : defaultAccount);
            if (listeners[i].Login == LoginPolicy.Required && loginCount == 0) throw item.Wrong("login", "is \"required\", but there are no logins, so that no scanner could send. Add one to logins, or write \"optional\".");
            for (int j = 0; j < i; j++)
            {
                if (listeners[i].Name != null && listeners[j].Name == listeners[i].Name) throw item.Wrong("name", JsonObject.Quoted(listeners[i].Name!) + " is the name of a listener above. Names must differ.");
                if (listeners[j].Port != listeners[i].Port || !listeners[j].Address.Equals(listeners[i].Address)) continue;
                throw item.Wrong("port", string.Create(CultureInfo.InvariantCulture, $"{listeners[i].Port} is taken by listen[{j}] on the same address. Choose another port."));
            }
        }
        return listeners;
    }

    private ListenerConfiguration Listener(JsonObject item, int account)
    {
        string addressText = item.Text("address", "0.0.0.0");
        if (!IPAddress.TryParse(addressText, out IPAddress? address))
        {
            throw item.Wrong("address", "must be an address of this device such as \"192.168.7.2\", or \"0.0.0.0\" for all, not " + JsonObject.Quoted(addressText) + ".");
        }
        var tls = (ListenerTls)item.Choice("tls", "off", "starttls", "implicit", "auto");
        ReadOwnCertificate(item, tls, out string? certificate, out string? key);
        return new ListenerConfiguration
        {
            Name = item.Has("name") ? item.Text("name", "floor2") : null,
            Account = account,
            Address = address,
            ServesOldTls = ServesOldTls(item, tls),
            Port = (int)item.Number("port", 1, 65535),
            Tls = tls,
            Allow = Allow(item),
            Login = (LoginPolicy)item.Choice("login", "required", "optional", "ignored"),
            IsStrict = item.Flag("strict"),
            Repair = Repair(item),
            CertificateFile = certificate,
            KeyFile = key,
        };
    }

    private static bool ServesOldTls(JsonObject item, ListenerTls tls)
    {
        if (!item.Has("tlsMin")) return false;
        bool isOld = item.Choice("tlsMin", "1.0", "1.2") == 0;
        if (tls == ListenerTls.Off) throw item.Wrong("tlsMin", "is of no use with \"tls\": \"off\". Remove it, or write \"tls\": \"auto\".");
        if (isOld && !LibSsl.IsThere) throw item.Wrong("tlsMin", "\"1.0\" needs OpenSSL 3 (" + LibSsl.Ssl + "), which is not on this device. Install the package libssl3, or write \"1.2\".");
        return isOld;
    }

    // Where nothing is said, line ends and header fields are put right: that changes no octet of a mail that follows the RFCs, and an office whose
    // scanner does not cannot be expected to know which keys cure it. Received changes every mail, so it is added where it is asked for alone.
    private static MessageRepair Repair(JsonObject item)
    {
        LinePolicy lines = LinePolicy.Repair;
        if (item.Has("lines")) lines = (LinePolicy)item.Choice("lines", "pass", "repair", "refuse");
        bool header = !item.Has("header") || item.Choice("header", "pass", "repair") == 1;
        bool received = item.Has("received") && item.Flag("received");
        bool refusesLongLines = item.Has("longLines") && item.Choice("longLines", "carry", "refuse") == 1;
        bool refusesNul = item.Has("nul") && item.Choice("nul", "carry", "refuse") == 1;
        if (!item.Has("headerCharset")) return new MessageRepair(lines, header, received, refusesLongLines, refusesNul);
        if (!header) throw item.Wrong("headerCharset", "is of no use with \"header\": \"pass\". Remove one of them.");
        int charset = item.Choice("headerCharset", Charsets);
        return new MessageRepair(lines, header, received, refusesLongLines, refusesNul, Charsets[charset], CharsetCharacters[charset]);
    }

    private static AddressRange[] Allow(JsonObject item)
    {
        JsonElement[] items = item.List("allow", 1, PlatformLimits.AllowRanges);
        var allow = new AddressRange[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            string cure = "Write an address range such as \"192.168.7.0/24\", or one address.";
            AddressRange? range = items[i].ValueKind == JsonValueKind.String ? AddressRange.Parse(items[i].GetString()!, out cure) : null;
            allow[i] = range ?? throw item.Wrong(Indexed("allow", i), JsonObject.Shown(items[i]) + " is not an address range. " + cure);
        }
        return allow;
    }

    private void ReadOwnCertificate(JsonObject item, ListenerTls tls, out string? certificate, out string? key)
    {
        certificate = null;
        key = null;
        if (!item.Has("certificate") && !item.Has("key")) return;
        if (tls == ListenerTls.Off) throw item.Wrong(item.Has("certificate") ? "certificate" : "key", "is of no use with \"tls\": \"off\". Remove it, or write \"tls\": \"starttls\".");
        certificate = Path.GetFullPath(item.Text("certificate", "listener-cert.pem"), _folder);
        key = Path.GetFullPath(item.Text("key", "listener-key.pem"), _folder);
        PemFiles.CheckPair(item, certificate, key);
    }

    private static string Indexed(string list, int index)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
    }
}
