using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>One object of agent.json that knows its path and which keys it may have.</summary>
internal sealed class JsonObject
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly string _path;

    // What people would write a secret into, if they were let.
    private static readonly string[] Secrets = ["clientSecret", "client_secret", "secret", "password", "appPassword", "apiKey", "privateKey", "private_key", "refreshToken", "refresh_token"];

    /// <summary>Takes the object apart; a key that is unknown or stands there twice is refused.</summary>
    public JsonObject(JsonElement element, string path, params string[] keys)
    {
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ConfigurationException(path, "must be an object in braces, not " + Shown(element) + ".");
        }
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (Array.IndexOf(keys, property.Name) < 0) throw Unknown(property.Name, keys);
            if (!_values.TryAdd(property.Name, property.Value))
            {
                throw Wrong(property.Name, "stands there twice. Remove one of them.");
            }
        }
    }

    /// <summary>The path of a key in this object.</summary>
    public string PathOf(string key)
    {
        return _path.Length == 0 ? key : _path + "." + key;
    }

    /// <summary>True unless the key is missing or null.</summary>
    public bool Has(string key)
    {
        return _values.TryGetValue(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null;
    }

    public ConfigurationException Wrong(string key, string what)
    {
        return new ConfigurationException(PathOf(key), what);
    }

    /// <summary>A text of 1 to 1024 characters without control characters.</summary>
    /// <param name="example">Shown when the key is missing or of another type.</param>
    public string Text(string key, string example)
    {
        JsonElement value = Value(key, "Write " + Quoted(example) + ".");
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(key, "must be a text in quotes such as " + Quoted(example) + ", not " + Shown(value) + ".");
        }
        string text = value.GetString()!;
        if (text.Length == 0) throw Wrong(key, "must not be empty. Write for example " + Quoted(example) + ".");
        if (text.Length > 1024) throw Wrong(key, "must have at most 1024 characters.");
        foreach (char c in text)
        {
            if (char.IsControl(c)) throw Wrong(key, "must not contain control characters such as line ends or tabulators.");
        }
        return text;
    }

    /// <summary>A text that may be a secret: no message shows it.</summary>
    public string SecretText(string key, string cure)
    {
        JsonElement value = Value(key, cure);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(key, "must be a text in quotes. " + cure);
    }

    public long Number(string key, long min, long max)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}");
        JsonElement value = Value(key, "It " + range + ".");
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= min && number <= max) return number;
        string what = range + ", not " + Shown(value) + ".";
        if (value.ValueKind == JsonValueKind.String
            && long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out long meant) && meant >= min && meant <= max)
        {
            what += string.Create(CultureInfo.InvariantCulture, $" Write {meant} without quotes.");
        }
        throw Wrong(key, what);
    }

    /// <summary>true or false; false when the key is missing.</summary>
    public bool Flag(string key)
    {
        if (!Has(key)) return false;
        JsonElement value = _values[key];
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        throw Wrong(key, "must be true or false, not " + Shown(value) + "." + (value.ValueKind == JsonValueKind.String ? " Write it without quotes." : ""));
    }

    /// <summary>One of a few words.</summary>
    /// <returns>Its index in <paramref name="words"/>.</returns>
    public int Choice(string key, params string[] words)
    {
        string all = "\"" + string.Join("\", \"", words, 0, words.Length - 1) + "\" or " + Quoted(words[^1]);
        JsonElement value = Value(key, "Write " + all + ".");
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        int index = Array.IndexOf(words, text);
        if (index >= 0) return index;
        string? meant = Spelling.Nearest(text, words);
        throw Wrong(key, "must be " + all + ", not " + Shown(value) + "." + (meant == null ? "" : " Did you mean " + Quoted(meant) + "?"));
    }

    public JsonObject Object(string key, params string[] keys)
    {
        return new JsonObject(Value(key, "Write an object in braces with " + string.Join(", ", keys) + "."), PathOf(key), keys);
    }

    /// <summary>A list with between <paramref name="min"/> and <paramref name="max"/> items.</summary>
    public JsonElement[] List(string key, int min, int max)
    {
        if (min == 0 && !Has(key)) return [];
        JsonElement value = Value(key, "Write a list in square brackets.");
        if (value.ValueKind != JsonValueKind.Array) throw Wrong(key, "must be a list in square brackets, not " + Shown(value) + ".");
        var items = new List<JsonElement>();
        foreach (JsonElement item in value.EnumerateArray()) items.Add(item);
        if (items.Count < min) throw Wrong(key, "must not be empty.");
        if (items.Count > max) throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"has {items.Count} items; at most {max} are possible."));
        return items.ToArray();
    }

    public static string Quoted(string text)
    {
        return "\"" + text + "\"";
    }

    /// <summary>A value as a message shows it: short, on one line.</summary>
    public static string Shown(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: return "an object";
            case JsonValueKind.Array: return "a list";
            case JsonValueKind.Null: return "null";
            default:
                // The raw text still has its escapes, so that it cannot break the line.
                string raw = value.GetRawText();
                return raw.Length <= 60 ? raw : raw[..57] + "...";
        }
    }

    private JsonElement Value(string key, string cure)
    {
        if (!_values.TryGetValue(key, out JsonElement value)) throw Wrong(key, "is missing. " + cure);
        if (value.ValueKind == JsonValueKind.Null) throw Wrong(key, "must not be null. " + cure);
        return value;
    }

    private ConfigurationException Unknown(string key, string[] keys)
    {
        if (Array.IndexOf(Secrets, key) >= 0) return Wrong(key, "secrets are not in agent.json, which others may read. Remove it, and store it with `devicemail-agent --import-secret ACCOUNT`.");
        string? meant = Spelling.Nearest(key, keys);
        string cure = meant != null ? "Did you mean " + Quoted(meant) + "?" : "Possible here: " + string.Join(", ", keys) + ".";
        // A key is free text: it must not break the line or fill the screen.
        string shown = JsonEncodedText.Encode(key.Length <= 60 ? key : key[..57] + "...").ToString();
        return Wrong(shown, "unknown key. " + cure);
    }
}
