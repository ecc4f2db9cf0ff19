using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DeviceMailAgent.OAuth;
using Xunit;

namespace DeviceMailAgent.Core.Tests.OAuth;

/// <summary>
/// The reader against System.Text.Json: documents made at random from a fixed seed, then damaged, each fed in every two-piece cutting
/// and octet by octet. What the library accepts the reader accepts, with the same values; what it refuses the reader refuses.
/// </summary>
public class TokenReaderAgainstJsonTests
{
    private static readonly string[] Names =
    {
        "access_token", "refresh_token", "token_type", "expires_in", "error", "error_description", "error_codes",
        "device_code", "user_code", "verification_uri", "verification_uri_complete", "interval", "id_token", "scope", "", "access_toke", "access_tokens",
    };

    // The member's name, what TokenReaderTests.Describe calls it, and how many octets there is room for.
    private static readonly Dictionary<string, (string Short, int OctetsMax, bool IsStrict, bool IsNumber)> Members = new()
    {
        ["access_token"] = ("at", Limits.AccessToken, true, false),
        ["refresh_token"] = ("rt", Limits.RefreshToken, true, false),
        ["token_type"] = ("type", 32, false, false),
        ["expires_in"] = ("in", 18, false, true),
        ["error"] = ("error", 64, false, false),
        ["error_description"] = ("description", 512, false, false),
        ["error_codes"] = ("code", 18, false, true),
        ["device_code"] = ("device", Limits.DeviceCode, true, false),
        ["user_code"] = ("user", 64, true, false),
        ["verification_uri"] = ("uri", 256, true, false),
        ["verification_uri_complete"] = ("complete", 512, true, false),
        ["interval"] = ("interval", 18, false, true),
    };

