using System;
using System.Collections;
using DeviceMailAgent.Esp32.Fleet;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>Turns the JSON of agent.json into settings and refuses what cannot work on this board.</summary>
public sealed class ConfigurationReader
{
    private static readonly string[] TopKeys = new string[] { "name", "board", "listen", "logins", "accounts", "store", "control", "pins", "routes", "screen", "owner", "ownerLanguage", "page", "fleet" };
    private static readonly string[] NotHere = new string[] { "owner", "ownerLanguage", "page" };
    private static readonly string[] LoginKeys = new string[] { "user", "password", "account" };
    private static readonly string[] ControlKeys = new string[] { "socket", "listen", "serial" };
    private static readonly string[] ControlListenKeys = new string[] { "address", "port" };

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="ConfigurationException">One line that names the fault and the cure.</exception>
    public AgentConfiguration Read(object root)
    {
        ConfigurationObject top = new ConfigurationObject(root, "", TopKeys);
        string name = Name(top);
        Board? board = Boards.Find(top.Text("board", "olimex-esp32-poe-iso"));
        if (board == null) throw top.Wrong("board", "is not a board that this program runs on. Known are: " + Boards.Names + ".");
        top.RefuseAll(NotHere, " yet");
        if (top.Has("routes")) throw top.Wrong("routes", "is of no use with the one account that this board has room for. Remove it, or use a Raspberry Pi.");
        ArrayList accounts = top.List("accounts", 1, SmallBoardLimits.Accounts);
        AccountConfiguration account = new AccountReader(accounts[0], "accounts[0]").Read();
        LoginConfiguration[] logins = Logins(top, account.Name);
        ListenerConfiguration[] listeners = ListenerReader.Read(top, name, account, logins.Length);
        string store = AgentFile.FullPath(top.Text("store", "store"));
        if (!store.EndsWith("\\")) store += "\\";
        int controlPort = ControlPort(top, out string controlAddress);
        PinsConfiguration pins = PinsConfiguration.Read(top);
        return new AgentConfiguration(name, board, listeners, logins, account, store, controlPort)
        {
            ControlAddress = controlAddress, Pins = pins, Screen = ScreenConfiguration.Read(top, board.Id, pins), Fleet = FleetReader.Read(top, name, board),
        };
    }

    // The greeting carries the name, so it has to be a host name (RFC 5321 4.2, RFC 1123 2.1).
    private static string Name(ConfigurationObject top)
    {
        string name = top.Text("name", "bridge-3f");
        byte[] octets = Ascii.Bytes(name);
        bool sound = octets.Length <= 63 && IsLetterOrDigit(octets[0]) && IsLetterOrDigit(octets[octets.Length - 1]);
        for (int i = 0; i < octets.Length; i++) sound = sound && (IsLetterOrDigit(octets[i]) || octets[i] == (byte)'-' || octets[i] == (byte)'.');
        return sound ? name : throw top.Wrong("name", "must be a host name: at most 63 letters, digits, hyphens and dots, such as \"bridge-3f\".");
    }

    private static bool IsLetterOrDigit(byte octet)
    {
        byte upper = Ascii.Upper(octet);
        return Ascii.IsDigit(octet) || (upper >= (byte)'A' && upper <= (byte)'Z');
    }

    private static LoginConfiguration[] Logins(ConfigurationObject top, string account)
    {
        ArrayList items = top.List("logins", 0, SmallBoardLimits.Logins);
        LoginConfiguration[] logins = new LoginConfiguration[items.Count];
        for (int i = 0; i < logins.Length; i++)
        {
            ConfigurationObject item = new ConfigurationObject(items[i], "logins[" + i.ToString() + "]", LoginKeys);
            byte[] user = Ascii.Bytes(item.Text("user", "scanner"));
            if (user.Length > SmallBoardLimits.Login) throw item.Wrong("user", "must have at most 128 octets on this board.");
            if (item.Text("account", account) != account) throw item.Wrong("account", "there is no such account. There is: " + account + ".");
            ScannerPassword(item, out byte[]? salt, out byte[]? hash);
            logins[i] = new LoginConfiguration(user, salt, hash);
        }
        return logins;
    }

    // What stands here instead may be the password itself, so that no message shows it.
    private static void ScannerPassword(ConfigurationObject login, out byte[]? salt, out byte[]? hash)
    {
        const string Cure = "Write \"any\" or \"hmac-sha256:<salt>:<hash>\", as `devicemail provision` makes it.";
        string text = login.SecretText("password", Cure);
        salt = null;
        hash = null;
        if (text == "any") return;
        string[] parts = text.Split(':');
        if (parts.Length != 3 || parts[0] != "hmac-sha256") throw login.Wrong("password", "must not be the password itself. " + Cure);
        salt = Decoded(parts[1]);
        hash = Decoded(parts[2]);
        if (salt == null || salt.Length < 8) throw login.Wrong("password", "the salt must be 8 octets or more in base64. " + Cure);
        if (hash == null || hash.Length != 32) throw login.Wrong("password", "the hash must be 32 octets in base64. " + Cure);
    }

    private static byte[]? Decoded(string text)
    {
        byte[] octets = Ascii.Bytes(text);
        int count = Base64.Decode(octets, 0, octets.Length, octets, 0);
        if (count < 0) return null;
        byte[] value = new byte[count];
        Array.Copy(octets, 0, value, 0, count);
        return value;
    }

    private static int ControlPort(ConfigurationObject top, out string address)
    {
        address = "0.0.0.0";
        if (!top.Has("control")) return 0;
        ConfigurationObject control = top.Object("control", ControlKeys);
        if (control.Has("socket")) throw control.Wrong("socket", "is not possible on this board. Use control.listen.");
        if (control.Has("serial")) throw control.Wrong("serial", "is not possible on this board: its serial line is the debugger's. Use control.listen.");
        ConfigurationObject listen = control.Object("listen", ControlListenKeys);
        address = ListenerReader.Address(listen);
        return (int)listen.Number("port", 1, 65535);
    }
}
