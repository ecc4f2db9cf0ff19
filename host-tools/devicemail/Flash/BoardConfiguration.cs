using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Provision;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>What flashing has to know of an agent.json, and what of it cannot work on the board: an ESP32's own rules, a Raspberry Pi's are asked there.</summary>
internal sealed class BoardConfiguration
{
    private readonly JsonObject _root;

    private BoardConfiguration(string path, JsonObject root)
    {
        Path = path;
        _root = root;
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>The device's name.</summary>
    public string Name => _root.Text("name");

    /// <summary>Where devicemail is listened for; null: nowhere.</summary>
    public (string Address, int Port)? ControlListen =>
        _root["control"]?["listen"] is JsonObject listen && listen.Number("port") is { } port ? (listen.Text("address"), (int)port) : null;

    /// <summary>The control socket of a Raspberry Pi.</summary>
    public string? ControlSocket => (_root["control"] as JsonObject)?.Text("socket") is { Length: > 0 } socket ? socket : null;

    /// <summary>The PEM files that accounts name, relative to agent.json; on an ESP32 the broker's too, since nobody could bring it there otherwise.</summary>
    public IReadOnlyList<string> CaFiles => [.. Accounts.Append(Provision.Board.Find(_root.Text("board"))?.IsEsp32 == true && _root["fleet"] is JsonObject fleet ? fleet : []).Select(owner => owner.Text("ca")).Where(ca => ca.Length > 0).Distinct()];

    /// <summary>True if an account trusts what the device trusts.</summary>
    public bool NeedsRoots => Accounts.Any(account => account["ca"] is null);

    private IEnumerable<JsonObject> Accounts => (_root["accounts"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Reads it for a board.</summary>
    /// <exception cref="FlashException">It cannot be read, or cannot work there.</exception>
    public static BoardConfiguration Read(string path, Board board)
    {
        JsonObject? root;
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
            root = JsonNode.Parse(text) as JsonObject;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new FlashException(FlashFault.NoFile, path, fault.Message);
        }

        if (root is null) throw new FlashException(FlashFault.BadConfiguration, path, "it is no JSON object.");
        var configuration = new BoardConfiguration(path, root);
        if (configuration.Fault(board, text) is { } why) throw new FlashException(FlashFault.BadConfiguration, path, why);
        return configuration;
    }

    /// <summary>A file that agent.json names, on this computer.</summary>
    public string Beside(string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, name);

    /// <summary>Reads roots in PEM.</summary>
    /// <exception cref="FlashException">There are none in the file.</exception>
    public static string Roots(string file)
    {
        try
        {
            string pem = File.ReadAllText(file);
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(pem);
            return roots.Count > 0 ? pem : throw new FlashException(FlashFault.NoFile, file, "no -----BEGIN CERTIFICATE-----");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FlashException(FlashFault.NoFile, file, fault.Message);
        }
    }

    private string? Fault(Board board, byte[] text)
    {
        if (_root.Text("board") != board.Id) return $"board is \"{_root.Text("board")}\", and --board says {board.Id}.";
        if (Name.Length == 0) return "name is missing.";
        // On the device they lie beside agent.json.
        if (CaFiles.FirstOrDefault(ca => ca.IndexOfAny(['/', '\\', ':']) >= 0 && (board.IsEsp32 || !ca.StartsWith('/'))) is { } folder) return $"ca: \"{folder}\" must be a file beside agent.json, without a folder.";
        if (!board.IsEsp32) return null;
        // A file that is missing is a fault of its own, with its path on this computer.
        foreach (string ca in CaFiles) Roots(Beside(ca));
        if (BoardRules.Fault(text, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!) is { } said) return said;
        if (_root.Text("store") is not ("I:/" or "I:\\")) return $"store: \"{_root.Text("store")}\" is no folder that flash writes to; write \"I:/\".";
        return ControlListen is null ? "control.listen is missing, so devicemail could not ask the board afterwards (provision it with --control-listen)." : null;
    }
}
