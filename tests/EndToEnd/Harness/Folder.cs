using System;
using System.IO;

namespace DeviceMailAgent.EndToEnd;

/// <summary>A folder of its own for one server or client, gone at the end. The path is short: a Unix socket's path ends at 108.</summary>
internal sealed class Folder : IDisposable
{
    public Folder(string purpose)
    {
        Path = Directory.CreateTempSubdirectory("dma-" + purpose + "-").FullName;
    }

    public string Path { get; }

    public string File(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes a text file and returns its path.</summary>
    public string Write(string name, string text)
    {
        string path = File(name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A child that is just ending may still write; a temporary folder left behind harms nobody.
        }
    }
}
