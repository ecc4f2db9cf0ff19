using System;
using System.Collections;
using System.Text.Json;
using DeviceMailAgent.Esp32Host.Machine;

namespace nanoFramework.Json;

/// <summary>Stands in for nanoFramework.Json, which gives Hashtable, ArrayList, string, bool, double, and int or long as the number's length wants it.</summary>
public static class JsonConvert
{
    public static object DeserializeObject(string value, Type type)
    {
        if (type != typeof(Hashtable)) throw new NotSupportedException();
        using JsonDocument document = JsonDocument.Parse(value);
        return Of(document.RootElement) as Hashtable ?? throw new NotSupportedException();
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
            case JsonValueKind.String: return Flash.Cut(element.GetString()!);
            case JsonValueKind.Number:
                if (element.TryGetInt32(out int small)) return small;
                return element.TryGetInt64(out long large) ? (object)large : element.GetDouble();
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            default: return null;
        }
    }
}
