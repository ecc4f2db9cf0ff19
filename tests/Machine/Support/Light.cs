using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Machine.Tests;

/// <summary>A stretch of time for which a line was high, in milliseconds since the kernel's start.</summary>
internal sealed record Blink(long FromMs, long ToMs);

/// <summary>
/// The light's three lines as the kernel sees them: their levels in debugfs, and every change with its time from the tracepoint gpio:gpio_value, for a look now and then would miss blinks where a processor
/// is emulated.
/// </summary>
internal sealed class Light(Machine machine)
{
    public const int Red = 4, Green = 5, Blue = 6;

    // Within a group a blink is 250 ms dark, between groups 2000 (LightPattern).
    private const int PauseMs = 1000;

    private const string Trace = "/sys/kernel/tracing";

    // Numbers of the whole kernel, of which this chip has some.
    private int _first;

    /// <summary>Begins to write changes down, and forgets those from before.</summary>
    public async Task Watch()
    {
        string chips = await machine.Run("mountpoint --quiet /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug; cat /sys/kernel/debug/gpio");
        Match chip = Regex.Match(chips, @"GPIOs (\d+)-\d+, .*pl061");
        Assert.True(chip.Success, "no PL061: " + chips);
        _first = int.Parse(chip.Groups[1].Value, CultureInfo.InvariantCulture);
        await machine.Run($"cd {Trace} && echo 'get == 0' >events/gpio/gpio_value/filter && echo 1 >events/gpio/gpio_value/enable && echo >trace");
    }

    /// <summary>What the light shows at this moment, as red, green, blue: `-G-` is green.</summary>
    public async Task<string> Levels()
    {
        string lines = await machine.Run("cat /sys/kernel/debug/gpio");
        return string.Concat(new[] { (Red, 'R'), (Green, 'G'), (Blue, 'B') }.Select(line => Level(lines, line.Item1) ? line.Item2 : '-'));
    }

    /// <summary>The blinks of a line that have begun and ended since <see cref="Watch"/>.</summary>
    public async Task<List<Blink>> Blinks(int line)
    {
        var blinks = new List<Blink>();
        long? lit = null;
        foreach ((long atMs, bool isHigh) in await Changes(line))
        {
            if (isHigh) lit = atMs;
            else if (lit is { } from) blinks.Add(new Blink(from, atMs));
            if (!isHigh) lit = null;
        }
        return blinks;
    }

    /// <summary>How often a line was set since <see cref="Watch"/>.</summary>
    public async Task<int> Count(int line) => (await Changes(line)).Count;

    /// <summary>How many blinks stand in each group that was seen from its beginning to the pause behind it.</summary>
    public static int[] Groups(List<Blink> blinks)
    {
        var groups = new List<int>();
        int count = 0;
        for (int i = 1; i < blinks.Count; i++)
        {
            bool isNew = blinks[i].FromMs - blinks[i - 1].ToMs >= PauseMs;
            if (isNew && count > 0) groups.Add(count);
            if (isNew) count = 1;
            else if (count > 0) count++;
        }
        return groups.ToArray();
    }

    /// <summary>The longest run of blinks without a pause.</summary>
    public static int LongestRun(List<Blink> blinks)
    {
        int longest = 0, run = 0;
        for (int i = 0; i < blinks.Count; i++)
        {
            run = i > 0 && blinks[i].FromMs - blinks[i - 1].ToMs < PauseMs ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    /// <summary>The median of how long a blink lasts.</summary>
    public static long LengthMs(List<Blink> blinks) => blinks.Select(blink => blink.ToMs - blink.FromMs).Order().ElementAt(blinks.Count / 2);

    //            pins-431     [000] .....   807.927355: gpio_value: 510 set 1
    private async Task<List<(long AtMs, bool IsHigh)>> Changes(int line) =>
        Regex.Matches(await machine.Run($"cat {Trace}/trace"), string.Create(CultureInfo.InvariantCulture, $@" (\d+)\.(\d{{3}})\d+: gpio_value: {_first + line} set (\d)"))
            .Select(change => (long.Parse(change.Groups[1].Value + change.Groups[2].Value, CultureInfo.InvariantCulture), change.Groups[3].Value == "1"))
            .ToList();

    //  gpio-508 (                    |devicemail-agent    ) out lo
    private bool Level(string lines, int line)
    {
        Match level = Regex.Match(lines, string.Create(CultureInfo.InvariantCulture, $@"gpio-{_first + line} .*\|devicemail-agent.*\) out (hi|lo)"));
        Assert.True(level.Success, $"the agent does not drive line {line}:\n{lines}");
        return level.Groups[1].Value == "hi";
    }
}
