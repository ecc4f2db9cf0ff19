using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>Saves a device, and makes it reachable over the LAN where it can be: its fingerprint is taken and an admin key given, over a way that needs neither.</summary>
internal static class Enrolment
{
    /// <summary>Saves a device by an address, without asking it.</summary>
    /// <exception cref="ControlException">The file of the saved devices cannot be used.</exception>
    public static DeviceProfile Save(string name, DeviceAddress address, string? adminKeyFile = null)
    {
        var profile = new DeviceProfile(name, (address with { Fingerprint = null }).ToString(), address.Fingerprint, adminKeyFile);
        DeviceProfiles.Load().With(profile).Save();
        return profile;
    }

    /// <summary>Asks the device over the socket or the serial line, gives it a new admin key, and saves its address on the LAN.</summary>
    /// <param name="name">For the saved device.</param>
    /// <param name="over">The way that needs no key.</param>
    /// <param name="host">The device's name or address on the LAN; null: the one of its agent.json.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What was saved; null: the device takes no devicemail over the LAN, or listens on all addresses and no host was named.</returns>
    /// <exception cref="ControlException">The device cannot be asked.</exception>
    public static async Task<DeviceProfile?> OverLan(string name, DeviceAddress over, string? host, CancellationToken cancellation)
    {
        DeviceProfiles profiles = DeviceProfiles.Load();
        await using ControlClient device = await ControlClient.Connect(new DeviceTarget(over), cancellation);
        string? fingerprint = DeviceAddress.ParseFingerprint(device.Device.Text("fingerprint"));
        ControlAnswer config = await device.Ask(ControlVerb.Config, cancellation: cancellation);
        JsonObject own = config.Of("device").FirstOrDefault() ?? [];
        host ??= own.Text("controlAddress") is "0.0.0.0" or "::" ? null : own.Text("controlAddress");
        if (fingerprint is null || own.Number("controlPort") is not { } port || string.IsNullOrEmpty(host)) return null;
        string keyFile = Path.Combine(DeviceProfiles.Folder, name + ".key");
        var request = new JsonObject { ["kind"] = "admin-key", ["secret"] = AdminKeyFile.Make(keyFile + ".new") };
        ControlAnswer answer = await device.Ask(ControlVerb.Import, request, cancellation: cancellation);
        if (!answer.IsOk) throw new ControlException(ControlFault.BadKey, keyFile);
        // Only now: an older key is good until the device has the new one.
        File.Move(keyFile + ".new", keyFile, overwrite: true);
        var profile = new DeviceProfile(name, new DeviceAddress(DeviceWay.Tls, host, (int)port).ToString(), fingerprint, keyFile);
        profiles.With(profile).Save();
        return profile;
    }
}
