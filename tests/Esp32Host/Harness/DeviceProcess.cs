using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>The board: firmware/esp32 as a process, with a folder for its drive I: and the real `devicemail` as its technician.</summary>
internal sealed class DeviceProcess : IAsyncDisposable
{
    private const int WaitSeconds = 30;

    // One key pair for all boards: what is deployed to a board was made on a computer.
    private static readonly Lazy<(string Pem, string Fingerprint)> Certificate = new(MakeCertificate);

    private readonly Folder _flash = new("flash");
    private readonly Dictionary<string, string> _environment;
    private readonly List<string> _said = [];
    private string _fingerprint = Certificate.Value.Fingerprint;
    private Process? _process;

    private DeviceProcess(Dictionary<string, string> environment)
    {
        _environment = environment;
        _environment["DMA_FLASH"] = _flash.Path;
    }

    /// <summary>A control certificate with its key, as it is deployed.</summary>
    public static string ControlPem => Certificate.Value.Pem;

    public int Port { get; private set; }

    public int ControlPort { get; private set; }

    public bool HasExited => _process!.HasExited;

    /// <summary>What it printed, which a debugger would show.</summary>
    public string[] Said
    {
        get { lock (_said) return [.. _said]; }
    }

    public DeviceTarget Target => new(new DeviceAddress(DeviceWay.Tls, "127.0.0.1", ControlPort, _fingerprint), _flash.File("admin.key"));

