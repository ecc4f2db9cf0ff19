using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeviceMailAgent.Tool.Fleet;

/// <summary>What a device answered.</summary>
/// <param name="Outcome">begun, done, failed or refused.</param>
/// <param name="Error">A word for why; empty: none.</param>
/// <param name="Diagnosis">The number for why; 0: none.</param>
/// <param name="Code">Of a pairing: the code to enter and the address to open; null: none.</param>
internal sealed record FleetAnswer(string Outcome, string Error, int Diagnosis, string[]? Code);

/// <summary>One command to one device, signed with its admin key; host-tools/FLEET.md has the format.</summary>
internal sealed class FleetOrder
{
    /// <summary>How long a command counts; then the broker drops it, and the device refuses it.</summary>
    public const int SecondsMax = 300;

    private const int GcmNonce = 12;
    private const int GcmTag = 16;
    private readonly byte[] _key;
    private readonly string _device;
    private readonly string _nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    public FleetOrder(byte[] key, string device, string verb, string account, DateTimeOffset now)
    {
        _key = key;
        _device = device;
        long time = now.ToUnixTimeSeconds();
        var message = new JsonObject
        {
            ["protocol"] = 1, ["verb"] = verb, ["account"] = account, ["time"] = time, ["nonce"] = _nonce,
            ["proof"] = Proof("devicemail fleet command 1", device, verb, account, time.ToString(CultureInfo.InvariantCulture), _nonce),
        };
        Payload = Encoding.UTF8.GetBytes(message.ToJsonString());
    }

    /// <summary>The command as it goes to the device's <c>command</c> topic.</summary>
    public byte[] Payload { get; }

    /// <summary>Reads a message of the device's <c>result</c> topic.</summary>
    /// <returns>Null: it answers another command, or is not the device's.</returns>
    public FleetAnswer? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            JsonElement root = document.RootElement;
            if (root.GetProperty("nonce").GetString() != _nonce) return null;
            string outcome = root.GetProperty("outcome").GetString()!, error = root.GetProperty("error").GetString()!, code = root.GetProperty("code").GetString()!;
            int diagnosis = root.GetProperty("diagnosis").GetInt32();
            string wanted = Proof("devicemail fleet result 1", _device, _nonce, outcome, error, diagnosis.ToString(CultureInfo.InvariantCulture), code);
            bool isGenuine = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(wanted), Encoding.UTF8.GetBytes(root.GetProperty("proof").GetString()!));
            return isGenuine ? new FleetAnswer(outcome, error, diagnosis, code.Length == 0 ? null : Opened(code)) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or CryptographicException or System.Collections.Generic.KeyNotFoundException or ArgumentNullException)
        {
            return null;
        }
    }

    private string[] Opened(string code)
    {
        byte[] whole = Convert.FromBase64String(code);
        byte[] plain = new byte[Math.Max(0, whole.Length - GcmNonce - GcmTag)];
        using var gcm = new AesGcm(HMACSHA256.HashData(_key, "devicemail fleet seal 1\n"u8), GcmTag);
        gcm.Decrypt(whole.AsSpan(0, GcmNonce), whole.AsSpan(GcmNonce, plain.Length), whole.AsSpan(GcmNonce + plain.Length), plain, Encoding.UTF8.GetBytes(_device));
        return Array.ConvertAll(Encoding.UTF8.GetString(plain).Split('\n'), FleetText.Clean);
    }

    private string Proof(params string[] lines) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
}
