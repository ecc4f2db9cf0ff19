using System.Collections;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>One object of agent.json, as nanoFramework.Json gives it, that knows its path and which keys it may have.</summary>
public sealed class ConfigurationObject
{
    private readonly Hashtable _values;
    private readonly string _path;

    /// <summary>Takes the object apart; a key that is unknown is refused.</summary>
    /// <param name="value">What stands there.</param>
    /// <param name="path">Where; empty for the whole file.</param>
    /// <param name="keys">The keys that it may have.</param>
    public ConfigurationObject(object? value, string path, string[] keys)
    {
        _path = path;
        if (!(value is Hashtable values)) throw new ConfigurationException(path, "must be an object in braces.");
        _values = values;
        foreach (object key in values.Keys)
        {
            if (!Has(keys, (string)key)) throw new ConfigurationException(PathOf((string)key), "unknown key. Possible here: " + Joined(keys, ", ") + ".");
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
        return _values.Contains(key) && _values[key] != null;
    }

    /// <summary>Refuses keys that mean something on a Raspberry Pi only.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="why">What to say behind "is not possible on this board".</param>
    public void RefuseAll(string[] keys, string why)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (Has(keys[i])) throw Wrong(keys[i], "is not possible on this board" + why + ". Remove it, or use a Raspberry Pi.");
        }
    }

    /// <summary>What to throw about a key.</summary>
    public ConfigurationException Wrong(string key, string what)
    {
        return new ConfigurationException(PathOf(key), what);
    }

    /// <summary>A text of 1 to 1024 octets without control characters.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="example">Shown when the key is missing or of another type.</param>
    public string Text(string key, string example)
    {
        object value = Value(key, "Write \"" + example + "\".");
        if (!(value is string text)) throw Wrong(key, "must be a text in quotes such as \"" + example + "\".");
        if (text.Length == 0) throw Wrong(key, "must not be empty. Write for example \"" + example + "\".");
        byte[] octets = Smtp.Ascii.Bytes(text);
        if (octets.Length > 1024) throw Wrong(key, "must have at most 1024 octets.");
        for (int i = 0; i < octets.Length; i++)
        {
            if (octets[i] < 32 || octets[i] == 127) throw Wrong(key, "must not contain control characters such as line ends or tabulators.");
        }
        return text;
    }

    /// <summary>A text that may be a secret: no message shows it.</summary>
    public string SecretText(string key, string cure)
    {
        return Value(key, cure) is string text ? text : throw Wrong(key, "must be a text in quotes. " + cure);
    }

    /// <summary>A whole number.</summary>
    public long Number(string key, long min, long max)
    {
        string range = "must be a number from " + min.ToString() + " to " + max.ToString() + ".";
        object value = Value(key, "It " + range);
        long number = value is int small ? small : value is long large ? large : -1;
        if (number < min || number > max || !(value is int || value is long)) throw Wrong(key, range);
        return number;
    }

    /// <summary>A whole number, or what it is when the key is missing.</summary>
    public long NumberOr(string key, long min, long max, long usual)
    {
        return Has(key) ? Number(key, min, max) : usual;
    }

    /// <summary>true or false; <paramref name="usual"/> when the key is missing.</summary>
    public bool Flag(string key, bool usual)
    {
        if (!Has(key)) return usual;
        return _values[key] is bool flag ? flag : throw Wrong(key, "must be true or false, without quotes.");
    }

    /// <summary>One of a few words.</summary>
    /// <returns>Its index in <paramref name="words"/>.</returns>
    public int Choice(string key, string[] words)
    {
        string all = "\"" + Joined(words, "\", \"") + "\"";
        object value = Value(key, "Write one of " + all + ".");
        for (int i = 0; i < words.Length; i++)
        {
            if (value is string text && text == words[i]) return i;
        }
        throw Wrong(key, "must be one of " + all + ".");
    }

    /// <summary>One of a few words; the word number <paramref name="usual"/> when the key is missing.</summary>
    public int ChoiceOr(string key, string[] words, int usual)
    {
        return Has(key) ? Choice(key, words) : usual;
    }

    /// <summary>An object within this one.</summary>
    public ConfigurationObject Object(string key, string[] keys)
    {
        return new ConfigurationObject(Value(key, "Write an object in braces with " + Joined(keys, ", ") + "."), PathOf(key), keys);
    }

    /// <summary>A list with between <paramref name="min"/> and <paramref name="max"/> items.</summary>
    public ArrayList List(string key, int min, int max)
    {
        if (min == 0 && !Has(key)) return new ArrayList();
        if (!(Value(key, "Write a list in square brackets.") is ArrayList items)) throw Wrong(key, "must be a list in square brackets.");
        if (items.Count < min) throw Wrong(key, "must not be empty.");
        if (items.Count > max) throw Wrong(key, "has " + items.Count.ToString() + " items; this board has room for " + max.ToString() + ".");
        return items;
    }

    private object Value(string key, string cure)
    {
        if (!_values.Contains(key)) throw Wrong(key, "is missing. " + cure);
        object? value = _values[key];
        return value == null ? throw Wrong(key, "must not be null. " + cure) : value;
    }

    private static bool Has(string[] keys, string key)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] == key) return true;
        }
        return false;
    }

    // nanoFramework's String has no Join.
    private static string Joined(string[] words, string between)
    {
        string all = words[0];
        for (int i = 1; i < words.Length; i++) all += between + words[i];
        return all;
    }
}
