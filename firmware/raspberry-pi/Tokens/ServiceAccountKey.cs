using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>What is needed of a Google service account's key file.</summary>
internal sealed class ServiceAccountKey : IDisposable
{
    private ServiceAccountKey(string email, string id, string keyId, RSA key)
    {
        Email = email;
        Id = id;
        KeyId = keyId;
        Key = key;
    }

    /// <summary>client_email: who signs.</summary>
    public string Email { get; }

    /// <summary>client_id: what the administrator has delegated to.</summary>
    public string Id { get; }

    /// <summary>private_key_id: which of the account's keys this is.</summary>
    public string KeyId { get; }

    public RSA Key { get; }

    /// <summary>Reads a key file, or what <see cref="ToStore"/> made of it.</summary>
    /// <param name="octets">JSON.</param>
    /// <param name="oauth">Its clientId, if it has one, must be the file's client_email or client_id.</param>
    /// <param name="fault">Why it is none, and the cure.</param>
    public static ServiceAccountKey? Read(ReadOnlySpan<byte> octets, OAuthConfiguration? oauth, out string fault)
    {
        fault = "What came is not a service account's key file. It is the JSON file that the Google Cloud console made: IAM & Admin > Service Accounts > the account > Keys > Add key > JSON.";
        string email, id, keyId, pem;
        try
        {
            using JsonDocument document = JsonDocument.Parse(octets.ToArray());
            JsonElement file = document.RootElement;
            if (file.ValueKind != JsonValueKind.Object || Member(file, "type") is not ("service_account" or "")) return null;
            email = Member(file, "client_email");
            id = Member(file, "client_id");
            keyId = Member(file, "private_key_id");
            pem = Member(file, "private_key");
        }
        catch (JsonException)
        {
            return null;
        }
        if (email.Length == 0 || pem.Length == 0) return null;
        if (oauth != null && oauth.ClientId.Length > 0 && oauth.ClientId != email && oauth.ClientId != id)
        {
            fault = "The key file is of another service account than \"clientId\" in agent.json names. Take that one's file, or remove \"clientId\".";
            return null;
        }
        RSA? key = PrivateKeys.Read(Encoding.ASCII.GetBytes(pem), out fault);
        return key == null ? null : new ServiceAccountKey(email, id, keyId, key);
    }

    /// <summary>The members that are needed, as the store has them.</summary>
    public byte[] ToStore()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("client_email", Email);
            json.WriteString("client_id", Id);
            json.WriteString("private_key_id", KeyId);
            json.WriteString("private_key", Key.ExportPkcs8PrivateKeyPem());
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    public void Dispose()
    {
        Key.Dispose();
    }

    private static string Member(JsonElement file, string name)
    {
        return file.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }
}
