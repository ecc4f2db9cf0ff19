using System;
using System.Collections;
using System.IO;
using nanoFramework.Json;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>I:\agent.json. It is the same file as on a Raspberry Pi; what a board has no room for is refused with its path.</summary>
public static class AgentFile
{
    /// <summary>Where it is deployed to.</summary>
    public const string Path = "I:\\agent.json";

    private const string Folder = "I:\\";

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="ConfigurationException">One line that names the fault and the cure.</exception>
    public static AgentConfiguration Read()
    {
        string text = Text(Path, "", "does not exist in I:. Deploy it with `devicemail flash`.");
        if (text.Length > SmallBoardLimits.ConfigurationFile) throw new ConfigurationException("", "is larger than 16 KB; this is not a configuration.");
        object root;
        try
        {
            root = JsonConvert.DeserializeObject(text, typeof(Hashtable));
        }
        catch (Exception)
        {
            throw new ConfigurationException("", "is not JSON. Look for a missing comma, quote or bracket; `devicemail-agent --check` on a computer shows the line.");
        }
        return new ConfigurationReader().Read(root);
    }

    /// <summary>Where a path of agent.json leads to: relative ones start at the file's folder.</summary>
    public static string FullPath(string path)
    {
        string native = Backslashes(path);
        return native.StartsWith(Folder) ? native : Folder + native;
    }

    /// <summary>A whole text file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Who names it.</param>
    /// <param name="missing">What to say where it is missing.</param>
    public static string Text(string path, string key, string missing)
    {
        if (!File.Exists(path)) throw new ConfigurationException(key, missing);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception)
        {
            throw new ConfigurationException(key, path + " cannot be read: the flash reports an error. Deploy it again.");
        }
    }

    /// <summary>The trusted roots that <c>ca</c> of an object names, as PEM.</summary>
    public static string Roots(ConfigurationObject item)
    {
        string path = FullPath(item.Text("ca", "ca.pem"));
        string pem = Text(path, item.PathOf("ca"), "there is no file " + path + ". Deploy it with `devicemail flash`, or write null for the certificates that were deployed with the network.");
        return pem.Contains("-----BEGIN CERTIFICATE-----") ? pem : throw item.Wrong("ca", path + " has no PEM certificate in it (-----BEGIN CERTIFICATE-----).");
    }

    private static string Backslashes(string path)
    {
        string[] parts = path.Split('/');
        string native = parts[0];
        for (int i = 1; i < parts.Length; i++) native += "\\" + parts[i];
        return native;
    }
}
