using System;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>Reads <c>routes</c>, and the account that a login, a listener or a route names.</summary>
internal static class RouteReader
{
    public static RouteConfiguration[] Read(JsonObject top, AccountConfiguration[] accounts, LoginConfiguration[] logins, ListenerConfiguration[] listeners)
    {
        JsonElement[] items = top.List("routes", 0, PlatformLimits.Routes);
        var routes = new RouteConfiguration[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"routes[{i}]");
            var item = new JsonObject(items[i], path, "sender", "from", "login", "listener", "account");
            if (!item.Has("sender") && !item.Has("from") && !item.Has("login") && !item.Has("listener"))
            {
                throw new ConfigurationException(path, "has no condition, so that every mail would take it. Add sender, from, login or listener; for all other mails write \"default\": true in the account.");
            }
            routes[i] = new RouteConfiguration
            {
                Sender = item.Has("sender") ? Sender(item) : null,
                From = item.Has("from") ? From(item) : null,
                Login = item.Has("login") ? Login(item, logins) : -1,
                Listener = item.Has("listener") ? Listener(item, listeners) : null,
                Account = Account(item, accounts),
            };
        }
        return routes;
    }

    /// <summary>The account that the item's <c>account</c> names.</summary>
    /// <returns>Index into <paramref name="accounts"/>.</returns>
    public static int Account(JsonObject item, AccountConfiguration[] accounts)
    {
        string[] names = Array.ConvertAll(accounts, account => account.Name);
        string name = item.Text("account", names[0]);
        int index = Array.IndexOf(names, name);
        return index >= 0 ? index : throw Unknown(item, "account", "account", name, names);
    }

    /// <summary>Refuses an account whose provider is one of our own listeners: its mails would come back for ever.</summary>
    public static void RefuseLoops(AccountConfiguration[] accounts, ListenerConfiguration[] listeners)
    {
        for (int i = 0; i < accounts.Length; i++)
        {
            bool isHere = accounts[i].Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
            IPAddress? address = isHere ? IPAddress.Loopback : IPAddress.TryParse(accounts[i].Host, out IPAddress? literal) ? literal : null;
            for (int j = 0; address != null && j < listeners.Length; j++)
            {
                bool isAny = listeners[j].Address.Equals(IPAddress.Any) || listeners[j].Address.Equals(IPAddress.IPv6Any);
                bool isOurs = listeners[j].Address.Equals(address) || (isAny && IPAddress.IsLoopback(address));
                if (accounts[i].Port != listeners[j].Port || !isOurs) continue;
                throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"accounts[{i}].smtp.port"),
                    string.Create(CultureInfo.InvariantCulture, $"{accounts[i].Host} port {accounts[i].Port} is listen[{j}] of this agent, so that its mails would come back for ever. Write the provider's host and port."));
            }
        }
    }

    private static byte[] Sender(JsonObject item)
    {
        string sender = item.Text("sender", "floor2@contoso.com");
        int at = sender.LastIndexOf('@');
        bool isSound = at >= 0 && at < sender.Length - 1 && Encoding.UTF8.GetByteCount(sender) <= Limits.Path;
        if (!isSound) throw item.Wrong("sender", "must be an address such as \"floor2@contoso.com\", or a domain such as \"@contoso.com\", not " + JsonObject.Quoted(sender) + ".");
        return Encoding.UTF8.GetBytes(sender);
    }

    private static AddressRange From(JsonObject item)
    {
        string from = item.Text("from", "192.168.7.0/24");
        return AddressRange.Parse(from, out string cure) ?? throw item.Wrong("from", JsonObject.Quoted(from) + " is not an address range. " + cure);
    }

    private static int Login(JsonObject item, LoginConfiguration[] logins)
    {
        string[] users = Array.ConvertAll(logins, login => Encoding.UTF8.GetString(login.User));
        string user = item.Text("login", users.Length > 0 ? users[0] : "scanner");
        int index = Array.IndexOf(users, user);
        return index >= 0 ? index : throw Unknown(item, "login", "login", user, users);
    }

    private static ListenerConfiguration Listener(JsonObject item, ListenerConfiguration[] listeners)
    {
        string name = item.Text("listener", "floor2");
        ListenerConfiguration? listener = Array.Find(listeners, one => one.Name == name);
        if (listener != null) return listener;
        string[] names = Array.ConvertAll(Array.FindAll(listeners, one => one.Name != null), one => one.Name!);
        throw Unknown(item, "listener", "listener with the name", name, names);
    }

    private static ConfigurationException Unknown(JsonObject item, string key, string what, string name, string[] names)
    {
        string? meant = Spelling.Nearest(name, names);
        string cure = meant != null ? "Did you mean " + JsonObject.Quoted(meant) + "?"
            : names.Length > 0 ? "There are: " + string.Join(", ", names) + "."
            : key == "listener" ? "Write \"name\": " + JsonObject.Quoted(name) + " in one of listen." : "Add it to " + key + "s.";
        return item.Wrong(key, "there is no " + what + " " + JsonObject.Quoted(name) + ". " + cure);
    }
}
