using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The power is gone. No IOException, so that nobody catches it and goes on.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>
/// A disk in memory whose power can be cut at any call, and that then has what a real one may have: of what was written and not synced all,
/// nothing, a part, or a part and rubbish; of names that were made, moved or deleted since the folder was synced the old state, the new one or
/// one between, each name for itself. That is more than a journalling file system does, so what outlives this outlives that.
/// </summary>
internal sealed class CutDisk : IStoreFiles
{
    // What was synced is certain; Now is what processes see.
    private sealed class Node
    {
        public byte[] Synced = [];
        public byte[] Now = [];
        public List<byte[]> Versions = [];
    }

    private readonly Dictionary<string, Node> _now = [];
    private readonly Dictionary<string, Node> _synced = [];
    private readonly Dictionary<string, List<Node?>> _between = [];
    private readonly Random _random;
    private bool _isOff;

    public CutDisk(Random random)
    {
        _random = random;
    }

    /// <summary>How many calls that change something there were.</summary>
    public int Calls { get; private set; }

    /// <summary>At which call the power goes; 0: never.</summary>
    public int CutAt { get; set; }

    /// <summary>Mistakes that a store could make, to show that the tests would see them.</summary>
    public bool ForgetsSync { get; init; }

    public bool ForgetsSyncFolder { get; init; }

    public bool WritesInPlace { get; init; }

    /// <summary>The call at which the power went: its name and its file.</summary>
    public string Cut { get; private set; } = "";

    public int Read(string name, Span<byte> into)
    {
        Powered();
        if (!_now.TryGetValue(name, out Node? node)) return -1;
        int count = Math.Min(into.Length, node.Now.Length);
        node.Now.AsSpan(0, count).CopyTo(into);
        return count;
    }

    public bool Exists(string name)
    {
        Powered();
        return _now.ContainsKey(name);
    }

    public string[] Names()
    {
        Powered();
        return [.. _now.Keys];
    }

    public bool IsPrivate(string name)
    {
        return true;
    }

    public IStoreFile Create(string name)
    {
        string at = WritesInPlace ? name.Replace(".new", "", StringComparison.Ordinal) : name;
        bool cutAfter = Call("create " + at);
        var node = new Node();
        Name(at, node);
        CutIf(cutAfter);
        return new OpenFile(this, node, at);
    }

    public void Rename(string from, string to)
    {
        if (WritesInPlace) return;
        bool cutAfter = Call("rename " + to);
        Node node = _now[from];
        Name(to, node);
        Name(from, null);
        CutIf(cutAfter);
    }

    public void Delete(string name)
    {
        if (!_now.ContainsKey(name)) return;
        bool cutAfter = Call("delete " + name);
        Name(name, null);
        CutIf(cutAfter);
    }

    public void SyncFolder()
    {
        bool cutAfter = Call("sync folder");
        if (!ForgetsSyncFolder)
        {
            _synced.Clear();
            foreach ((string name, Node node) in _now) _synced[name] = node;
            _between.Clear();
        }
        CutIf(cutAfter);
    }

    public IDisposable Lock()
    {
        Powered();
        return new MemoryStream(0);
    }

    /// <summary>The disk that the next start finds.</summary>
    public CutDisk AfterCut()
    {
        var next = new CutDisk(_random);
        foreach (string name in _now.Keys.Concat(_synced.Keys).Concat(_between.Keys).Distinct().Order())
        {
            List<Node?> states = [_synced.GetValueOrDefault(name), .. _between.GetValueOrDefault(name, []), _now.GetValueOrDefault(name)];
            Node? left = states[_random.Next(states.Count)];
            if (left == null) continue;
            byte[] content = Left(left);
            next._now[name] = next._synced[name] = new Node { Now = content, Synced = content };
        }
        return next;
    }

    /// <summary>The octets of all files, also of those that were deleted or overwritten and may still lie on the disk.</summary>
    public IEnumerable<byte[]> EverWritten { get; } = new List<byte[]>();

    // Of a file whose last content was not synced.
    private byte[] Left(Node node)
    {
        if (ReferenceEquals(node.Now, node.Synced)) return node.Synced;
        byte[] now = node.Now;
        switch (_random.Next(5))
        {
            case 0: return node.Synced;
            case 1: return now;
            case 2: return now[.._random.Next(now.Length + 1)];
            case 3: return node.Versions.Count > 0 ? node.Versions[_random.Next(node.Versions.Count)] : now;
            default:
                // The length is there, a block is not.
                byte[] torn = (byte[])now.Clone();
                int from = _random.Next(torn.Length + 1);
                if (_random.Next(2) == 0) Array.Clear(torn, from, torn.Length - from);
                else _random.NextBytes(torn.AsSpan(from));
                return torn;
        }
    }

    private void Name(string name, Node? node)
    {
        if (!_between.TryGetValue(name, out List<Node?>? states)) _between[name] = states = [];
        states.Add(_now.GetValueOrDefault(name));
        if (node == null) _now.Remove(name);
        else _now[name] = node;
    }

    // True: the power goes when the call has done its work; it goes before that as often.
    private bool Call(string what)
    {
        Powered();
        Calls++;
        if (Calls != CutAt) return false;
        Cut = what;
        if (_random.Next(2) == 0) CutIf(true);
        return true;
    }

    private void CutIf(bool cut)
    {
        if (!cut) return;
        _isOff = true;
        throw new PowerCutException();
    }

    private void Powered()
    {
        if (_isOff) throw new PowerCutException();
    }

    private sealed class OpenFile(CutDisk disk, Node node, string name) : IStoreFile
    {
        public void Write(ReadOnlySpan<byte> content)
        {
            bool cutAfter = disk.Call("write " + name);
            ((List<byte[]>)disk.EverWritten).Add(content.ToArray());
            node.Now = [.. node.Now, .. content];
            node.Versions.Add(node.Now);
            disk.CutIf(cutAfter);
        }

        public void Sync()
        {
            bool cutAfter = disk.Call("sync " + name);
            if (!disk.ForgetsSync) node.Synced = node.Now;
            disk.CutIf(cutAfter);
        }

        public void Dispose()
        {
        }
    }
}
