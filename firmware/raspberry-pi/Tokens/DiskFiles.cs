using System;
using System.IO;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>The store's folder on a Linux file system.</summary>
internal sealed class DiskFiles : IStoreFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // A writer holds the lock for four writes to a card, which may take a second each when the card is worn.
    private const int LockTries = 1000;
    private const int LockPauseMs = 10;

    private readonly string _path;

    public DiskFiles(string path)
    {
        _path = path;
    }

    public int Read(string name, Span<byte> into)
    {
        try
        {
            using var file = new FileStream(At(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            Narrow(name, file);
            return file.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return -1;
        }
    }

    public bool Exists(string name)
    {
        return File.Exists(At(name));
    }

    public string[] Names()
    {
        return Directory.Exists(_path) ? Array.ConvertAll(Directory.GetFiles(_path), file => Path.GetFileName(file)) : [];
    }

    public bool IsPrivate(string name)
    {
        if ((File.GetUnixFileMode(At(name)) & Others) != 0) return false;
        if (!LinuxFiles.Owner(At(name), out uint user, out _) || !LinuxFiles.Owner(_path, out uint folderUser, out _)) return false;
        return user == LinuxFiles.User || user == folderUser || user == 0;
    }

    public IStoreFile Create(string name)
    {
        File.Delete(At(name));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1, UnixCreateMode = Owner };
        var file = new DiskFile(new FileStream(At(name), options));
        // `sudo devicemail-agent --import-secret` writes for the service, which is the folder's owner.
        if (LinuxFiles.User != 0 || !LinuxFiles.Owner(_path, out uint user, out uint group) || user == 0 || LinuxFiles.SetOwner(At(name), user, group)) return file;
        file.Dispose();
        throw new IOException();
    }

    public void Rename(string from, string to)
    {
        File.Move(At(from), At(to), overwrite: true);
    }

    public void Delete(string name)
    {
        File.Delete(At(name));
    }

    public void SyncFolder()
    {
        if (!LinuxFiles.SyncFolder(_path)) throw new IOException();
    }

    public IDisposable Lock()
    {
        for (int tries = 0; tries < LockTries; tries++)
        {
            IDisposable? held = LinuxFiles.TryLockFolder(_path);
            if (held != null) return held;
            Thread.Sleep(LockPauseMs);
        }
        throw new IOException();
    }

    private string At(string name)
    {
        return Path.Combine(_path, name);
    }

    // What someone has widened by hand is narrowed, where it is ours.
    private void Narrow(string name, FileStream file)
    {
        if ((File.GetUnixFileMode(file.SafeFileHandle) & Others) == 0 || !LinuxFiles.Owner(At(name), out uint owner, out _) || owner != LinuxFiles.User) return;
        File.SetUnixFileMode(file.SafeFileHandle, Owner);
    }

    private sealed class DiskFile(FileStream stream) : IStoreFile
    {
        public void Write(ReadOnlySpan<byte> content)
        {
            stream.Write(content);
        }

        public void Sync()
        {
            stream.Flush(flushToDisk: true);
        }

        public void Dispose()
        {
            stream.Dispose();
        }
    }
}
