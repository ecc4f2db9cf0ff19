using System;
using System.Collections;
using System.IO;
using System.Text.Json;

namespace DeviceMailAgent.Esp32.Configuration
{
    /// <summary>Hides System.IO.File from firmware/esp32's rules where they run at the desk: its drive I: is a folder, with an agent.json that need not be there yet.</summary>
    internal static class File
    {
        private const string Drive = "I:\\";

        /// <summary>What stands for I:, for this thread.</summary>
        [ThreadStatic]
        internal static string? Folder;

        /// <summary>The agent.json to be judged, for this thread.</summary>
        [ThreadStatic]
        internal static string? Configuration;

        public static bool Exists(string path) => path == AgentFile.Path || System.IO.File.Exists(Here(path));

        public static string ReadAllText(string path) => path == AgentFile.Path ? Configuration! : System.IO.File.ReadAllText(Here(path));

        private static string Here(string path) => Path.Combine(Folder!, path[Drive.Length..].Replace('\\', Path.DirectorySeparatorChar));
    }
}

namespace nanoFramework.Json
{
    /// <summary>Takes the place of nanoFramework.Json, which makes Hashtable, ArrayList, string, bool, double, and int or long as the number's length wants it.</summary>
    internal static class JsonConvert
    {
        public static object DeserializeObject(string text, Type type)
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Of(document.RootElement) is Hashtable table && type == typeof(Hashtable) ? table : throw new NotSupportedException();
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
}
