using System;
using System.Device.Gpio;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.RaspberryPi;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;
using Xunit;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>The whole agent in this process, with the sandbox as its provider, played pins, and a panel that can be looked at.</summary>
internal sealed class AgentRig : IAsyncDisposable
{
    private const int LimitMs = 60_000;
    private const int Button = 23;

    private readonly string _folder = Directory.CreateTempSubdirectory("devicemail-rig-").FullName;
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;
    private readonly FakeClock _hand = new();

    private AgentRig(SandboxProvider sandbox, bool isPaired)
    {
        Sandbox = sandbox;
        string file = Path.Combine(_folder, "agent.json");
        File.WriteAllText(file, Configuration().ToJsonString());
        AgentConfiguration configuration = AgentFile.Read(file);
        var store = new StoreFolder(configuration.Store);
        Assert.Null(store.Prepare());
        if (isPaired)
        {
            using var token = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(sandbox.RefreshToken));
            Assert.Equal(0, SecretImport.Run(configuration, "scans", store, token, TextWriter.Null));
        }
        var agent = new Agent(configuration, store, Board, _hand);
        _thread = new Thread(() => agent.RunUntil(_stop)) { IsBackground = true };
        _thread.Start();
    }

    public SandboxProvider Sandbox { get; }

    public PlayedBoard Board { get; } = new();

    /// <summary>What a person sees on the panel.</summary>
    public Canvas Glass => Board.Panel.Glass();

    /// <summary>The colour of the light when it is lit, by its wires.</summary>
    public string Light => (IsHigh(17) ? "r" : "") + (IsHigh(27) ? "g" : "") + (IsHigh(22) ? "b" : "");

    public static AgentRig Start(bool isPaired) => new(SandboxProvider.Start(new SandboxOptions { DeviceIntervalSeconds = 1 }), isPaired);

    /// <summary>Holds the button for so long by the hand's clock, and lets go.</summary>
    public void Hold(int ms)
    {
        // It has to be seen up first: what is pressed since the start counts for nothing.
        Look();
        Pass(ButtonPress.DebounceMs);
        Board.Pins[Button] = PinValue.Low;
        Look();
        Pass(ButtonPress.DebounceMs);
        Pass(ms - ButtonPress.DebounceMs);
        Board.Pins[Button] = PinValue.High;
        Look();
        Pass(ButtonPress.DebounceMs);
    }

    /// <summary>Time goes on for the hand, and the agent has looked.</summary>
    public void Pass(int ms)
    {
        _hand.Advance(ms);
        Look();
    }

    /// <summary>Time goes on for the light until its colour is this one.</summary>
    public void UntilLight(string colour)
    {
        Until(
            () =>
            {
                Pass(50);
                return Light == colour;
            },
            $"the light becomes {colour}, now {Light}");
    }

    /// <summary>Twelve looks at the light, a quarter of a second apart; a dash where it is dark.</summary>
    public string Rhythm()
    {
        string seen = "";
        for (int i = 0; i < 12; i++)
        {
            Pass(LightPattern.BlinkMs);
            seen += Light.Length == 0 ? "-" : Light;
        }
        return seen;
    }

    /// <summary>Waits for the code of a pairing, and the QR code beside it where there is a reader.</summary>
    /// <param name="link">What the QR code says; empty without a reader.</param>
    public string WaitForCode(out string link)
    {
        string code = "";
        string read = "";
        Until(
            () =>
            {
                // The same look for both: the page is turned every few seconds, and a picture being sent is half of each.
                Canvas glass = Glass;
                code = Reading.Code(glass);
                if (code.Length < 8 || code.Contains('?') || !File.Exists(QrCodeTests.Reader)) return code.Length >= 8 && !code.Contains('?');
                read = string.Join('\n', QrCodeTests.Read([glass]));
                return read.Length > 0;
            },
            "a code");
        link = read;
        return code;
    }

    public void Until(Func<bool> happened, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!happened())
        {
            if (clock.ElapsedMilliseconds > LimitMs) throw new TimeoutException($"It did not happen: {what}. The screen shows\n{Picture.Of(Glass)}");
            Thread.Sleep(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        bool hasEnded = _thread.Join(LimitMs);
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.True(hasEnded, "The agent did not stop.");
    }

    /// <summary>Stops the agent, and leaves the board to be looked at.</summary>
    public void Stop()
    {
        _stop.Set();
        Assert.True(_thread.Join(LimitMs));
    }

    // Two readings from now on: the second one has begun after the call.
    private void Look()
    {
        int reads = Board.Pins.Reads;
        Until(() => Board.Pins.Reads >= reads + 2, "the button is looked at");
    }

    private bool IsHigh(int pin) => Board.Pins[pin] == PinValue.High;

    private JsonObject Configuration()
    {
        JsonObject configuration = ConfigurationTests.Configuration(LoopbackPort.Free(), Sandbox.SmtpPort);
        JsonNode account = configuration["accounts"]![0]!;
        account["ca"] = Sandbox.CaFile;
        account["smtp"]!["host"] = Sandbox.Host;
        account["smtp"]!["security"] = "starttls";
        account["mechanism"] = "xoauth2";
        account["user"] = Sandbox.User;
        account["oauth"] = new JsonObject
        {
            ["flow"] = "device-code", ["clientId"] = "test-client", ["scope"] = Sandbox.Profile.Scope,
            ["tokenEndpoint"] = Sandbox.TokenEndpoint.ToString(), ["deviceEndpoint"] = Sandbox.DeviceEndpoint.ToString(),
        };
        configuration["pins"] = JsonNode.Parse("""{ "light": { "red": 17, "green": 27, "blue": 22 }, "button": { "pin": 23 } }""");
        configuration["screen"] = JsonNode.Parse("""{ "controller": "ssd1306" }""");
        return configuration;
    }
}
