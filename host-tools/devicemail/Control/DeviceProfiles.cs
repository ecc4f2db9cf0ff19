using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DeviceMailAgent.Tool.Control;

/// <summary>One saved device.</summary>
/// <param name="Name">What <c>--device</c> calls it.</param>
/// <param name="Address">As <see cref="DeviceAddress"/> writes it, without a fingerprint.</param>
/// <param name="Fingerprint">SHA-256 of its certificate in hexadecimal; null without TLS.</param>
/// <param name="AdminKeyFile">Where its admin key is; null without TLS.</param>
internal sealed record DeviceProfile(string Name, string Address, string? Fingerprint = null, string? AdminKeyFile = null);

/// <summary>The devices that this user has saved, in devices.json below the user's configuration folder.</summary>
/// <param name="Default">The one that is meant when none is named; null: none.</param>
/// <param name="Devices">In the order in which they were saved.</param>
internal sealed record DeviceProfiles(string? Default, IReadOnlyList<DeviceProfile> Devices)
{
    private const long SizeMax = 1 << 20;
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary>The folder: ~/.config/devicemail (or below XDG_CONFIG_HOME), %APPDATA%\devicemail on Windows.</summary>
    public static string Folder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "devicemail");

    public static string FilePath => Path.Combine(Folder, "devices.json");

    /// <summary>Reads the file; where there is none, there are no devices.</summary>
    /// <exception cref="ControlException">It cannot be used.</exception>
    public static DeviceProfiles Load()
    {
        try
        {
            if (!File.Exists(FilePath)) return new(null, []);
            if (new FileInfo(FilePath).Length > SizeMax) throw new ControlException(ControlFault.BadProfiles, FilePath);
            DeviceProfiles? profiles = JsonSerializer.Deserialize<DeviceProfiles>(File.ReadAllBytes(FilePath), Indented);
            bool isSound = profiles?.Devices is { } devices && devices.All(device => device is { Name.Length: > 0, Address.Length: > 0 });
            return isSound ? profiles! : throw new ControlException(ControlFault.BadProfiles, FilePath);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ControlException(ControlFault.BadProfiles, FilePath, fault);
        }
    }

    public DeviceProfile? Find(string name) => Devices.FirstOrDefault(device => device.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same with a device added or replaced. The first one becomes the default.</summary>
    public DeviceProfiles With(DeviceProfile device) =>
        new(Default ?? device.Name, [.. Devices.Where(other => !other.Name.Equals(device.Name, StringComparison.OrdinalIgnoreCase)), device]);

    /// <summary>The same without a device. If it was the default, the first of the others becomes it.</summary>
    public DeviceProfiles Without(string name)
    {
        DeviceProfile[] others = [.. Devices.Where(device => !device.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        bool wasDefault = name.Equals(Default, StringComparison.OrdinalIgnoreCase);
        return new(wasDefault ? others.FirstOrDefault()?.Name : Default, others);
    }

    /// <summary>Writes the file, whole or not at all, for this user alone.</summary>
    /// <param name="path">Another file than <see cref="FilePath"/>.</param>
    public void Save(string? path = null) => PrivateFile.Write(path ?? FilePath, JsonSerializer.SerializeToUtf8Bytes(this, Indented));
}
