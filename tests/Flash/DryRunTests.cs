using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Provision;
using Xunit;

namespace DeviceMailAgent.Flash.Tests;

/// <summary>What a person reads before anything is done, for every board of boards.json.</summary>
public sealed class DryRunTests
{
    public static TheoryData<string, string> Boards => [.. from board in Board.All from language in (string[])["en", "ja"] select (board.Id, language)];

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task Every_step_for_every_board(string id, string language)
    {
        Board board = Board.Find(id)!;
        using var bench = new Bench(id, board.IsEsp32);
        File.WriteAllText(bench.File("wifi.txt"), "not-a-password\n");
        File.WriteAllText(bench.File("devicemail-agent_0.1.0_arm64.deb"), "");
        string[] wifi = board.HasEthernet ? [] : ["--wifi-name", "office", "--wifi-password-file", "wifi.txt"];
        string[] own = board.IsEsp32 ? ["--port", "/dev/ttyUSB0", "--firmware", "1.17.0.5", "--app", "app", "--ca", "roots.pem", .. wifi] : ["--host", "pi@192.168.7.2", "--deb", "devicemail-agent_0.1.0_arm64.deb"];
        ToolResult result = await bench.DryRun(language, own);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.DoesNotContain("not-a-password", result.Output);
        Assert.Empty(bench.Calls);
        Same($"flash-{id}.{language}", result.Output);
    }

    [Fact]
    public async Task Two_networks_are_told_to_the_board_with_a_fixed_address_for_scanners()
    {
        using var bench = new Bench("wt32-eth01");
        File.WriteAllText(bench.File("wifi.txt"), "not-a-password\n");
        ToolResult result = await bench.DryRun("en", "--port", "/dev/ttyUSB0", "--firmware", "keep", "--app", "app", "--ca", "roots.pem", "--wifi-name", "office", "--wifi-password-file", "wifi.txt", "--ethernet-address", "192.168.7.2/25");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("\"IPv4Address\": \"192.168.7.2\"", result.Output);
        Assert.Contains("\"IPv4NetMask\": \"255.255.255.128\"", result.Output);
        Assert.Contains("\"Ssid\": \"office\"", result.Output);
        Assert.DoesNotContain("not-a-password", result.Output);
    }

    // With DEVICEMAIL_APPROVE set to the folder of the sources, the text is written there to be looked at; the test fails all the same.
    private static void Same(string name, string actual)
    {
        string approved = Path.Combine(AppContext.BaseDirectory, "screens", name + ".txt");
        string expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (Environment.GetEnvironmentVariable("DEVICEMAIL_APPROVE") is { Length: > 0 } folder && expected != actual) File.WriteAllText(Path.Combine(folder, name + ".txt"), actual);
        Assert.Equal(expected, actual);
    }
}
