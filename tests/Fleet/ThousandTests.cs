using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control.Tests;
using Xunit;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary>A fleet of a thousand devices, played over a few connections: what the tool shows of it, and what that costs.</summary>
public sealed class ThousandTests(ITestOutputHelper output)
{
    private const int Devices = 1000;
    private const int Rounds = 5;
    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "devicemail");

    [Fact]
    public async Task A_thousand_devices_cost_the_viewer_at_most_one_core_and_200_MB()
    {
        using Broker broker = await Broker.Start();
        Reader[] players = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => broker.Connect()));
        await Round(players, 0);

        string home = Directory.CreateTempSubdirectory("dma-fleet-").FullName;
        (int code, string json, string errors) = await Bench.Tool(home, ["fleet", .. broker.Options, "--json"]);
        Assert.True(code == 1, errors);
        JsonArray all = JsonNode.Parse(json)!.AsArray();
        Assert.Equal(Devices, all.Count);
        Assert.All(all, device => Assert.Equal(7, device!["delivered"]!.GetValue<int>()));
        // One in a hundred needs pairing, and these stand first.
        Assert.All(all.Take(10), device => Assert.Equal("needs-pairing", device!["state"]!.ToString()));
        Assert.Equal("ready", all[10]!["state"]!.ToString());

        (_, string csv, _) = await Bench.Tool(home, ["fleet", .. broker.Options, "--csv"]);
        Assert.Equal(Devices + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);

        string command = $"stty cols 80 rows 24; exec env TERM=xterm LC_ALL=C.UTF-8 {Tool} fleet {string.Join(' ', broker.Options)}";
        var start = new ProcessStartInfo("script", ["-qefc", command, "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        using Process script = Process.Start(start)!;
        var screen = new StringBuilder();
        Task reading = Task.Run(async () =>
        {
            var chunk = new char[4096];
            while (await script.StandardOutput.ReadAsync(chunk) is > 0 and int count)
            {
                lock (screen) screen.Append(chunk, 0, count);
            }
        });
        try
        {
            await Shows(screen, "1000 devices: 10 need care");
            int viewer = ChildOf(script.Id);
            (double cpu, double wall) = (CpuSeconds(viewer), Stopwatch.GetTimestamp());
            for (int round = 1; round <= Rounds; round++) await Round(players, round);
            // The last round's word is on the screen: everything before it was taken.
            await Shows(screen, "9 need care");
            await Task.Delay(2000);
            double seconds = Stopwatch.GetElapsedTime((long)wall).TotalSeconds;
            double cores = (CpuSeconds(viewer) - cpu) / seconds;
            long rss = PeakRss(viewer);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Devices * Rounds * 2} messages in {seconds:0.0} s: {cores:0.00} cores, peak RSS {rss / 1e6:0} MB"));
            Assert.True(cores <= 1, $"{cores} cores");
            Assert.True(rss <= 200_000_000, $"{rss} octets");
        }
        finally
        {
            script.Kill(entireProcessTree: true);
            await reading;
            foreach (Reader player in players) player.Dispose();
            Directory.Delete(home, recursive: true);
        }
    }

    // Each device tells its state and its figures. In the last round one that needed pairing has been paired.
    private static Task Round(Reader[] players, int round) => Task.WhenAll(players.Select(async (player, index) =>
    {
        for (int device = index; device < Devices; device += players.Length)
        {
            bool isReady = device % 100 != 0 || (round == Rounds && device == 0);
            string begin = string.Create(CultureInfo.InvariantCulture, $$"""{"protocol":1,"boot":"b","link":1,"time":"{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}}Z","number":""");
            string topic = string.Create(CultureInfo.InvariantCulture, $"devicemail/device-{device:0000}/");
            await player.Says(topic + "status", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{{begin}}{{2 * round + 1}},"name":"n","board":"raspberry-pi-4","version":"0.1.0","state":"{{(isReady ? "ready" : "needs-pairing")}}","diagnosis":{{(isReady ? 0 : 301)}}}""")), isRetained: true);
            await player.Says(topic + "health", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{{begin}}{{2 * round + 2}},"uptimeSeconds":60,"rssOctets":20000000,"sessions":0,"delivered":7,"refused":0}""")), isRetained: true);
        }
    }));

    private static async Task Shows(StringBuilder screen, string text)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            string shown;
            lock (screen) shown = screen.ToString();
            if (shown.Contains(text, StringComparison.Ordinal)) return;
            Assert.True(DateTime.UtcNow < end, $"'{text}' is not shown:\n{shown}");
            await Task.Delay(50);
        }
    }

    private static int ChildOf(int parent) => Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .First(id => Fields(id) is { Length: > 1 } fields && fields[1] == parent.ToString(CultureInfo.InvariantCulture));

    // proc(5): what stands behind the name in parentheses; [1] is the parent, [11] and [12] are user and system time in hundredths.
    private static string[] Fields(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static double CpuSeconds(int id) => (double.Parse(Fields(id)[11], CultureInfo.InvariantCulture) + double.Parse(Fields(id)[12], CultureInfo.InvariantCulture)) / 100;

    private static long PeakRss(int id) => 1024 * long.Parse(File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
