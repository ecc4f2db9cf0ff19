using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// The folder that holds the secrets: 0700, its files 0600. What is wider is narrowed; what belongs to someone else is named,
/// since only root could mend it.
/// </summary>
internal sealed class StoreFolder
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const string Unfinished = ".new";

    private readonly string _path;
    private readonly Lock _gate = new Lock();
    private readonly Dictionary<string, ulong> _seen = [];

    public StoreFolder(string path)
        : this(path, new DiskFiles(path), Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"))
    {
    }

    /// <param name="path">The folder.</param>
    /// <param name="files">What is in it.</param>
    /// <param name="credentials">systemd's folder of credentials; null: none.</param>
    public StoreFolder(string path, IStoreFiles files, string? credentials)
    {
        _path = path;
        Files = files;
        Keys = new StoreKeys(files, path, credentials);
    }

    public IStoreFiles Files { get; }

    public StoreKeys Keys { get; }

    /// <summary>Makes the folder if needed, narrows its mode, tries to write, and clears what a power cut left half written.</summary>
    /// <returns>Null if all is well, else what is wrong and the cure.</returns>
    public string? Prepare()
    {
        try
        {
            Directory.CreateDirectory(_path, FolderMode);
            if ((File.GetUnixFileMode(_path) & Others) != 0) File.SetUnixFileMode(_path, FolderMode);
            Clear();
            string trial = Path.Combine(_path, ".trial");
            File.WriteAllBytes(trial, []);
            File.Delete(trial);
            return Keys.Fault();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(_path)) return _path + " is a file, not a folder. Name another folder.";
            string user = Environment.UserName;
            return "user " + user + " cannot write in " + _path + ". Make it that user's: `install -d -m 700 -o " + user + " " + _path + "`.";
        }
    }

    /// <summary>As <see cref="Prepare"/>, without making or changing anything.</summary>
    /// <returns>Null if <see cref="Prepare"/> will do, else what is wrong and the cure.</returns>
    public string? Look()
    {
        if (Directory.Exists(_path)) return Prepare();
        return File.Exists(_path) ? _path + " is a file, not a folder. Name another folder." : null;
    }

    public bool Exists
    {
        get { return Directory.Exists(_path); }
    }

    public string PathOf(string file)
    {
        return Path.Combine(_path, file);
    }

    /// <summary>The highest generation that this process has seen of a file; 0: none yet.</summary>
    public ulong Seen(string file)
    {
        lock (_gate) return _seen.GetValueOrDefault(file);
    }

    public void Saw(string file, ulong generation)
    {
        lock (_gate) _seen[file] = Math.Max(generation, _seen.GetValueOrDefault(file));
    }

    /// <summary>Deletes what a power cut left half written.</summary>
    /// <exception cref="IOException">It could not be deleted.</exception>
    public void Clear()
    {
        // With the lock: another process may be writing just now.
        using IDisposable held = Files.Lock();
        foreach (string name in Files.Names())
        {
            if (name.EndsWith(Unfinished, StringComparison.Ordinal)) Files.Delete(name);
        }
        // A process that was killed may have renamed a file and not come to this; what is seen from now on stays.
        Files.SyncFolder();
    }

    /// <summary>Opens a file that is no secret.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public FileStream OpenRead(string file)
    {
        return new FileStream(PathOf(file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
    }

    /// <summary>Deletes a file, if it is there, so that a power cut does not bring it back.</summary>
    /// <exception cref="IOException">It could not be deleted.</exception>
    public void Remove(string file)
    {
        using IDisposable held = Files.Lock();
        RemoveLocked(file);
    }

    /// <summary>Replaces the content of a file that is no secret so that a power cut leaves the old or the new.</summary>
    /// <exception cref="IOException">It could not be written; the old content is still there, or the new one is but may not outlive a power cut.</exception>
    public void Replace(string file, ReadOnlySpan<byte> content)
    {
        using IDisposable held = Files.Lock();
        ReplaceLocked(file, content);
    }

    /// <summary>As <see cref="Remove"/>, for a caller that has the lock.</summary>
    public void RemoveLocked(string file)
    {
        if (!Files.Exists(file)) return;
        Files.Delete(file);
        Files.SyncFolder();
    }

    /// <summary>
    /// As <see cref="Replace"/>, for a caller that has the lock: written beside the old content, put on the disk, renamed over it, and the folder put on
    /// the disk.
    /// </summary>
    public void ReplaceLocked(string file, ReadOnlySpan<byte> content)
    {
        string beside = file + Unfinished;
        using (IStoreFile written = Files.Create(beside))
        {
            written.Write(content);
            written.Sync();
        }
        Files.Rename(beside, file);
        Files.SyncFolder();
    }
}
