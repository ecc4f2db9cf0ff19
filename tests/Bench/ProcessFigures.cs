using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace DeviceMailAgent.Bench;

/// <summary>What Linux says about a process and the machine (proc(5)).</summary>
public static class ProcessFigures
{
    // USER_HZ: the same on all of Linux's architectures that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>User and system seconds of a process since its start, its ended threads included.</summary>
    public static double CpuSeconds(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        // The name, in brackets, may hold anything. Behind it: field 3 first; utime is field 14, stime 15.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    /// <summary>User, nice, system and stolen seconds of the whole machine since its start; what interrupts took is left out.</summary>
    public static double MachineCpuSeconds()
    {
        string[] fields = FirstLine("/proc/stat").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // 8 is what the host took away (steal).
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[8])) / TicksPerSecond;
    }

    /// <summary>Octets of a process that are in memory now.</summary>
    public static long Resident(int pid)
    {
        return Status(pid, "VmRSS:");
    }

    /// <summary>The most octets of a process that were in memory since its start, or since <see cref="ForgetPeak"/>.</summary>
    public static long PeakResident(int pid)
    {
        return Status(pid, "VmHWM:");
    }

    /// <summary>Lets the peak begin anew at what is resident now. False: the kernel does not allow it.</summary>
    public static bool ForgetPeak(int pid)
    {
        try
        {
            File.WriteAllText($"/proc/{pid}/clear_refs", "5");
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether some process listens on this port of 127.0.0.1.</summary>
    public static bool IsListening(int port)
    {
        // The address is in the machine's order of octets, the port is not; 0A is LISTEN.
        string address = BitConverter.IsLittleEndian ? "0100007F" : "7F000001";
        string begin = string.Create(CultureInfo.InvariantCulture, $"{address}:{port:X4} 00000000:0000 0A ");
        return File.ReadLines("/proc/net/tcp").Any(line => line.Contains(begin, StringComparison.Ordinal));
    }

    /// <summary>The first line of a small file.</summary>
    public static string FirstLine(string path)
    {
        using var reader = new StreamReader(path);
        return reader.ReadLine() ?? "";
    }

    private static long Status(int pid, string key)
    {
        foreach (string line in File.ReadLines($"/proc/{pid}/status"))
        {
            if (!line.StartsWith(key, StringComparison.Ordinal)) continue;
            string[] fields = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            return (long)Number(fields[1]) * 1024;
        }
        throw new InvalidDataException($"/proc/{pid}/status has no {key} line.");
    }

    private static double Number(string text)
    {
        return double.Parse(text, CultureInfo.InvariantCulture);
    }
}
