using System;
using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Every provider that the tool knows. A device knows none: provisioning writes explicit values (see <see cref="PresetExpansion"/>).</summary>
internal static class Presets
{
    /// <summary>The presets, Microsoft and Google first.</summary>
    public static IReadOnlyList<ProviderPreset> All { get; } =
        [.. MicrosoftPresets.All, .. MicrosoftOtherPresets.All, .. GooglePresets.All, .. MailboxPresets.All, .. SendingServicePresets.All, .. JapanesePresets.All];

    /// <summary>The preset of that name, or null.</summary>
    public static ProviderPreset? Find(string name) => All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Names that someone may have meant: those that contain the text, else those that begin with the same letter.</summary>
    public static IEnumerable<string> Near(string name)
    {
        ProviderPreset[] near = [.. All.Where(preset => preset.Name.Contains(name, StringComparison.OrdinalIgnoreCase)
            || preset.Title.English.Contains(name, StringComparison.OrdinalIgnoreCase) || preset.Servers[0].Host.Contains(name, StringComparison.OrdinalIgnoreCase))];
        return (near.Length > 0 ? near : All.Where(preset => name.Length > 0 && char.ToLowerInvariant(name[0]) == preset.Name[0])).Select(preset => preset.Name);
    }
}
