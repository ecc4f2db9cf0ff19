using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control.Tests;
using Xunit;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary>
/// A fleet of a thousand devices, each with a connection, a user and a last will of its own: what the tool shows of it, and what that costs. With DEVICEMAIL_TEST_LONG=1 (tests/run --long) they come
/// over TLS, and each rate is held for a minute.
/// </summary>
public sealed class ThousandTests(ITestOutputHelper output)
{
    private const int Devices = 1000;
    private const int Lost = 10;
    // At once. A broker's queue of those who want in has 100 places in mosquitto 2.0.
    private const int AtOnce = 64;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("DEVICEMAIL_TEST_LONG") == "1";

    [Fact]
    public async Task A_thousand_devices_cost_the_viewer_at_most_one_core_and_200_MB()
    {
        // The broker and this process have an end of each connection; the soft limit is the hard one in .NET and in what it starts.
        long files = long.TryParse(File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture, out long most) ? most : long.MaxValue;
        Assert.SkipUnless(files >= 2 * Devices, $"a process may open {files} files here, and a thousand connections need {2 * Devices} (ulimit -Hn)");
        using Broker broker = await Broker.Start(Broker.RecommendedAcl, [.. Enumerable.Range(0, Devices).Select(PlayedDevice.NameOf), "it"]);
        PlayedDevice[] devices = [.. Enumerable.Range(0, Devices).Select(index => new PlayedDevice(broker, index) { Delivered = 7, NeedsPairing = index % 100 == 0 })];
        X509Certificate2Collection? roots = IsLong ? [] : null;
        roots?.ImportFromPemFile(broker.CaFile);
        string home = Directory.CreateTempSubdirectory("dma-fleet-").FullName;
        try
        {
            long began = Stopwatch.GetTimestamp();
            await All(devices, device => device.Connect(roots));
            Say($"{Devices} devices connected {(IsLong ? "over TLS" : "without TLS")} in {Since(began):0.0} s");
            Assert.True(broker.OpenFiles >= Devices, $"the broker has only {broker.OpenFiles} files and connections open");
            await TellsAllOfThem(broker, home, began: Stopwatch.GetTimestamp());

            began = Stopwatch.GetTimestamp();
            using var viewer = new Viewer(broker.OptionsOf("it"));
            await viewer.Shows("1000 devices: 10 need care, 0 gone, 990 well");
            Say($"live view complete after {Since(began):0.0} s");
            await Holds(viewer, devices, perSecond: Devices / 60.0, seconds: IsLong ? 60 : 2);
            await Holds(viewer, devices, perSecond: 500, seconds: IsLong ? 60 : 2);
            await Holds(viewer, devices, perSecond: 2000, seconds: IsLong ? 60 : 2);
            await LosesSome(viewer, devices);
            await ComesBackAtOnce(viewer, broker, devices, roots);
            JsonArray all = await All(broker, home);
            Assert.All(all, device => Assert.Equal(8, device!["delivered"]!.GetValue<int>()));
            Assert.Equal("office-0100", all[0]!["id"]!.ToString());
        }
        finally
        {
            foreach (PlayedDevice device in devices) device.Dispose();
            Directory.Delete(home, recursive: true);
        }
    }

    private async Task TellsAllOfThem(Broker broker, string home, long began)
    {
        JsonArray all = await All(broker, home);
        Say($"devicemail fleet --json: all after {Since(began):0.0} s");
        Assert.Equal(Devices, all.Count);
        Assert.All(all, device => Assert.Equal(7, device!["delivered"]!.GetValue<int>()));
        // One in a hundred needs pairing, and these stand first.
        Assert.All(all.Take(10), device => Assert.Equal("needs-pairing", device!["state"]!.ToString()));
        Assert.Equal("ready", all[10]!["state"]!.ToString());
        (_, string csv, _) = await Bench.Tool(home, ["fleet", .. broker.OptionsOf("it"), "--csv"]);
        Assert.Equal(Devices + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static async Task<JsonArray> All(Broker broker, string home)
    {
        (int code, string json, string errors) = await Bench.Tool(home, ["fleet", .. broker.OptionsOf("it"), "--json"]);
        Assert.True(code == 1, errors);
        return JsonNode.Parse(json)!.AsArray();
    }

    // At a rate, as well as this machine keeps it; what came is said.
    private async Task Holds(Viewer viewer, PlayedDevice[] devices, double perSecond, double seconds)
    {
        (double cpu, long began) = (viewer.CpuSeconds, Stopwatch.GetTimestamp());
        int sent = 0;
        while (Since(began) < seconds)
        {
            int due = Math.Min((int)(perSecond * Since(began)) - sent, AtOnce);
            PlayedDevice[] next = [.. Enumerable.Range(sent, Math.Max(due, 0)).Select(number => devices[number % Devices])];
            sent += next.Length;
            await Task.WhenAll(next.Select(device => device.TellHealth()));
            if (next.Length < AtOnce) await Task.Delay(5);
        }

        Costs(viewer, cpu, began, $"{sent / Since(began):0} messages a second");
    }

    // Ten lose their power: the broker tells their last wills.
    private static async Task LosesSome(Viewer viewer, PlayedDevice[] devices)
    {
        foreach (PlayedDevice device in devices.Skip(1).Take(Lost)) device.Dispose();
        await viewer.Shows("1000 devices: 10 need care, 10 gone, 980 well");
    }

    // The broker starts anew, has forgotten all that it retained, and the whole fleet comes in one moment: worse than agents do, which wait a while, each of its own length.
    private async Task ComesBackAtOnce(Viewer viewer, Broker broker, PlayedDevice[] devices, X509Certificate2Collection? roots)
    {
        broker.Kill();
        await viewer.Shows("The broker is gone");
        viewer.Clear();
        devices[0].NeedsPairing = false;
        foreach (PlayedDevice device in devices) device.Delivered = 8;
        (double cpu, long began) = (viewer.CpuSeconds, Stopwatch.GetTimestamp());
        await broker.Run();
        await All(devices, device => device.Connect(roots));
        Say($"after the broker's restart all were back within {Since(began):0.0} s");
        await viewer.Shows("1000 devices: 9 need care, 0 gone, 991 well");
        // What was drawn first need not be all: the rest of the flood counts too.
        await Task.Delay(2000);
        Costs(viewer, cpu, began, "the restart");
    }

    private void Costs(Viewer viewer, double cpuBefore, long began, string what)
    {
        double cores = (viewer.CpuSeconds - cpuBefore) / Since(began);
        long rss = viewer.PeakRss;
        Say($"{what}: {cores:0.00} of a core over {Since(began):0.0} s, peak RSS {rss / 1e6:0} MB");
        Assert.True(cores <= 1, $"{cores} cores at {what}");
        Assert.True(rss <= 200_000_000, $"{rss} octets at {what}");
    }

    private static Task All(PlayedDevice[] devices, Func<PlayedDevice, Task> does) =>
        Parallel.ForEachAsync(devices, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (device, _) => new ValueTask(does(device)));

    private static double Since(long timestamp) => Stopwatch.GetElapsedTime(timestamp).TotalSeconds;

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
