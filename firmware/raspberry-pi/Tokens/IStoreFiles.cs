using System;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// What the store does to its folder, call by call, so that a test can cut the power between any two of them. Whatever a call
/// changed is seen at once by every process; it outlives a power cut only after <see cref="IStoreFile.Sync"/>, for a file's content,
/// or <see cref="SyncFolder"/>, for its name. All calls throw IOException or UnauthorizedAccessException when they fail.
/// </summary>
internal interface IStoreFiles
{
    /// <summary>Reads a file from its beginning.</summary>
    /// <returns>How many octets it has, at most the length of <paramref name="into"/>; below 0: there is no such file.</returns>
    int Read(string name, Span<byte> into);

    bool Exists(string name);

    /// <summary>The names of all files.</summary>
    string[] Names();

    /// <summary>False: users other than its owner may read or change the file, or it belongs to someone who is neither this user nor the folder's owner.</summary>
    bool IsPrivate(string name);

    /// <summary>Makes an empty file for the owner alone; one of that name is deleted first.</summary>
    IStoreFile Create(string name);

    /// <summary>Gives a file another name, at once for whoever looks; a file that had that name is gone.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file, if it is there.</summary>
    void Delete(string name);

    /// <summary>Puts the folder's entries on the disk.</summary>
    void SyncFolder();

    /// <summary>Keeps every other writer out, in this process and in others, until it is disposed; a process that dies leaves it.</summary>
    IDisposable Lock();
}

/// <summary>A file that is being written.</summary>
internal interface IStoreFile : IDisposable
{
    void Write(ReadOnlySpan<byte> content);

    /// <summary>Puts the content on the disk.</summary>
    void Sync();
}
