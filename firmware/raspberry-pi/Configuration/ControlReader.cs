using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>Reads <c>control</c>.</summary>
internal static class ControlReader
{
    private const string SocketName = "control.sock";

    // unix(7): sun_path has 108 octets, the final zero included.
    private const int SocketPathMax = 107;

    /// <param name="top">agent.json.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="store">The store's path.</param>
    /// <param name="listeners">The ports that are taken.</param>
    public static ControlConfiguration Read(JsonObject top, string folder, string store, ListenerConfiguration[] listeners)
    {
        // systemd names the folder of RuntimeDirectory= (systemd.exec(5)); it goes with the service, which is right for a socket.
        string? run = Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY");
        string usual = Path.Combine(string.IsNullOrEmpty(run) ? store : run.Split(':')[0], SocketName);
        if (!top.Has("control")) return new ControlConfiguration { Socket = usual, SocketIsNamed = false };
        JsonObject control = top.Object("control", "socket", "listen", "serial");
        bool isNamed = control.Has("socket");
        IPAddress? address = null;
        int port = 0;
        if (control.Has("listen")) Listen(control, listeners, out address, out port);
        return new ControlConfiguration
        {
            Socket = isNamed ? Socket(control, folder) : usual,
            SocketIsNamed = isNamed,
            Address = address,
            Port = port,
            Serial = control.Has("serial") ? Path.GetFullPath(control.Text("serial", "/dev/ttyGS0"), folder) : null,
        };
    }

    private static string Socket(JsonObject control, string folder)
    {
        string path = Path.GetFullPath(control.Text("socket", "/run/devicemail-agent/control.sock"), folder);
        if (Encoding.UTF8.GetByteCount(path) <= SocketPathMax) return path;
        throw control.Wrong("socket", path + " is longer than the 107 octets that a socket's path may have. Choose a shorter one, such as \"/run/devicemail-agent/control.sock\".");
    }

    private static void Listen(JsonObject control, ListenerConfiguration[] listeners, out IPAddress address, out int port)
    {
        JsonObject listen = control.Object("listen", "address", "port");
        string text = listen.Text("address", "192.168.7.2");
        if (!IPAddress.TryParse(text, out IPAddress? parsed))
        {
            throw listen.Wrong("address", "must be an address of this device such as \"192.168.7.2\", or \"0.0.0.0\" for all, not " + JsonObject.Quoted(text) + ".");
        }
        address = parsed;
        port = (int)listen.Number("port", 1, 65535);
        for (int i = 0; i < listeners.Length; i++)
        {
            if (listeners[i].Port != port || !listeners[i].Address.Equals(address)) continue;
            throw listen.Wrong("port", string.Create(CultureInfo.InvariantCulture, $"{port} is taken by listen[{i}] on the same address. Choose another port."));
        }
    }
}
