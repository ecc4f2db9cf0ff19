using System;
using System.IO;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>A folder of one test, gone afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Path = Directory.CreateTempSubdirectory("devicemail-pi-").FullName;
    }

    public string Path { get; }

    public string this[string file]
    {
        get { return System.IO.Path.Combine(Path, file); }
    }

    public string Write(string file, string text)
    {
        File.WriteAllText(this[file], text);
        return this[file];
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
    }
}