    /// <summary>Deploys and starts.</summary>
    /// <param name="configuration">agent.json as the Raspberry Pi would have it; what a board names otherwise is set here.</param>
    /// <param name="caPem">The roots that it is to trust.</param>
    /// <param name="refreshToken">Imported over the control channel; null: the account stays unpaired.</param>
    /// <param name="files">What else is deployed, by its name on I:.</param>
    /// <param name="environment">DMA_SNTP, DMA_NETWORK, DMA_GPIO: how its surroundings are.</param>
    public static async Task<DeviceProcess> Start(JsonObject configuration, string caPem, string? refreshToken, IReadOnlyDictionary<string, string>? files = null, params (string Name, string Value)[] environment)
    {
        var device = new DeviceProcess(environment.ToDictionary(static pair => pair.Name, static pair => pair.Value));
        try
        {
            device.Deploy(configuration, caPem);
            foreach ((string name, string text) in files ?? new Dictionary<string, string>()) device._flash.Write(name, text);
            device.Power();
            await device.Listens(device.Port);
            await device.Listens(device.ControlPort);
            if (refreshToken is not null) await device.Import(refreshToken);
            return device;
        }
        catch
        {
            await device.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deploys without starting.</summary>
    public static DeviceProcess Deployed(JsonObject configuration, string caPem)
    {
        var device = new DeviceProcess([]);
        device.Deploy(configuration, caPem);
        return device;
    }

    /// <summary>Deploys another certificate and admin key in clear, as flashing again does.</summary>
    public void DeployAgain()
    {
        (string pem, _fingerprint) = MakeCertificate();
        _flash.Write("store/control.pem", pem);
        _flash.Write("store/control.key", AdminKeyFile.Make(_flash.File("admin.key")));
    }

    /// <summary>Starts it; the power goes at a change of its drive.</summary>
    /// <param name="change">Which, counted from 1.</param>
    /// <returns>False: it listens, so there were fewer changes.</returns>
    public async Task<bool> CutAt(int change)
    {
        _environment["DMA_POWER_CUT"] = change.ToString(CultureInfo.InvariantCulture);
        Power();
        _environment.Remove("DMA_POWER_CUT");
        await Until(() => HasExited || IsListening(ControlPort), () => "neither cut nor listening:\n" + string.Join('\n', Said));
        return HasExited;
    }

    /// <summary>Starts with this text as agent.json and waits until the device has said that it cannot.</summary>
    public static async Task<string> SaysOf(string configuration, IReadOnlyDictionary<string, string>? files = null)
    {
        await using var device = new DeviceProcess([]);
        foreach ((string name, string text) in files ?? new Dictionary<string, string>()) device._flash.Write(name, text);
        device._flash.Write("agent.json", configuration);
        device.Power();
        await Until(() => device.Said.Length > 0 || device.HasExited, () => "it says nothing");
        return device.Said.FirstOrDefault() ?? "";
    }

    /// <summary>Cuts the power.</summary>
    public async Task Cut()
    {
        if (_process is null || _process.HasExited) return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Gives it power again; waits until it listens.</summary>
    public async Task Again()
    {
        await Cut();
        Power();
        await Listens(Port);
        await Listens(ControlPort);
    }

    /// <summary>The files of the store.</summary>
    public string[] StoreFiles => Directory.GetFiles(_flash.File("store"));

    public string FlashFile(string name) => _flash.File(name);

    /// <summary>Connects as `devicemail` does. The board serves one at a time, so this waits for the one before.</summary>
    public Task<ControlClient> Connect() => ControlClient.Connect(Target, Limit());

    public async Task Import(string refreshToken)
    {
        await using ControlClient client = await Connect();
        ControlAnswer answer = await client.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "refresh-token", ["secret"] = refreshToken });
        Assert.True(answer.IsOk, answer.ErrorWord + "\n" + string.Join("\n", Said));
    }

    /// <summary>The events of its log.</summary>
    public async Task<JsonObject[]> Log()
    {
        await using ControlClient client = await Connect();
        return [.. (await client.Ask(ControlVerb.Log)).Of("event")];
    }

    /// <summary>The log as one text, for a failed assertion.</summary>
    public async Task<string> Story()
    {
        string said = string.Join('\n', Said);
        if (HasExited) return $"{said}\nended with {_process!.ExitCode}";
        try
        {
            return said + "\n" + string.Join('\n', (await Log()).Select(static record => record.ToJsonString()));
        }
        catch (ControlException fault)
        {
            // The test has the one control connection itself.
            return said + "\n" + fault.Message;
        }
    }

    /// <summary>How it ended; a device that does not is an error.</summary>
    public async Task<int> Exit()
    {
        await _process!.WaitForExitAsync(Limit());
        return _process.ExitCode;
    }

    public static async Task Until(Func<bool> condition, Func<string> otherwise)
    {
        long end = Environment.TickCount64 + WaitSeconds * 1000;
        while (!condition())
        {
            if (Environment.TickCount64 > end) Assert.Fail(otherwise());
            await Task.Delay(50);
        }
    }

    public static CancellationToken Limit(int seconds = WaitSeconds) => new CancellationTokenSource(TimeSpan.FromSeconds(seconds)).Token;

    public async ValueTask DisposeAsync()
    {
        await Cut();
        _process?.Dispose();
        _flash.Dispose();
    }

    private void Deploy(JsonObject configuration, string caPem)
    {
        // The board with the least, unless a test wants another.
        if (configuration["board"]!.GetValue<string>().StartsWith("raspberry-pi", StringComparison.Ordinal)) configuration["board"] = "olimex-esp32-poe-iso";
        ControlPort = Loopback.FreePort();
        configuration["control"] = new JsonObject { ["listen"] = new JsonObject { ["address"] = "127.0.0.1", ["port"] = ControlPort } };
        Port = configuration.At("listen[0].port").GetValue<int>();
        _flash.Write("agent.json", configuration.ToJsonString());
        _flash.Write("ca.pem", caPem);
        _flash.Write("store/control.pem", Certificate.Value.Pem);
        _flash.Write("store/control.key", AdminKeyFile.Make(_flash.File("admin.key")));
    }

    private void Power()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "devicemail-esp32-host")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in _environment) start.Environment[name] = value;
        Process process = _process = Process.Start(start)!;
        process.OutputDataReceived += Note;
        process.ErrorDataReceived += Note;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        void Note(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            lock (_said) _said.Add(line.Data);
        }
    }

    // Asking the kernel instead of connecting: the agent would count a connection as a scanner. State 0A is LISTEN (proc(5)).
    private async Task Listens(int port)
    {
        await Until(() => HasExited || Said.Any(static line => !line.StartsWith("DeviceMailAgent ", StringComparison.Ordinal)) || IsListening(port), () => "it does not listen:\n" + string.Join('\n', Said));
        Assert.True(!HasExited && Said.All(static line => line.StartsWith("DeviceMailAgent ", StringComparison.Ordinal)), string.Join('\n', Said));
    }

    private static bool IsListening(int port)
    {
        string local = string.Create(CultureInfo.InvariantCulture, $":{port:X4} ");
        return File.ReadLines("/proc/net/tcp").Any(line => line.Contains(local) && line.Contains(" 0A "));
    }

    private static (string Pem, string Fingerprint) MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=board", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(10));
        string pem = made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
        return (pem, Convert.ToHexStringLower(SHA256.HashData(made.RawData)));
    }
}
