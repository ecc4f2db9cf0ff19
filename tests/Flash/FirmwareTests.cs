using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Flash.Tests;

/// <summary>Which firmware is written, and that an app which it would not start never replaces the one that is there.</summary>
public sealed class FirmwareTests
{
    private const string Id = "olimex-esp32-poe-iso";

    [Theory]
    [InlineData("newer", "System.Net 0x6DFA71D6 / 0x8EFB9944 (v100.2.0.14)", "does not fit")]
    [InlineData("without", "System.Net 0x6DFA71D6 / -", "does not fit")]
    [InlineData("booter", "native assemblies", "reset button")]
    public async Task An_app_that_would_not_start_is_not_written(string fault, string what, string more)
    {
        using var bench = new Bench(Id);
        ToolResult result = await bench.Esp32(fault);
        Assert.Equal(1, result.ExitCode);
        string error = OneLine(result.Error);
        Assert.Contains(what, error);
        Assert.Contains(more, error);
        Assert.Equal(2, bench.Calls.Length);
        Assert.False(File.Exists(bench.File("board/flash/app")));
        Assert.False(File.Exists(bench.File("board/drive/agent.json")));
    }

    [Fact]
    public async Task A_packed_image_is_compared_like_a_folder()
    {
        using var bench = new Bench(Id);
        File.WriteAllBytes(bench.File("app.bin"), [.. Bench.Assembly("DeviceMailAgent.Esp32", 0, 7), 0, 0, 0, .. Bench.Assembly("System.Net", 0x11223344, 8), 0]);
        ToolResult result = await bench.Esp32(null, "--app", "app.bin");
        Assert.Contains("System.Net 0x11223344 / 0x6DFA71D6", OneLine(result.Error));
    }

    [Fact]
    public async Task A_board_that_has_just_been_written_is_waited_for()
    {
        using var bench = new Bench(Id);
        bench.Configuration["control"]!["listen"]!["port"] = EndToEnd.Loopback.FreePort();
        bench.Save();
        ToolResult result = await bench.Esp32("starting", "--wait", "0", "--host", "127.0.0.1");
        // All was written; nobody answers there.
        Assert.Equal(69, result.ExitCode);
        Assert.Equal(2, bench.Calls.Count(call => call.Contains("--devicedetails", StringComparison.Ordinal)));
        Assert.True(File.Exists(bench.File("board/flash/app")));
    }

    [Fact]
    public async Task Kept_firmware_is_looked_at_and_not_written()
    {
        using var bench = new Bench(Id);
        Directory.CreateDirectory(bench.File("board/flash"));
        File.WriteAllText(bench.File("board/flash/firmware"), "as it was");
        ToolResult result = await bench.Esp32("newer", "--firmware", "keep");
        Assert.Contains("does not fit", OneLine(result.Error));
        Assert.Equal("as it was", File.ReadAllText(bench.File("board/flash/firmware")));
        Assert.Single(bench.Calls);
    }

    [Theory]
    [InlineData("newest", "--update --target ESP32_OLIMEX --serialport")]
    [InlineData("1.17.0.5", "--update --target ESP32_OLIMEX --fwversion 1.17.0.5 --serialport")]
    public async Task The_firmware_is_the_one_that_was_named(string name, string call)
    {
        using var bench = new Bench(Id);
        await bench.Esp32("nothing", "--firmware", name);
        Assert.StartsWith(call, Assert.Single(bench.Calls), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "--firmware keep")]
    [InlineData("1.17", "--firmware cannot be \"1.17\"")]
    public async Task Without_a_version_nothing_is_guessed(string? version, string words)
    {
        using var bench = new Bench(Id);
        string[] firmware = version is null ? [] : ["--firmware", version];
        ToolResult result = await bench.DryRun("en", ["--port", "/dev/ttyUSB0", "--app", "app", "--ca", "roots.pem", .. firmware]);
        Assert.Equal(64, result.ExitCode);
        Assert.Contains(words, OneLine(result.Error));
    }

    [Fact]
    public async Task A_port_that_is_not_there_is_said_with_those_that_are()
    {
        using var bench = new Bench(Id);
        ToolResult result = await bench.Esp32(null, "--port", bench.File("ttyUSB7"));
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("no port", result.Error);
        Assert.Empty(bench.Calls);
    }

    [Theory]
    [InlineData("System.Net.pe", true, "not whole")]
    [InlineData("DeviceMailAgent.Esp32.pe", false, "not the folder of the app")]
    public async Task An_app_that_is_not_all_there_is_not_written(string file, bool isCut, string words)
    {
        using var bench = new Bench(Id);
        string path = bench.File("app/" + file);
        byte[] octets = File.ReadAllBytes(path);
        if (isCut) File.WriteAllBytes(path, octets[..^3]);
        else File.Delete(path);
        ToolResult result = await bench.Esp32(null);
        Assert.Equal(66, result.ExitCode);
        Assert.Contains(words, OneLine(result.Error));
        Assert.Empty(bench.Calls);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