    [Fact]
    public void Generated_documents_in_every_cutting()
    {
        Random random = new(6749);
        TokenReader reader = new();
        int complete = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] octets = Encoding.UTF8.GetBytes(Document(random));
            string expected = Expected(octets);
            if (expected.StartsWith("Complete", StringComparison.Ordinal)) complete++;
            for (int cut = 0; cut <= octets.Length; cut++)
            {
                reader.Reset();
                reader.Feed(octets, 0, cut);
                reader.Feed(octets, cut, octets.Length - cut);
                Assert.Equal(expected, Outcome(reader));
            }
        }
        Assert.InRange(complete, 150, 390); // both kinds of documents must be among them
    }

    [Fact]
    public void Damaged_documents()
    {
        Random random = new(5170);
        TokenReader reader = new();
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < 20000; i++)
        {
            byte[] octets = Damage(random, Encoding.UTF8.GetBytes(Document(random)));
            string expected = Expected(octets);
            if (expected == "refused") refused++;
            else accepted++;
            foreach (int chunk in new[] { 1, 5, octets.Length + 1 })
            {
                JsonStatus status = TokenReaderTests.Read(reader, octets, chunk);
                if (expected == "refused") Assert.NotEqual(JsonStatus.Complete, status);
                else Assert.Equal(expected, Outcome(reader));
            }
        }
        Assert.True(accepted > 2000 && refused > 2000, $"{accepted} accepted, {refused} refused");
    }

    private static string Outcome(TokenReader reader)
    {
        JsonStatus status = reader.Complete();
        return status == JsonStatus.Complete ? "Complete " + TokenReaderTests.Describe(reader) : status.ToString();
    }

    // What System.Text.Json finds in the document, said as Outcome says it.
    private static string Expected(byte[] octets)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(octets, new JsonDocumentOptions { MaxDepth = JsonReader.DepthMax });
        }
        catch (JsonException)
        {
            return "refused";
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) return "refused";
            Dictionary<string, string> values = new();
            HashSet<string> seen = new();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string name;
                try
                {
                    name = property.Name;
                }
                catch (InvalidOperationException)
                {
                    continue; // half a surrogate pair: no name that matters
                }
                if (!Members.ContainsKey(name)) continue;
                if (!seen.Add(name))
                {
                    if (Members[name].IsStrict) return nameof(JsonStatus.MemberRepeated);
                    continue;
                }
                string? failure = Set(values, name, property.Value);
                if (failure != null) return failure;
            }
            return "Complete " + TokenReaderTests.Describe(name => values.GetValueOrDefault(name, ""));
        }
    }

    private static string? Set(Dictionary<string, string> values, string name, JsonElement value)
    {
        (string key, int octetsMax, bool isStrict, bool isNumber) = Members[name];
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                string text = TextOf(value);
                if (isNumber) text = DigitsOf(text);
                Assert.True(Encoding.UTF8.GetByteCount(text) <= octetsMax); // lengths have tests of their own
                values[key] = text;
                break;
            case JsonValueKind.Number:
                if (isStrict) return nameof(JsonStatus.MemberNotText);
                if (isNumber) values[key] = NumberOf(value.GetRawText());
                break;
            case JsonValueKind.Null:
                break;
            default:
                if (isStrict) return nameof(JsonStatus.MemberNotText);
                bool hasFirst = isNumber && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;
                if (hasFirst && value[0].ValueKind == JsonValueKind.Number) values[key] = NumberOf(value[0].GetRawText());
                break;
        }
        return null;
    }

    private static string DigitsOf(string text)
    {
        bool digits = text.Length is > 0 and <= 18 && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
        return digits ? Said(Math.Min(int.MaxValue, long.Parse(text, CultureInfo.InvariantCulture))) : "";
    }

    private static string Said(long value)
    {
        return value.ToString(CultureInfo.InvariantCulture);
    }

    // GetString refuses half a surrogate pair and broken UTF-8; what stands for it is then found by hand, character by character.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            StringBuilder text = new();
            string raw = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));
            for (int i = 1; i < raw.Length - 1; i++)
            {
                if (raw[i] != '\\') text.Append(raw[i]);
                else if (raw[++i] == 'u')
                {
                    text.Append((char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 4;
                }
                else text.Append("\"\\/\b\f\n\r\t"["\"\\/bfnrt".IndexOf(raw[i])]);
            }
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString())); // the encoder puts U+FFFD for each half
        }
    }

    private static string NumberOf(string raw)
    {
        if (raw[0] == '-' || raw.Contains('e', StringComparison.OrdinalIgnoreCase)) return "";
        string whole = raw.Split('.')[0];
        return Said(int.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : int.MaxValue);
    }

    private static string Document(Random random)
    {
        StringBuilder json = new();
        Space(random, json).Append('{');
        int members = random.Next(6);
        for (int i = 0; i < members; i++)
        {
            if (i > 0) json.Append(',');
            string name = Names[random.Next(Names.Length)];
            Quote(random, Space(random, json), name);
            Space(random, json).Append(':');
            Space(random, json);
            bool asItShouldBe = random.Next(4) > 0;
            if (asItShouldBe && (name.Contains('_') || name == "error")) Quote(random, json, RandomText(random));
            else Value(random, json, 2);
            Space(random, json);
        }
        Space(random, json.Append('}'));
        return json.ToString();
    }

    private static void Value(Random random, StringBuilder json, int depth)
    {
        switch (random.Next(depth > 5 ? 4 : 6))
        {
            case 0: Quote(random, json, RandomText(random)); break;
            case 1: json.Append(RandomNumber(random)); break;
            case 2: json.Append(random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" }); break;
            case 3: json.Append(random.Next(4000).ToString(CultureInfo.InvariantCulture)); break;
            case 4:
                json.Append('[');
                for (int i = random.Next(4); i > 0; i--)
                {
                    Value(random, Space(random, json), depth + 1);
                    if (i > 1) Space(random, json).Append(',');
                }
                Space(random, json).Append(']');
                break;
            default:
                json.Append('{');
                for (int i = random.Next(4); i > 0; i--)
                {
                    Quote(random, Space(random, json), Names[random.Next(Names.Length)]);
                    Value(random, Space(random, json).Append(':'), depth + 1);
                    if (i > 1) json.Append(',');
                }
                json.Append('}');
                break;
        }
    }

    private static string RandomText(Random random)
    {
        string[] pieces = { "a", "Z9", "=", "12", "é", "あ", "\U0001F600", "\"", "\\", "/", "\n", "\u0001", "\u007f", " ", "{", "]", "," };
        StringBuilder text = new();
        for (int i = random.Next(8); i > 0; i--) text.Append(pieces[random.Next(pieces.Length)]);
        return text.ToString();
    }

    private static string RandomNumber(Random random)
    {
        string text = random.Next(3) == 0 ? "-" : "";
        text += random.Next(3) == 0 ? "0" : random.NextInt64(1, long.MaxValue >> random.Next(60)).ToString(CultureInfo.InvariantCulture);
        if (random.Next(3) == 0) text += "." + random.Next(100).ToString(CultureInfo.InvariantCulture);
        if (random.Next(3) == 0) text += "eE"[random.Next(2)] + new[] { "", "+", "-" }[random.Next(3)] + random.Next(20).ToString(CultureInfo.InvariantCulture);
        return text;
    }

    private static void Quote(Random random, StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char c in text)
        {
            bool mustEscape = c is '"' or '\\' || c < 32;
            if (!mustEscape && (char.IsSurrogate(c) || random.Next(5) > 0)) json.Append(c);
            else if (c is '"' or '\\' or '/' && random.Next(2) == 0) json.Append('\\').Append(c);
            else if (c == '\n' && random.Next(2) == 0) json.Append("\\n");
            else json.Append("\\u").Append(((int)c).ToString(random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture));
        }
        if (random.Next(20) == 0) json.Append(new[] { "\\ud83d\\ude00", "\\uD83D", "\\ude00", "\\ud83d\\u0041" }[random.Next(4)]);
        json.Append('"');
    }

    private static StringBuilder Space(Random random, StringBuilder json)
    {
        return random.Next(6) == 0 ? json.Append(new[] { " ", "\t", "\r\n", "  " }[random.Next(4)]) : json;
    }

    private static byte[] Damage(Random random, byte[] octets)
    {
        byte[] alphabet = Encoding.ASCII.GetBytes("{}[]:,\"\\u0159.eE+-tfn \n\u0001abd");
        List<byte> damaged = new(octets);
        for (int i = random.Next(3); i > 0; i--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(3))
            {
                case 0: damaged.RemoveAt(at); break;
                case 1: damaged.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                default: damaged[at] = alphabet[random.Next(alphabet.Length)]; break;
            }
            if (damaged.Count == 0) break;
        }
        return damaged.ToArray();
    }
}
