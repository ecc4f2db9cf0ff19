using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace DeviceMailAgent.Bench;

/// <summary>What a reader has to know of the machine to judge the figures; nothing that names it.</summary>
/// <param name="Processor">As /proc/cpuinfo says.</param>
/// <param name="Cores">That the runtime may use.</param>
/// <param name="MemoryGb">10^9 octets.</param>
/// <param name="System">The distribution.</param>
/// <param name="Kernel">Version without the builder's suffix.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="LoadAverage">Of the last minute, before the first measurement.</param>
/// <param name="Date">UTC.</param>
public sealed record Machine(string Processor, int Cores, double MemoryGb, string System, string Kernel, string Runtime, double LoadAverage, string Date)
{
    /// <summary>Reads it from /proc and /etc/os-release.</summary>
    public static Machine Read()
    {
        string system = Value("/etc/os-release", "PRETTY_NAME=").Trim('"');
        double memoryKb = double.Parse(Value("/proc/meminfo", "MemTotal:").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
        string kernel = ProcessFigures.FirstLine("/proc/sys/kernel/osrelease").Split('-')[0];
        string load = ProcessFigures.FirstLine("/proc/loadavg").Split(' ')[0];
        return new Machine(Value("/proc/cpuinfo", "model name").TrimStart('\t', ' ', ':'), Environment.ProcessorCount, memoryKb * 1024 / 1e9, system, kernel,
            Environment.Version.ToString(), double.Parse(load, CultureInfo.InvariantCulture), DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>One line for the table's head.</summary>
    public override string ToString()
    {
        return string.Create(CultureInfo.InvariantCulture,
            $"{Processor}, {Cores} cores, {MemoryGb:F0} GB; {System}, Linux {Kernel}, .NET {Runtime}; {Date}; load average before: {LoadAverage:F2}");
    }

    private static string Value(string file, string key)
    {
        string? line = File.ReadLines(file).FirstOrDefault(text => text.StartsWith(key, StringComparison.Ordinal));
        return line == null ? "unknown" : line[key.Length..].Trim();
    }
}
