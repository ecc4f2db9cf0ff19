extern alias device;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;
using AesGcm256 = device::DeviceMailAgent.Esp32.Fleet.AesGcm256;
using FleetFault = device::DeviceMailAgent.Esp32.Fleet.FleetFault;
using IMqttReader = device::DeviceMailAgent.Esp32.Fleet.IMqttReader;
using MqttConnection = device::DeviceMailAgent.Esp32.Fleet.MqttConnection;

namespace DeviceMailAgent.Esp32Host;

/// <summary>A board speaks of the fleet as a Raspberry Pi does, seals as .NET does, and survives whatever a broker says.</summary>
public sealed class FleetFormatTests
{
    // What one of them has and the other has not, on purpose: the memory of a process and that of a heap.
    private static readonly string[] OnlyOnPi = ["health.rssOctets:Number"];
    private static readonly string[] OnlyOnBoard = ["health.heapFreeOctets:Number"];

    [Fact]
    public async Task A_Raspberry_Pi_and_a_board_stand_side_by_side()
    {
        await using FleetBroker broker = await FleetBroker.Start();
        using FleetReader reader = await broker.Connect("#");
        await using DeviceBench bench = await DeviceBench.Start(change: file => Join(file, broker, "board-1"), paired: false);
        using var folder = new Folder("pi");
        folder.Write("ca.pem", await File.ReadAllTextAsync(bench.Sandbox.CaFile));
        JsonObject pi = AgentFile.Make(bench.Sandbox.SmtpPort, bench.Sandbox.TokenEndpoint.ToString());
        Join(pi, broker, "pi-1");
        await using ChildProcess agent = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "devicemail-agent"), ["--config", folder.Write("agent.json", pi.ToJsonString())]);
        int port = pi.At("listen[0].port").GetValue<int>();
        Assert.True(await Loopback.Answers(port, () => !agent.HasExited, TimeSpan.FromSeconds(60)), string.Join('\n', agent.Errors));
        // Neither is paired: the mail makes an event, a state and a figure.
        foreach (int scannerPort in (int[])[port, bench.Device.Port])
        {
            using Conversation scanner = await Conversation.Begin(scannerPort);
            Assert.Equal(Diagnosis.NoRefreshToken, (await scanner.Send(ScanMail.Make())).Diagnosis);
        }
        foreach (string id in (string[])["pi-1", "board-1"]) await reader.Hears($"devicemail/{id}/event", IsRefusedMail);
        // At the next connection both tell their figures anew, with that mail in them.
        await broker.Kill();
        await broker.Run();
        using FleetReader later = await broker.Connect("#");

        SortedSet<string> ofPi = await Members(reader, later, "pi-1"), ofBoard = await Members(reader, later, "board-1");
        Assert.Equal(OnlyOnPi, ofPi.Except(ofBoard));
        Assert.Equal(OnlyOnBoard, ofBoard.Except(ofPi));
        JsonNode discovery = await reader.Hears("homeassistant/device/board-1/config");
        string same = (await reader.Hears("homeassistant/device/pi-1/config")).ToJsonString().Replace("pi-1", "board-1", StringComparison.Ordinal).Replace("raspberry-pi-4", "olimex-esp32-poe-iso", StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(same), discovery), same + "\n" + discovery.ToJsonString());

        (_, string output, string errors) = await FleetTests.Tool(["fleet", .. broker.Options, "--once"]);
        Assert.True(output.Split('\n').Count(static line => line.Contains("needs pairing", StringComparison.Ordinal)) >= 2, output + errors);
        Assert.Contains("board-1", output, StringComparison.Ordinal);
        Assert.Contains("pi-1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_seals_as_dotNET_does()
    {
        for (int length = 0; length < 100; length++)
        {
            byte[] key = RandomNumberGenerator.GetBytes(32), nonce = RandomNumberGenerator.GetBytes(12), plain = RandomNumberGenerator.GetBytes(length), associated = RandomNumberGenerator.GetBytes(length % 37);
            byte[] sealedText = new byte[length + 16 + 3];
            new AesGcm256(key).Encrypt(nonce, plain, associated, sealedText, 3);
            byte[] cipher = new byte[length], tag = new byte[16];
            using var gcm = new AesGcm(key, 16);
            gcm.Encrypt(nonce, plain, cipher, tag, associated);
            Assert.Equal([0, 0, 0, .. cipher, .. tag], sealedText);
        }
    }

    // A real broker says none of this: octets from memory stand in for one that is broken or hostile.
    [Fact]
    public void Whatever_a_broker_says_ends_in_a_fault_or_in_a_message()
    {
        byte[] sound = [0x20, 3, 0, 0, 0, 0x90, 4, 0, 1, 0, 1, 0x32, 15, 0, 3, (byte)'a', (byte)'/', (byte)'b', 0, 9, 0, .. "command"u8, 0xD0, 0];
        var random = new Random(1);
        int messages = 0, faults = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] said = sound[..random.Next(sound.Length + 1)];
            for (int change = random.Next(4); change > 0 && said.Length > 0; change--) said[random.Next(said.Length)] = (byte)random.Next(256);
            var broker = new SaidBroker(said, random.Next(1, 9));
            var connection = new MqttConnection(broker, broker, broker);
            bool isOpen = connection.Open("c", "user", [1], "t", [2]) && connection.Subscribe("a/b");
            while (isOpen) isOpen = connection.Listen(1000);
            Assert.NotEqual(FleetFault.None, connection.Fault);
            messages += broker.Messages;
            faults += connection.Fault == FleetFault.NotMqtt5 ? 1 : 0;
        }
        Assert.True(messages > 1000 && faults > 1000, $"{messages} messages, {faults} faults");
    }

    [Theory]
    [InlineData(new byte[] { 0x20, 3, 0, 0x87, 0 }, 0x87)] // not authorized
    [InlineData(new byte[] { 0x20, 3, 0, 1, 0 }, FleetFault.NotMqtt5)] // MQTT 3.1.1's "unacceptable version"
    [InlineData(new byte[] { 0x20, 3, 0, 0, 0, 0x90, 4, 0, 1, 0, 0x87 }, 0x87)] // may not subscribe
    [InlineData(new byte[] { 0x20, 3, 0, 0, 0, 0x90, 4, 0, 1, 0, 1, 0x40, 3, 0, 2, 0x87 }, 0x87)] // may not write there
    [InlineData(new byte[] { 0x20, 3, 0, 0, 0, 0x90, 4, 0, 1, 0, 1, 0x40, 3, 0, 2, 0x10 }, FleetFault.Ended)] // nobody reads it: no fault
    [InlineData(new byte[] { 0x20, 3, 0, 0, 0, 0x90, 4, 0, 1, 0, 1, 0x40, 2, 0, 2, 0xE0, 1, 0x8E }, 0x8E)] // another one came with this id
    [InlineData(new byte[] { 0x20, 3, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F }, FleetFault.NotMqtt5)] // more than was said to fit
    [InlineData(new byte[] { }, FleetFault.Ended)]
    public void What_the_broker_refuses_is_told(byte[] said, int fault)
    {
        var broker = new SaidBroker(said, said.Length);
        var connection = new MqttConnection(broker, broker, broker);
        bool isOpen = connection.Open("c", null, null, "t", [2]) && connection.Subscribe("a/b") && connection.Publish("a/c", [3], 1, false);
        while (isOpen) isOpen = connection.Listen(1000);
        Assert.Equal(fault, connection.Fault);
    }

    private static void Join(JsonObject file, FleetBroker broker, string id)
    {
        broker.Use(file);
        file["fleet"]!["id"] = id;
    }

    private static bool IsRefusedMail(JsonNode message) => (int)message["code"]! == (int)EventCode.MailRefused;

    // Each member of each message with its kind.
    private static async Task<SortedSet<string>> Members(FleetReader before, FleetReader later, string id)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Add("event", await before.Hears($"devicemail/{id}/event", IsRefusedMail));
        Add("status", await later.Hears($"devicemail/{id}/status", static message => (string?)message["state"] == "needs-pairing"));
        Add("health", await later.Hears($"devicemail/{id}/health"));
        Assert.Contains("health.lastTime:String", found);
        return found;

        void Add(string kind, JsonNode message)
        {
            foreach ((string name, JsonNode? value) in message.AsObject()) found.Add($"{kind}.{name}:{value!.GetValueKind()}");
        }
    }

    // Says some octets, in pieces, then nothing more, and keeps a time of its own that goes on with each look.
    private sealed class SaidBroker(byte[] said, int piece) : IProviderTransport, IMqttReader, IClock
    {
        private int _at;

        public int Messages { get; private set; }

        public int ReadTimeoutMs { set { } }

        public Diagnosis Failure => Diagnosis.None;

        public bool IsQuiet => false;

        public bool HasAnswer => false;

        public long NowMs { get; private set; }

        public bool Connect() => true;

        public bool StartTls() => true;

        public void Close()
        {
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            NowMs++;
            Assert.True(count > 0 && offset + count <= buffer.Length, "it reads past its buffer");
            int given = Math.Min(Math.Min(count, piece), said.Length - _at);
            Array.Copy(said, _at, buffer, offset, given);
            _at += given;
            return given;
        }

        public bool Write(byte[] buffer, int offset, int count) => offset + count <= buffer.Length;

        public void Take(byte[] buffer, int offset, int count, bool isRetained) => Messages++;
    }
}
