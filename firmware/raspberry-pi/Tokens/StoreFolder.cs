using System;
using System.IO;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// The folder that holds the secrets: 0700, its files 0600. What is wider is narrowed; what belongs to someone else is named,
/// since only root could mend it.
/// </summary>
internal sealed class StoreFolder
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const string Unfinished = ".new";

    private readonly string _path;

    public StoreFolder(string path)
    {
        _path = path;
    }

    /// <summary>Makes the folder if needed, narrows its mode, tries to write, and clears what a power cut left half written.</summary>
    /// <returns>Null if all is well, else what is wrong and the cure.</returns>
    public string? Prepare()
    {
        try
        {
            Directory.CreateDirectory(_path, FolderMode);
            if ((File.GetUnixFileMode(_path) & Others) != 0) File.SetUnixFileMode(_path, FolderMode);
            foreach (string leftOver in Directory.EnumerateFiles(_path, "*" + Unfinished)) File.Delete(leftOver);
            string trial = Path.Combine(_path, ".trial");
            File.WriteAllBytes(trial, []);
            File.Delete(trial);
            return null;
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

    /// <summary>Opens a secret for reading and narrows its mode if someone has widened it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public FileStream OpenRead(string file)
    {
        string path = PathOf(file);
        var stream = new FileStream(path, System.IO.FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        if ((File.GetUnixFileMode(stream.SafeFileHandle) & Others) != 0 && LinuxFiles.Owner(path, out uint owner, out _) && owner == LinuxFiles.User)
        {
            File.SetUnixFileMode(stream.SafeFileHandle, FileMode);
        }
        return stream;
    }

    /// <summary>Deletes a file, if it is there, so that a power cut does not bring it back.</summary>
    /// <exception cref="IOException">It could not be deleted.</exception>
    public void Remove(string file)
    {
        File.Delete(PathOf(file));
        if (!LinuxFiles.SyncFolder(_path)) throw new IOException();
    }

    /// <summary>
    /// Replaces a file's content so that a power cut leaves the old or the new: written beside it, put on the disk, renamed over
    /// it, and the folder put on the disk.
    /// </summary>
    /// <exception cref="IOException">It could not be written; the old content is still there.</exception>
    public void Replace(string file, ReadOnlySpan<byte> content)
    {
        string path = PathOf(file);
        // With the process in the name: `--import-secret` may write beside a running agent.
        string beside = path + "." + Environment.ProcessId + Unfinished;
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1, UnixCreateMode = FileMode };
        using (var stream = new FileStream(beside, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        // `sudo devicemail-agent --import-secret` writes for the service, which is the folder's owner.
        if (LinuxFiles.User == 0 && LinuxFiles.Owner(_path, out uint user, out uint group) && user != 0 && !LinuxFiles.SetOwner(beside, user, group))
        {
            throw new IOException();
        }
        File.Move(beside, path, overwrite: true);
        if (!LinuxFiles.SyncFolder(_path)) throw new IOException();
    }
}
