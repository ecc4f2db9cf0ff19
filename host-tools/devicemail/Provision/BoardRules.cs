using System;
using System.Collections;
using System.Text.Json;
using DeviceMailAgent.Esp32.Configuration;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>
/// An ESP32's own judgement of a configuration, before it is on the board: the reader of firmware/esp32, compiled into this tool, over the objects that
/// nanoFramework.Json makes of a file (Hashtable, ArrayList, string, bool, double, and int or long as the number's length wants it).
/// </summary>
internal static class BoardRules
{
    /// <summary>Judges a file.</summary>
    /// <param name="text">An agent.json in UTF-8.</param>
    /// <param name="folder">Where the files that it names lie.</param>
    /// <returns>The line that the board would say; null: it would start with it.</returns>
    public static string? Fault(byte[] text, string folder)
    {
        if (text.Length > SmallBoardLimits.ConfigurationFile) return "agent.json is larger than 16 KB; this is not a configuration.";
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            Esp32.Configuration.AgentFile.Folder = folder;
            // Without an object the board's JSON reader fails, and it says the same as to broken JSON.
            new ConfigurationReader().Read(document.RootElement.ValueKind == JsonValueKind.Object ? Of(document.RootElement)! : throw new JsonException("no object"));
            return null;
        }
        catch (ConfigurationException fault)
        {
            return fault.Message;
        }
        catch (Exception fault) when (fault is System.IO.IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
        // The second: a key that stands there twice.
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return "agent.json is not JSON: " + fault.Message;
        }
    }

    private static object? Of(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var table = new Hashtable();
                foreach (JsonProperty member in element.EnumerateObject()) table.Add(member.Name, Of(member.Value));
                return table;
            case JsonValueKind.Array:
                var list = new ArrayList();
                foreach (JsonElement item in element.EnumerateArray()) list.Add(Of(item));
                return list;
            case JsonValueKind.String: return element.GetString();
            case JsonValueKind.Number:
                if (element.TryGetInt32(out int small)) return small;
                return element.TryGetInt64(out long large) ? large : element.GetDouble();
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            default: return null;
        }
    }
}
