using System;
using System.IO;
using DeviceMailAgent.Esp32Host.Machine;

namespace System.IO;

/// <summary>Stands in for nanoFramework.System.IO.FileSystem: I: is a folder.</summary>
public static class File
{
    public static bool Exists(string path)
    {
        Vm.Pass();
        return new FileInfo(Flash.PathOf(path)).Exists;
    }

    public static void Delete(string path)
    {
        Vm.Pass();
        if (Flash.IsCutNow()) Flash.Cut();
        new FileInfo(Flash.PathOf(path)).Delete();
    }

    public static byte[] ReadAllBytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        byte[] octets = new byte[stream.Length];
        stream.Read(octets, 0, octets.Length);
        return octets;
    }

    public static string ReadAllText(string path) => Flash.Cut(System.Text.Encoding.UTF8.GetString(ReadAllBytes(path)));

    public static void WriteAllBytes(string path, byte[] bytes)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write);
        stream.Write(bytes, 0, bytes.Length);
    }
}

/// <summary>Stands in for nanoFramework.System.IO.FileSystem.</summary>
public static class Directory
{
    public static bool Exists(string path)
    {
        Vm.Pass();
        return new DirectoryInfo(Flash.PathOf(path)).Exists;
    }

    public static void CreateDirectory(string path)
    {
        Vm.Pass();
        new DirectoryInfo(Flash.PathOf(path)).Create();
    }
}

/// <summary>Stands in for nanoFramework.System.IO.FileSystem.</summary>
public sealed class FileStream(string path, FileMode mode, FileAccess access) : IDisposable
{
    // Harsher than littlefs, which keeps a file's old content until it is closed: opened to be written anew it is empty at once.
    private readonly Stream _stream = Opened(path, mode, access);

    public long Length => _stream.Length;

    public int Read(byte[] buffer, int offset, int count)
    {
        Vm.Pass();
        return _stream.ReadAtLeast(buffer.AsSpan(offset, count), count, throwOnEndOfStream: false);
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        Vm.Pass();
        bool isCut = Flash.IsCutNow();
        _stream.Write(buffer, offset, isCut ? count / 2 : count);
        if (!isCut) return;
        _stream.Flush();
        Flash.Cut();
    }

    public void Flush() => _stream.Flush();

    public void Dispose() => _stream.Dispose();

    private static Stream Opened(string path, FileMode mode, FileAccess access)
    {
        bool isCut = mode == FileMode.Create && Flash.IsCutNow();
        Stream stream = new FileInfo(Flash.PathOf(path)).Open(mode, access);
        if (isCut) Flash.Cut();
        return stream;
    }
}
