using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Fleet;

/// <summary>All devices that a broker tells of. Safe for one writer and one reader.</summary>
internal sealed class FleetList(string prefix)
{
    /// <summary>More devices than this are a mistake, or somebody's attack on this computer's memory.</summary>
    public const int DevicesMax = 20_000;

    // In the order of concern: what stops mail first, then what will.
    private static readonly string[] Worst = ["misconfigured", "needs-pairing", "not-allowed-to-send", "gone", "provider-unreachable", "attention", "", "booting", "pairing", "sending", "ready"];

    private readonly Dictionary<string, FleetDevice> _devices = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Messages that changed something; whoever draws compares.</summary>
    public long Changes { get; private set; }

    /// <summary>Copies, late messages, and what is none of ours.</summary>
    public long Ignored { get; private set; }

    /// <summary>Takes a message of the broker.</summary>
    public void Take(string topic, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (TakeLocked(topic, payload)) Changes++;
            else Ignored++;
        }
    }

    /// <summary>The devices, worst first, then by name.</summary>
    public FleetDevice[] Sorted()
    {
        lock (_gate) return [.. _devices.Values.OrderBy(Rank).ThenBy(device => device.Id, StringComparer.Ordinal)];
    }

    /// <summary>True if somebody has to do something about it.</summary>
    public static bool NeedsCare(FleetDevice device) => device.State is not ("ready" or "sending" or "pairing" or "booting") || device.Due != Diagnosis.None;

    private static int Rank(FleetDevice device)
    {
        int rank = Array.IndexOf(Worst, device.State);
        // A word that a later agent may have is not to be overlooked.
        if (rank < 0) return 0;
        return device.Due != Diagnosis.None ? Math.Min(rank, Array.IndexOf(Worst, "attention")) : rank;
    }

    private bool TakeLocked(string topic, ReadOnlyMemory<byte> payload)
    {
        if (!topic.StartsWith(prefix + "/", StringComparison.Ordinal)) return false;
        string[] levels = topic[(prefix.Length + 1)..].Split('/');
        if (levels.Length != 2 || levels[0].Length is 0 or > 64) return false;
        // Retained and empty: somebody took the device out of the fleet.
        if (payload.IsEmpty) return levels[1] == "status" && _devices.Remove(levels[0]);
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;
            if (_devices.TryGetValue(levels[0], out FleetDevice? device)) return device.Take(levels[1], document.RootElement);
            device = new FleetDevice(FleetText.Clean(levels[0]));
            if (_devices.Count >= DevicesMax || !device.Take(levels[1], document.RootElement)) return false;
            _devices.Add(levels[0], device);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
