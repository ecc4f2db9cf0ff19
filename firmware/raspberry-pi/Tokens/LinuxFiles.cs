using System;
using System.IO;
using System.Runtime.InteropServices;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>The few calls on files that .NET does not have.</summary>
internal static partial class LinuxFiles
{
    // O_RDONLY | O_CLOEXEC, the same on x86-64 and arm64.
    private const int ReadOnly = 0x80000;
    private const int LockExclusive = 2;
    private const int LockAtOnce = 4;
    private const int FromCurrentFolder = -100;
    private const uint OwnerWanted = 0x8 | 0x10;

    /// <summary>Who runs this program.</summary>
    public static uint User
    {
        get { return geteuid(); }
    }

    /// <summary>Puts a folder's entries on the disk, so that a rename in it outlives a power cut.</summary>
    public static bool SyncFolder(string path)
    {
        int file = open(path, ReadOnly);
        if (file < 0) return false;
        bool done = fsync(file) == 0;
        _ = close(file);
        return done;
    }

    /// <summary>Takes the one lock of a folder (flock(2)): for whoever asks, in this process or another.</summary>
    /// <returns>Null while someone else has it. Disposing it, or the end of the process, gives it back.</returns>
    /// <exception cref="IOException">The folder cannot be opened.</exception>
    public static IDisposable? TryLockFolder(string path)
    {
        int file = open(path, ReadOnly);
        if (file < 0) throw new IOException();
        if (flock(file, LockExclusive | LockAtOnce) == 0) return new OpenFile(file);
        _ = close(file);
        return null;
    }

    /// <summary>The numbers of a file's or folder's owner and group.</summary>
    public static unsafe bool Owner(string path, out uint user, out uint group)
    {
        // statx(2): the same layout on every architecture; stx_uid stands at 20, stx_gid at 24.
        Span<uint> answer = stackalloc uint[64];
        fixed (uint* at = answer)
        {
            bool known = statx(FromCurrentFolder, path, 0, OwnerWanted, at) == 0;
            user = answer[5];
            group = answer[6];
            return known;
        }
    }

    /// <summary>Gives a file to another user, which only root can.</summary>
    public static bool SetOwner(string path, uint user, uint group)
    {
        return chown(path, user, group) == 0;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fsync(int file);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc")]
    private static partial int flock(int file, int operation);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint user, uint group);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, uint* into);

    private sealed class OpenFile(int file) : IDisposable
    {
        private int _file = file;

        public void Dispose()
        {
            if (_file >= 0) _ = close(_file);
            _file = -1;
        }
    }
}
