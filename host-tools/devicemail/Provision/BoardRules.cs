using System.Text;
using DeviceMailAgent.Esp32.Configuration;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>An ESP32's own judgement of a configuration, before it is on the board: the reader of firmware/esp32 itself, compiled into this tool.</summary>
internal static class BoardRules
{
    /// <summary>Judges a file.</summary>
    /// <param name="text">An agent.json in UTF-8.</param>
    /// <param name="folder">Where the files that it names lie.</param>
    /// <returns>The line that the board would say; null: it would start with it.</returns>
    public static string? Fault(byte[] text, string folder)
    {
        File.Folder = folder;
        File.Configuration = Encoding.UTF8.GetString(text);
        try
        {
            Esp32.Configuration.AgentFile.Read();
            return null;
        }
        catch (ConfigurationException fault)
        {
            return fault.Message;
        }
    }
}
