using System.Globalization;
using System.Net;
using System.Text.Json;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>Reads <c>page</c>.</summary>
internal static class PageReader
{
    /// <param name="top">agent.json.</param>
    /// <param name="listeners">Ports that are taken.</param>
    /// <param name="control">One more.</param>
    /// <returns>Null: there is to be no page.</returns>
    public static PageConfiguration? Read(JsonObject top, ListenerConfiguration[] listeners, ControlConfiguration control)
    {
        if (!top.Has("page")) return null;
        JsonObject page = top.Object("page", "address", "port", "allow", "addresses");
        string text = page.Text("address", "192.168.7.2");
        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            throw page.Wrong("address", "must be an address of this device such as \"192.168.7.2\", or \"0.0.0.0\" for all, not " + JsonObject.Quoted(text) + ".");
        }
        int port = (int)page.Number("port", 1, 65535);
        for (int i = 0; i < listeners.Length; i++)
        {
            if (listeners[i].Port == port && listeners[i].Address.Equals(address)) throw Taken(page, port, string.Create(CultureInfo.InvariantCulture, $"listen[{i}]"));
        }
        if (control.Port == port && address.Equals(control.Address)) throw Taken(page, port, "control.listen");
        return new PageConfiguration { Address = address, Port = port, Allow = Allow(page), ShowsAddresses = page.Flag("addresses") };
    }

    private static ConfigurationException Taken(JsonObject page, int port, string by)
    {
        return page.Wrong("port", string.Create(CultureInfo.InvariantCulture, $"{port} is taken by {by} on the same address. Choose another port."));
    }

    private static AddressRange[] Allow(JsonObject page)
    {
        JsonElement[] items = page.List("allow", 1, PlatformLimits.AllowRanges);
        var allow = new AddressRange[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            string cure = "Write an address range such as \"192.168.7.0/24\", or one address.";
            AddressRange? range = items[i].ValueKind == JsonValueKind.String ? AddressRange.Parse(items[i].GetString()!, out cure) : null;
            allow[i] = range ?? throw page.Wrong(string.Create(CultureInfo.InvariantCulture, $"allow[{i}]"), JsonObject.Shown(items[i]) + " is not an address range. " + cure);
        }
        return allow;
    }
}
