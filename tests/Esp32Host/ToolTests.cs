using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Texts;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>A technician with `devicemail` before a board: what works on a Raspberry Pi works, and what a board cannot is said with what to do.</summary>
public sealed class ToolTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_command_that_asks_a_device_asks_a_board()
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { DeviceIntervalSeconds = 1 }, change: static file =>
        {
            file["name"] = "bridge-3f";
            file.At("accounts[0].smtp")["sizeMax"] = 30_000_000;
        }, environment: ("DMA_HEAP", "41216"));
        await bench.AssertServes();

        (int code, string said) = await Run(bench, "status");
        Assert.Equal(0, code);
        Assert.Contains("41.2 kB of memory free", said, StringComparison.Ordinal);
        (code, said) = await Run(bench, "status", "--lang", "ja");
        Assert.Contains("空きメモリ 41.2 kB", said, StringComparison.Ordinal);
        Assert.Equal(0, code);

        (code, said) = await Run(bench, "doctor", "--send-to", "office@contoso.example", "--json");
        JsonNode report = JsonNode.Parse(said)!;
        JsonObject[] checks = [.. report["groups"]!.AsArray().SelectMany(static group => group!["checks"]!.AsArray()).Select(static check => check!.AsObject())];
        Assert.True(code == 0 && (bool)report["ok"]!, said);
        foreach (string name in new[] { "size", "device-clock", "allow", "reachable", "open-relay", "mail" })
            Assert.True(Assert.Single(checks, check => (string)check["name"]! == name)["result"] is JsonValue result && (string)result! is "passed" or "untried", $"{name}: {said}");
        Assert.Equal("unused", (string)Assert.Single(checks, static check => (string)check["name"]! == "tls" && (string)check["result"]! == "unused")["result"]!);

        (code, said) = await Run(bench, "doctor");
        Assert.Equal(0, code);
        Assert.Equal(0, (await Run(bench, "log", "--last", "5")).Code);
        Assert.Equal(0, (await Run(bench, "test-mail", "office@contoso.example")).Code);
        string bundle = bench.Device.FlashFile("bundle.txt");
        Assert.Equal(0, (await Run(bench, "support-bundle", "--output", bundle)).Code);
        Assert.Contains("mechanism: xoauth2", await File.ReadAllTextAsync(bundle), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairing_by_device_code_ends_with_a_test_mail()
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { DeviceIntervalSeconds = 1 }, paired: false);
        using Process process = Begin(bench, ["pair", "--json", "--lang=en"]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string last = "";
        while (await process.StandardOutput.ReadLineAsync(DeviceProcess.Limit(90)) is { } line)
        {
            last = line;
            JsonObject told = JsonNode.Parse(line)!.AsObject();
            if (told.Text("type") == "code") Assert.True(await bench.Sandbox.AnswerDeviceCode(told.Text("userCode"), approve: true));
        }
        await process.WaitForExitAsync(DeviceProcess.Limit());
        Assert.True(process.ExitCode == 0, last + await errors);
        Assert.True((bool)JsonNode.Parse(last)!["mailAccepted"]!, last);
        Assert.Single(bench.Sandbox.Mails);
    }

    [Fact]
    public async Task What_a_board_cannot_is_said_with_what_to_do()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        (int code, string said) = await Run(bench, "import", "fleet-password");
        Assert.Equal(1, code);
        Assert.Contains("agent.test has no \"fleet\" with a \"user\" in its agent.json", said, StringComparison.Ordinal);
        Assert.Contains("devicemail flash", said, StringComparison.Ordinal);
        await using ControlClient device = await bench.Device.Connect();
        foreach (string kind in new[] { "client-secret", "client-key", "service-account", "fleet-password" })
        {
            ControlAnswer answer = await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = kind, ["secret"] = "fake-secret" });
            Assert.Equal((kind, ControlError.NotPossible), (kind, answer.Error));
            Assert.Equal("An ESP32 board cannot do this with its account.", ControlTexts.Of(answer).What.English);
        }
    }

    private static Process Begin(DeviceBench bench, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "devicemail")) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in arguments.Concat(["--device", bench.Device.Target.Address.ToString(), "--admin-key", bench.Device.FlashFile("admin.key")])) start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private async Task<(int Code, string Said)> Run(DeviceBench bench, params string[] arguments)
    {
        using Process process = Begin(bench, arguments.Contains("--lang") ? arguments : [.. arguments, "--lang=en"]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync(DeviceProcess.Limit(120));
        await process.WaitForExitAsync(DeviceProcess.Limit());
        output.WriteLine($"$ devicemail {string.Join(' ', arguments)}   -> {process.ExitCode}\n{said}{await errors}");
        return (process.ExitCode, said + (arguments.Contains("--json") ? "" : await errors));
    }
}
