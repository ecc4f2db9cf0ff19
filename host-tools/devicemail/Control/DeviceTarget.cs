using System.IO;

namespace DeviceMailAgent.Tool.Control;

/// <summary>A device to ask, and what proves to it who asks.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="AdminKeyFile">Only with TLS; null: none is known.</param>
internal sealed record DeviceTarget(DeviceAddress Address, string? AdminKeyFile = null)
{
    /// <summary>The device that a command line means.</summary>
    /// <param name="device">The value of --device: an address, a saved device's name, or null.</param>
    /// <param name="adminKeyFile">The value of --admin-key, or null.</param>
    /// <exception cref="ControlException">There is no such device.</exception>
    public static DeviceTarget Of(string? device, string? adminKeyFile)
    {
        if (device is not null && DeviceAddress.IsAddress(device))
        {
            return new(DeviceAddress.Parse(device) ?? throw new ControlException(ControlFault.BadAddress, device), adminKeyFile);
        }

        DeviceProfiles profiles = DeviceProfiles.Load();
        if ((device ?? profiles.Default) is not { } name)
        {
            return File.Exists(DeviceAddress.Local.Place) ? new(DeviceAddress.Local) : throw new ControlException(ControlFault.NoDevice, DeviceAddress.Local.ToString());
        }

        DeviceProfile profile = profiles.Find(name) ?? throw new ControlException(ControlFault.BadAddress, name);
        return new(AddressOf(profile), adminKeyFile ?? profile.AdminKeyFile);
    }

    private static DeviceAddress AddressOf(DeviceProfile profile)
    {
        DeviceAddress? address = DeviceAddress.Parse(profile.Address);
        if (address is not null && profile.Fingerprint is { } text)
        {
            string? fingerprint = DeviceAddress.ParseFingerprint(text);
            address = fingerprint is null ? null : address with { Fingerprint = fingerprint };
        }

        return address ?? throw new ControlException(ControlFault.BadProfiles, DeviceProfiles.FilePath);
    }
}
