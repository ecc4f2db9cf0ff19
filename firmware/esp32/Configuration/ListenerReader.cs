using System.Collections;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>Reads <c>listen</c>.</summary>
public static class ListenerReader
{
    private static string[] ListenKeys => new string[]
    {
        "address", "port", "tls", "allow", "login", "certificate", "key", "strict", "lines", "longLines", "nul", "header", "headerCharset", "received", "name", "account", "tlsMin",
    };
    private static string[] TlsWords => new string[] { "off", "starttls", "implicit", "auto" };
    private static string[] PolicyWords => new string[] { "required", "optional", "ignored" };
    private static string[] LineWords => new string[] { "pass", "repair", "refuse" };
    private static string[] CarryWords => new string[] { "carry", "refuse" };
    private static string[] HeaderWords => new string[] { "repair", "pass" };
    private static string[] Charsets => new string[] { "iso-8859-1", "shift_jis", "iso-2022-jp", "utf-8" };
    private static RawCharacters[] CharsetCharacters => new RawCharacters[]
    {
        RawCharacters.SingleOctet, RawCharacters.ShiftJis, RawCharacters.Iso2022Jp, RawCharacters.Utf8,
    };

    /// <summary>Reads <c>listen</c>.</summary>
    public static ListenerConfiguration[] Read(ConfigurationObject top, string name, AccountConfiguration account, int logins)
    {
        ArrayList items = top.List("listen", 1, SmallBoardLimits.Listeners);
        ListenerConfiguration[] listeners = new ListenerConfiguration[items.Count];
        for (int i = 0; i < listeners.Length; i++)
        {
            ConfigurationObject item = new ConfigurationObject(items[i], "listen[" + i.ToString() + "]", ListenKeys);
            listeners[i] = Listener(item, name, account, logins);
            for (int j = 0; j < i; j++)
            {
                if (listeners[j].Port == listeners[i].Port) throw item.Wrong("port", "is taken by a listener above. Choose another port.");
            }
        }
        return listeners;
    }

    private static ListenerConfiguration Listener(ConfigurationObject item, string name, AccountConfiguration account, int logins)
    {
        string address = Address(item);
        // Every TLS connection takes internal RAM that the one to the provider needs, and a handshake stops everything else meanwhile.
        if (item.Choice("tls", TlsWords) != 0) throw item.Wrong("tls", "must be \"off\": this board has no room for TLS with scanners. Keep them on a network of their own, or use a Raspberry Pi.");
        LoginPolicy login = (LoginPolicy)item.Choice("login", PolicyWords);
        if (login == LoginPolicy.Required && logins == 0) throw item.Wrong("login", "is \"required\", but there are no logins, so that no scanner could send. Add one to logins, or write \"optional\".");
        if (item.Has("tlsMin")) throw item.Wrong("tlsMin", "is of no use with \"tls\": \"off\". Remove it.");
        if (item.Has("name")) item.Text("name", "office");
        if (item.Has("account") && item.Text("account", account.Name) != account.Name) throw item.Wrong("account", "there is no such account. There is: " + account.Name + ".");
        MessageRepair repair = Repair(item);
        ServerSettings settings = new ServerSettings(name, account.SizeMax, login, false, repair, item.Flag("strict", false));
        return new ListenerConfiguration(address, (int)item.Number("port", 1, 65535), Allow(item), settings);
    }

    // Where nothing is said, line ends and header fields are put right, as on a Raspberry Pi: a mail in order keeps every octet.
    private static MessageRepair Repair(ConfigurationObject item)
    {
        LinePolicy lines = (LinePolicy)item.ChoiceOr("lines", LineWords, 1);
        bool header = item.ChoiceOr("header", HeaderWords, 0) == 0;
        bool received = item.Flag("received", false);
        bool refusesLongLines = item.ChoiceOr("longLines", CarryWords, 0) == 1;
        bool refusesNul = item.ChoiceOr("nul", CarryWords, 0) == 1;
        if (!item.Has("headerCharset")) return new MessageRepair(lines, header, received, refusesLongLines, refusesNul);
        if (!header) throw item.Wrong("headerCharset", "is of no use with \"header\": \"pass\". Remove one of them.");
        int charset = item.Choice("headerCharset", Charsets);
        return new MessageRepair(lines, header, received, refusesLongLines, refusesNul, Charsets[charset], CharsetCharacters[charset]);
    }

    /// <summary>An IPv4 address of this device.</summary>
    public static string Address(ConfigurationObject item)
    {
        string address = item.Text("address", "0.0.0.0");
        if (AddressRange.TryParse(address, out _)) return address;
        throw item.Wrong("address", "must be an address of this device such as \"192.168.7.2\", or \"0.0.0.0\" for all.");
    }

    private static AddressRange[] Allow(ConfigurationObject item)
    {
        ArrayList texts = item.List("allow", 1, SmallBoardLimits.AllowRanges);
        AddressRange[] ranges = new AddressRange[texts.Count];
        for (int i = 0; i < ranges.Length; i++)
        {
            AddressRange? range = texts[i] is string text ? AddressRange.Parse(text) : null;
            if (range == null) throw item.Wrong("allow[" + i.ToString() + "]", "must be an address range such as \"192.168.7.0/24\", or one address. IPv6 is not possible on this board.");
            ranges[i] = range;
        }
        return ranges;
    }
}
