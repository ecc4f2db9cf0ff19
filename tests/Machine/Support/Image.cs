using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Machine.Tests;

/// <summary>The machine's Debian as it is before anything of the product comes to it: made once, and kept in the user's cache for as long as the script that makes it is the same.</summary>
internal sealed class Image
{
    private const int SecondsMax = 25 * 60;

    private readonly string _folder;

    private Image(string folder)
    {
        _folder = folder;
    }

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing
    {
        get
        {
            if (Environment.UserName != "root") return "making a Debian needs root";
            (string Program, string Package)? missing = new (string, string)[]
            {
                ("qemu-system-aarch64", "qemu-system-arm"), ("qemu-aarch64-static", "qemu-user-static"), ("mmdebstrap", "mmdebstrap"), ("mke2fs", "e2fsprogs"), ("ssh", "openssh-client"),
                ("clang", "clang"), ("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu"), ("aarch64-linux-gnu-objcopy", "binutils-aarch64-linux-gnu"), ("lintian", "lintian"),
            }.Where(needed => ChildProcess.Find(needed.Item1) is null).Cast<(string, string)?>().FirstOrDefault();
            return missing is null ? null : $"{missing.Value.Program} is not installed (Debian package {missing.Value.Package})";
        }
    }

    public string Kernel => Path.Combine(_folder, "kernel");

    public string InitRd => Path.Combine(_folder, "initrd");

    /// <summary>Its root logs in with this ssh key.</summary>
    public string Key => Path.Combine(_folder, "key");

    /// <summary>The machine's own key, under the name `machine`.</summary>
    public string KnownHosts => Path.Combine(_folder, "known_hosts");

    /// <summary>Makes it, or finds it.</summary>
    public static async Task<Image> Make()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "image");
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        string version = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(script)))[..12];
        string folder = Path.Combine(cache, "devicemail-agent", "machine-" + version);
        // A mount of its own, as binfmt_misc may be, ends with it.
        (int code, string said, string errors) = await ChildProcess.Run("unshare", ["--mount", "--propagation", "private", "bash", script, folder], secondsMax: SecondsMax);
        Assert.True(code == 0, $"no image of a Debian for arm64 could be made:\n{said}\n{errors}");
        return new Image(folder);
    }

    /// <summary>Copies its disk, for one machine to write to.</summary>
    /// <returns>The copy's path.</returns>
    public async Task<string> Disk(Folder folder)
    {
        string disk = folder.File("disk");
        (int code, string said, string errors) = await ChildProcess.Run("cp", ["--sparse=always", "--reflink=auto", Path.Combine(_folder, "disk"), disk]);
        Assert.True(code == 0, said + errors);
        return disk;
    }
}
