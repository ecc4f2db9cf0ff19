using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Text.Unicode;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>agent.json as a file: strict JSON (RFC 8259), with every fault named by line and column.</summary>
internal static class AgentFile
{
    /// <summary>Reads and checks a configuration.</summary>
    /// <exception cref="ConfigurationException">One line that names the fault and the cure.</exception>
    public static AgentConfiguration Read(string path)
    {
        byte[] octets = Load(path);
        JsonDocument document;
        try
        {
            var strict = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false, MaxDepth = 16 };
            document = JsonDocument.Parse(octets, strict);
        }
        catch (JsonException fault)
        {
            throw Syntax(octets, fault);
        }
        using (document)
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return new ConfigurationReader(folder).Read(document.RootElement);
        }
    }

    private static byte[] Load(string path)
    {
        byte[] octets;
        if (Directory.Exists(path)) throw new ConfigurationException("", "is a folder. Name the file in it.");
        try
        {
            if (new FileInfo(path).Length > PlatformLimits.ConfigurationFile) throw new ConfigurationException("", "is larger than 1 MB; this is not a configuration.");
            octets = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException("", "there is no such file at " + Path.GetFullPath(path) + ". Name it with --config FILE.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new ConfigurationException("", "must not be read by user " + Environment.UserName + ". Give that user the right to read it.");
        }
        catch (IOException)
        {
            throw new ConfigurationException("", "cannot be read: the disk reports an error.");
        }
        // A byte order mark is what some editors on Windows write; RFC 8259 8.1 lets a reader ignore it.
        if (octets.AsSpan().StartsWith("\uFEFF"u8)) octets = octets[3..];
        if (octets.AsSpan().Trim(" \t\r\n"u8).Length == 0) throw new ConfigurationException("", "is empty.");
        if (!Utf8.IsValid(octets)) throw new ConfigurationException("", "is not UTF-8. Save it with this encoding.");
        return octets;
    }

    private static ConfigurationException Syntax(byte[] octets, JsonException fault)
    {
        long line = fault.LineNumber ?? 0;
        long column = fault.BytePositionInLine ?? 0;
        int at = 0;
        for (long i = 0; i < line; i++) at += octets.AsSpan(at).IndexOf((byte)'\n') + 1;
        at = (int)Math.Min(at + column, octets.Length);
        int comma = LastBefore(octets, at);
        string what;
        if (at < octets.Length && octets[at] == '/') what = "JSON has no comments. Remove it.";
        else if (at < octets.Length && octets[at] is (byte)'}' or (byte)']' && comma >= 0 && octets[comma] == ',') what = "there is a comma before the closing bracket. Remove the comma.";
        else if (at >= octets.Length) what = "the file ends too early. A bracket or a quote is missing at the end.";
        else what = "this is not JSON. Look here for a missing comma, quote or bracket.";
        return new ConfigurationException("", string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, column {column + 1}: {what}"));
    }

    private static int LastBefore(byte[] octets, int at)
    {
        at--;
        while (at >= 0 && octets[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at--;
        return at;
    }
}
