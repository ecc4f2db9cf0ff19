using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Machine.Tests;

/// <summary>A QEMU process, spoken to by its machine protocol (QMP) on its standard input and output.</summary>
internal sealed class Monitor : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Of qemu-system-aarch64, without a monitor.</param>
    public Monitor(IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo("qemu-system-aarch64", [.. arguments, "-qmp", "stdio"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Reads the greeting and asks for nothing beyond the protocol's base (QMP specification, 4).</summary>
    public async Task Begin()
    {
        await Line();
        await Ask("qmp_capabilities");
    }

    /// <summary>The port of this machine's loopback that leads to one of the emulated machine's.</summary>
    public async Task<int> Port(int inside)
    {
        string network = (string)(await Ask("human-monitor-command", new JsonObject { ["command-line"] = "info usernet" }))!;
        //   TCP[HOST_FORWARD]  11       127.0.0.1 33463       10.0.2.15    22     0     0
        Match forward = Regex.Match(network, string.Create(CultureInfo.InvariantCulture, $@"HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)\s+\S+\s+{inside}\s"));
        Assert.True(forward.Success, $"no forward to port {inside}:\n{network}");
        return int.Parse(forward.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Presses the machine's power button, which QEMU's `virt` wires to line 3 of its PL061: high for 100 ms, and for longer if it is pressed again within them (hw/gpio/gpio_key.c).</summary>
    public Task PressPower() => Ask("system_powerdown");

    /// <summary>Waits until the machine has switched itself off.</summary>
    public async Task<int> Exit()
    {
        await _process.WaitForExitAsync().WaitAsync(Wait);
        return _process.ExitCode;
    }

    /// <summary>Ends it in the middle of whatever it does: what the machine had not written to its disk is lost, as in a power cut.</summary>
    public async Task Cut()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
        _turn.Dispose();
    }

    private async Task<JsonNode?> Ask(string command, JsonObject? arguments = null)
    {
        await _turn.WaitAsync();
        try
        {
            var request = new JsonObject { ["execute"] = command };
            if (arguments is not null) request["arguments"] = arguments;
            await _process.StandardInput.WriteLineAsync(request.ToJsonString());
            await _process.StandardInput.FlushAsync();
            while (true)
            {
                JsonNode answer = await Line();
                Assert.True(answer["error"] is null, $"qemu refused {command}: {answer}");
                // Events come in between.
                if (answer.AsObject().ContainsKey("return")) return answer["return"];
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<JsonNode> Line()
    {
        string? line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Wait);
        if (line is null) throw new IOException("qemu has ended: " + await _errors);
        return JsonNode.Parse(line)!;
    }
}
