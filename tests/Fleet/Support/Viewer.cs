using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary><c>devicemail fleet</c>, live, in a terminal of 80 columns (script(1)); and what it costs, from proc(5).</summary>
internal sealed class Viewer : IDisposable
{
    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "devicemail");
    private readonly Process _script;
    private readonly Task _reading;
    private readonly StringBuilder _screen = new();

    public Viewer(string[] options)
    {
        string command = $"stty cols 80 rows 24; exec env TERM=xterm LC_ALL=C.UTF-8 {Tool} fleet {string.Join(' ', options)}";
        _script = Process.Start(new ProcessStartInfo("script", ["-qefc", command, "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        _reading = Task.Run(async () =>
        {
            var chunk = new char[4096];
            while (await _script.StandardOutput.ReadAsync(chunk) is > 0 and int count)
            {
                lock (_screen) _screen.Append(chunk, 0, count);
            }
        });
    }

    /// <summary>User and system time so far, in seconds.</summary>
    public double CpuSeconds
    {
        get
        {
            string[] fields = Fields(Id);
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
        }
    }

    /// <summary>The largest resident set so far, in octets.</summary>
    public long PeakRss => 1024 * long.Parse(File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private int Id => field != 0 ? field : field = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .First(id => Fields(id) is { Length: > 1 } fields && fields[1] == _script.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Waits for a text in what has been drawn since the last call, or since the start.</summary>
    public async Task Shows(string text, int secondsMax = 90)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(secondsMax);
        while (true)
        {
            string shown;
            lock (_screen) shown = _screen.ToString();
            if (shown.Contains(text, StringComparison.Ordinal)) return;
            Assert.True(DateTime.UtcNow < end, $"'{text}' is not shown:\n{shown[Math.Max(0, shown.Length - 4000)..]}");
            await Task.Delay(20);
        }
    }

    /// <summary>Forgets what was drawn until now.</summary>
    public void Clear()
    {
        lock (_screen) _screen.Clear();
    }

    public void Dispose()
    {
        _script.Kill(entireProcessTree: true);
        _reading.GetAwaiter().GetResult();
        _script.Dispose();
    }

    // What stands behind the name in parentheses; [1] is the parent, [11] and [12] are user and system time in hundredths.
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
}
