using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Xunit;

namespace DeviceMailAgent.NanoGate.Tests;

/// <summary>The vectors that are meant for nanoCLR, run on .NET as a process of their own.</summary>
public sealed class NanoClrHostTests
{
    private const int MsMax = 60_000;
    private readonly ITestOutputHelper _output;

    public NanoClrHostTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public void Every_vector_passes_on_dotnet()
    {
        string[] lines = Run();
        string last = lines[^1];
        _output.WriteLine(last);
        int passed = lines.Count(static line => line.StartsWith("pass ", StringComparison.Ordinal));
        Assert.True(lines.All(line => line == last || line.StartsWith("pass ", StringComparison.Ordinal)),
            string.Join("\n", lines.Where(static line => !line.StartsWith("pass ", StringComparison.Ordinal))));
        Assert.Equal($"{passed} passed, 0 failed", last);
        // As many as when this was written, so that a group that vanishes is noticed.
        Assert.True(passed >= 450, $"Only {passed} checks ran.");
    }

    private static string[] Run()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "DeviceMailAgent.NanoClr.Host.dll") },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var reading = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(MsMax))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The vectors took longer than {MsMax / 1000} s.");
        }
        Assert.Equal(0, process.ExitCode);
        return reading.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
