using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Service.Tests;

/// <summary>The package and its unit as files; no root needed.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task The_same_programs_make_the_same_package_octet_for_octet()
    {
        ChildProcess.Require("dpkg-deb", "dpkg");
        using var folder = new Folder("pack");
        byte[][] packages = new byte[2][];
        for (int i = 0; i < packages.Length; i++)
        {
            // Other times of the same files, and another order in their folder.
            string programs = Path.Combine(folder.Path, "programs" + i);
            Directory.CreateDirectory(programs);
            foreach (string name in i == 0 ? new[] { "devicemail", "devicemail-agent", "library.so" } : ["library.so", "devicemail-agent", "devicemail"])
            {
                await File.WriteAllTextAsync(Path.Combine(programs, name), "program " + name);
                File.SetLastWriteTimeUtc(Path.Combine(programs, name), System.DateTime.UtcNow.AddDays(-i));
            }
            (int code, string said, string errors) = await ChildProcess.Run("env",
                ["SOURCE_DATE_EPOCH=1700000000", Path.Combine(Package.Sources, "pack"), "--arch", "arm64", "--agent", Path.Combine(programs, "devicemail-agent"),
                    "--tool", Path.Combine(programs, "devicemail"), "--out", Path.Combine(folder.Path, "out" + i)]);
            Assert.True(code == 0, said + errors);
            packages[i] = await File.ReadAllBytesAsync(said.Trim());
        }
        SameOctets.Assert(packages[0], packages[1]);
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_in_the_unit_and_little_exposed()
    {
        string analyze = ChildProcess.Require("systemd-analyze", "systemd");
        string unit = Path.Combine(Package.Sources, "devicemail-agent.service");
        (int code, string said, string errors) = await ChildProcess.Run(analyze, ["security", "--offline=true", "--no-pager", "--threshold=25", unit]);
        Assert.True(code == 0, said + errors);
        // What is not installed here, the program and its manual page, is all that may be missed.
        (_, _, string faults) = await ChildProcess.Run(analyze, ["verify", unit]);
        IEnumerable<string> ours = faults.Split('\n').Where(line => line.Contains("devicemail-agent.service") && !line.Contains("is not executable") && !line.Contains("'man ") && !line.Contains("man devicemail"));
        Assert.Empty(ours);
    }
}
