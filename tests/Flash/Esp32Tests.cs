using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Flash.Tests;

/// <summary>An ESP32 through nanoff, whose place a strict stand-in takes; what answers at the end is firmware/esp32 itself, started from the folder that was written.</summary>
public sealed class Esp32Tests
{
    private const string Id = "olimex-esp32-poe-iso";
    private const int WaitSeconds = 60;

    [Fact]
    public async Task The_board_starts_with_what_was_written_and_answers()
    {
        using var bench = new Bench(Id);
        bench.Configuration["accounts"]![0]!["ca"] = "ca.pem";
        bench.Configuration["listen"]![0]!["port"] = Loopback.FreePort();
        bench.Configuration["control"]!["listen"] = new JsonObject { ["address"] = "127.0.0.1", ["port"] = Loopback.FreePort() };
        bench.Save();
        Task<ToolResult> flash = bench.Esp32(null, "--wait", "90");
        string app = bench.File("board/flash/app");
        long end = Environment.TickCount64 + WaitSeconds * 1000;
        while (!File.Exists(app) && !flash.IsCompleted && Environment.TickCount64 < end) await Task.Delay(50);
        Assert.True(File.Exists(app), flash.IsCompleted ? (await flash).All : "the app was not written");
        using Process board = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "devicemail-esp32-host")) { Environment = { ["DMA_FLASH"] = bench.File("board/drive") } })!;
        try
        {
            ToolResult result = await flash;
            Assert.True(result.ExitCode == 0, result.All);
            Assert.Contains("bridge-3f: " + Id, result.Output);
            Assert.Contains("devicemail pair --device bridge-3f", result.Output);
            // Whoever comes later finds the device by its name.
            ToolResult status = await ToolRun.Run(bench.Path, new Dictionary<string, string>(), ["status", "--device", "bridge-3f", "--json"]);
            Assert.Equal("bridge-3f", JsonNode.Parse(status.Output)!["name"]!.GetValue<string>());
        }
        finally
        {
            board.Kill();
            await board.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Firmware_files_network_and_app_arrive_octet_by_octet_and_nothing_secret_is_left_here()
    {
        using var bench = new Bench(Id);
        bench.Configuration["control"]!["listen"]!["port"] = Loopback.FreePort();
        bench.Save();
        File.WriteAllText(bench.File("wifi.txt"), "not-a-password\n");
        ToolResult result = await bench.Esp32(null, "--wait", "0", "--host", "127.0.0.1", "--wifi-name", "office", "--wifi-password-file", "wifi.txt");
        // Nobody answers there; all that was asked of nanoff is done.
        Assert.Equal(69, result.ExitCode);
        Assert.Contains("did not answer", result.Error);
        Assert.Equal(["--update", "--nanodevice --devicedetails", "--filedeployment", "--nanodevice --deploy"], bench.Calls.Select(Verb));
        Assert.Equal("ESP32_OLIMEX", File.ReadAllText(bench.File("board/flash/firmware")));
        // 133 octets, filled up to a multiple of four; 121 and 123 likewise.
        Assert.Equal((byte[])[.. Bench.Assembly("DeviceMailAgent.Esp32", 0, 7), 0, 0, 0, .. Bench.Assembly("System.Net", 0x6DFA71D6, 8), 0, .. Bench.Assembly("mscorlib", 0x1549C856, 8), 0, 0, 0],
            File.ReadAllBytes(bench.File("board/flash/app")));
        Assert.Equal(File.ReadAllText(bench.File("agent.json")), File.ReadAllText(bench.File("board/drive/agent.json")));
        // mbedTLS takes PEM only with the zero octet behind it.
        Assert.Equal(File.ReadAllText(bench.File("roots.pem")) + "\0", File.ReadAllText(bench.File("board/flash/roots")));
        JsonNode network = JsonNode.Parse(File.ReadAllText(bench.File("board/flash/network")))!;
        Assert.Equal(("office", "not-a-password", "WPA2", true), (Text(network, "Ssid"), Text(network, "Password"), Text(network, "Authentication"), network["Ethernet"]!["DhcpEnabled"]!.GetValue<bool>()));
        Assert.Equal(File.ReadAllText(bench.File("board/drive/control.key")), File.ReadAllText(bench.File("home/.config/devicemail/bridge-3f.key")));
        Assert.DoesNotContain("not-a-password", result.All + string.Join(' ', bench.Calls));
        Assert.DoesNotContain(File.ReadAllText(bench.File("board/drive/control.key")).Trim(), result.All);
        Assert.Empty(Directory.GetDirectories(bench.File("tmp"), "devicemail-flash-*"));

        static string Verb(string call) => call.StartsWith("--nanodevice", StringComparison.Ordinal) ? string.Join(' ', call.Split(' ')[..2]) : call.Split(' ')[0];

        static string Text(JsonNode network, string name) => network["WirelessClient"]![name]!.GetValue<string>();
    }

    [Theory]
    [InlineData("update", "E4000", 1)]
    [InlineData("nothing", "No operation was performed", 1)]
    [InlineData("file", "Error deploying content file", 3)]
    public async Task A_step_that_fails_ends_it_and_is_told_in_nanoffs_own_words(string fault, string words, int calls)
    {
        using var bench = new Bench(Id);
        ToolResult result = await bench.Esp32(fault, "--wait", "0");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(words, result.Error);
        Assert.Contains("BOOT", result.Error);
        Assert.Equal(calls, bench.Calls.Length);
        Assert.False(File.Exists(bench.File("home/.config/devicemail/devices.json")));
        Assert.Empty(Directory.GetDirectories(bench.File("tmp"), "devicemail-flash-*"));
    }

    [Fact]
    public async Task Stopped_halfway_it_ends_nanoff_and_leaves_nothing_secret()
    {
        using var bench = new Bench(Id);
        int tool = 0;
        Task<ToolResult> flash = bench.Esp32("hang", id => tool = id, []);
        long end = Environment.TickCount64 + WaitSeconds * 1000;
        string pid = bench.File("board/pid");
        while (!(File.Exists(pid) && new FileInfo(pid).Length > 0) && !flash.IsCompleted && Environment.TickCount64 < end) await Task.Delay(50);
        Assert.False(flash.IsCompleted);
        // As Ctrl+C is to the tool, but that no shell can have switched off.
        await SshDevice.Run("kill", "-TERM", tool.ToString(CultureInfo.InvariantCulture));
        ToolResult result = await flash;
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("Stopped", result.Error);
        Assert.False(Directory.Exists("/proc/" + File.ReadAllText(pid)));
        Assert.Empty(Directory.GetDirectories(bench.File("tmp"), "devicemail-flash-*"));
    }

    [Fact]
    public async Task Without_nanoff_the_line_that_installs_it_is_shown_and_nothing_is_begun()
    {
        using var bench = new Bench(Id);
        ToolResult result = await bench.Esp32(null, "--nanoff", "there/is/none");
        Assert.Equal(69, result.ExitCode);
        Assert.Contains("dotnet tool install -g nanoff", result.Error.ReplaceLineEndings(" "));
        Assert.Empty(bench.Calls);
    }

    [Fact]
    public async Task Another_boards_configuration_never_reaches_this_one()
    {
        using var bench = new Bench(Id);
        bench.Configuration["board"] = "wesp32";
        bench.Save();
        ToolResult result = await bench.Esp32(null);
        Assert.Equal(66, result.ExitCode);
        Assert.Contains("\"wesp32\"", result.Error);
        Assert.Empty(bench.Calls);
    }

    [Theory]
    [InlineData("store", "\"/var/lib/devicemail-agent\"", "I:/")]
    [InlineData("control", "null", "control.listen")]
    [InlineData("listen", "[{\"address\":\"0.0.0.0\",\"tls\":\"auto\"}]", "listen[0].tls: must be \"off\"")]
    [InlineData("owner", "\"office@contoso.example\"", "owner: is not possible on this board yet.")]
    [InlineData("routes", "[]", "routes: is of no use with the one account")]
    public async Task What_cannot_work_on_the_board_is_said_before_anything_is_written(string key, string value, string words)
    {
        using var bench = new Bench(Id);
        bench.Configuration[key] = JsonNode.Parse(value);
        bench.Save();
        ToolResult result = await bench.Esp32(null);
        Assert.Equal(66, result.ExitCode);
        Assert.Contains(words, result.Error.ReplaceLineEndings(" "));
        Assert.Empty(bench.Calls);
    }

    [Theory]
    [InlineData("NFMRK2\0\0", "nanoFramework 2")]
    [InlineData("MZ\0\0", "no nanoFramework assembly")]
    public async Task What_is_no_app_is_not_written(string begin, string words)
    {
        using var bench = new Bench(Id);
        File.WriteAllBytes(bench.File("app/zzz.pe"), Encoding.ASCII.GetBytes(begin + "0123456789"));
        ToolResult result = await bench.Esp32(null);
        Assert.Equal(66, result.ExitCode);
        Assert.Contains(words, result.Error.ReplaceLineEndings(" "));
        Assert.Empty(bench.Calls);
    }

    [Fact]
    public async Task Without_a_port_those_of_this_computer_are_listed()
    {
        using var bench = new Bench(Id);
        ToolResult result = await ToolRun.Flash(bench.Path, new Dictionary<string, string>(), "--board", Id, "--lang", "en");
        Assert.Equal(64, result.ExitCode);
        string[] ports = System.IO.Ports.SerialPort.GetPortNames();
        if (ports.Length == 0) Assert.Contains("no serial port", result.Error);
        foreach (string port in ports) Assert.Contains(port, result.Error);
    }

    [Fact]
    public void Ports_with_a_board_come_first_and_say_what_is_plugged_in()
    {
        using var folder = new Folder("ports");
        foreach (string port in (string[])["ttyS0", "ttyUSB0", "ttyACM1"]) folder.Write(port, "");
        Directory.CreateDirectory(folder.File("by-id"));
        File.CreateSymbolicLink(folder.File("by-id/usb-1a86_USB_Serial-if00-port0"), "../ttyUSB0");
        IReadOnlyList<string> ports = Tool.Flash.SerialPorts.Described(((string[])["ttyS0", "ttyACM1", "ttyUSB0"]).Select(folder.File), folder.File("by-id"));
        Assert.Equal([folder.File("ttyACM1"), folder.File("ttyUSB0") + " (usb-1a86_USB_Serial-if00-port0)", folder.File("ttyS0")], ports);
    }

    [Fact]
    public async Task What_provision_writes_for_the_board_can_be_flashed()
    {
        using var bench = new Bench(Id);
        File.Delete(bench.File("agent.json"));
        ToolResult provision = await ToolRun.Run(bench.Path, new Dictionary<string, string>(),
        [
            "provision", "--board", Id, "--name", "bridge-3f", "--provider", "microsoft365", "--flow", "device-code", "--tenant", "contoso.example", "--mailbox", "scans@contoso.example",
            "--client-id", "00000000-0000-0000-0000-000000000000", "--allow", "192.168.7.0/24", "--no-scanner-login", "--control-listen", "192.168.7.2:2526",
        ]);
        Assert.True(provision.ExitCode == 0, provision.All);
        // Where the board has its pins free, as boards.json says.
        Assert.Equal(("{\"single\":32}", 33), (JsonNode.Parse(File.ReadAllText(bench.File("agent.json")))!["pins"]!["light"]!.ToJsonString(), JsonNode.Parse(File.ReadAllText(bench.File("agent.json")))!["pins"]!["button"]!["pin"]!.GetValue<int>()));
        ToolResult flash = await bench.DryRun("en", "--port", "/dev/ttyUSB0", "--firmware", "newest", "--app", "app", "--ca", "roots.pem");
        Assert.True(flash.ExitCode == 0, flash.All);
    }

    // What the board says at its start, the desk says before, word for word.
    [Theory]
    [InlineData("routes", "[]")]
    [InlineData("colour", "\"green\"")]
    [InlineData("pins", "{\"button\":{\"pin\":99}}")]
    [InlineData("accounts", "[{\"default\":true,\"smtp\":{\"host\":\"smtp.contoso.example\",\"port\":\"587\",\"security\":\"starttls\"},\"mechanism\":\"xoauth2\"}]")]
    public async Task The_desk_refuses_in_the_boards_own_words(string key, string value)
    {
        using var bench = new Bench(Id);
        bench.Configuration["accounts"]![0]!["ca"] = "ca.pem";
        bench.Configuration[key] = JsonNode.Parse(value);
        bench.Save();
        ToolResult result = await bench.Esp32(null);
        Assert.Equal(66, result.ExitCode);
        using Process board = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "devicemail-esp32-host")) { Environment = { ["DMA_FLASH"] = bench.Path }, RedirectStandardOutput = true })!;
        string? said = await board.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(WaitSeconds));
        board.Kill();
        await board.WaitForExitAsync();
        Assert.Contains(Words(said!), Words(result.Error));

        // Lines are parted for the terminal.
        static string Words(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Provision_refuses_what_an_ESP32_would_refuse()
    {
        using var bench = new Bench(Id);
        File.Delete(bench.File("agent.json"));
        ToolResult result = await ToolRun.Run(bench.Path, new Dictionary<string, string>(),
        [
            "provision", "--board", Id, "--name", "bridge-3f", "--provider", "microsoft365", "--flow", "device-code", "--tenant", "contoso.example", "--mailbox", "scans@contoso.example",
            "--client-id", "00000000-0000-0000-0000-000000000000", "--allow", "192.168.7.0/24", "--no-scanner-login", "--control-listen", "192.168.7.2:2526", "--owner", "office@contoso.example",
        ]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("owner: is not possible on this board yet.", result.Error.ReplaceLineEndings(" "));
        Assert.False(File.Exists(bench.File("agent.json")));
    }
}
