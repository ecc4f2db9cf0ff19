using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Transcripts;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>
/// The scanners' dialogues of tests/Transcripts, spoken over TCP to the board: to everything that the scanner says the board answers with the code that stands there, and the sandbox
/// receives as many mails as the dialogue delivers. Those with the same settings share a board.
/// </summary>
public sealed class QuirkTests(ITestOutputHelper output)
{
    private static readonly string[] Settings = ["login", "logins", "strict", "header", "header-charset", "received", "lines", "long-lines", "nul"];

    private static readonly Transcript[] All = [.. Directory.GetFiles(Repository.File("tests/Transcripts/scanners"), "*.txt").Order(StringComparer.Ordinal)
        .Select(static file => Transcript.Load(Repository.File("tests/Transcripts"), "scanners/" + Path.GetFileName(file)))];

    public static TheoryData<string> Groups => [.. All.Where(static transcript => NotHere(transcript).Length == 0).Select(Group).Distinct()];

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Each_scanner_is_answered_as_the_dialogue_says(string group)
    {
        Transcript[] transcripts = [.. All.Where(transcript => NotHere(transcript).Length == 0 && Group(transcript) == group)];
        await using DeviceBench bench = await DeviceBench.Start(change: file => Apply(transcripts[0], file));
        foreach (Transcript transcript in transcripts)
        {
            int before = bench.Sandbox.Mails.Count;
            await Play(transcript, bench.Device);
            int delivered = transcript.Lines.Count(static line => line.Speaker == Speaker.Log && line.Event.StartsWith("mail delivered", StringComparison.Ordinal));
            // A scanner that hangs up behind its last dot does not wait for the mail.
            await DeviceProcess.Until(() => bench.Sandbox.Mails.Count - before >= delivered, () => $"{transcript.Name}: {bench.Sandbox.Mails.Count - before} mails arrived, {delivered} should have");
            Assert.True(delivered == bench.Sandbox.Mails.Count - before, $"{transcript.Name}: {bench.Sandbox.Mails.Count - before} mails arrived, {delivered} should have");
        }
    }

    [Fact]
    public void What_cannot_be_spoken_to_a_board_is_told()
    {
        (string Name, string Why)[] notHere = [.. All.Select(static transcript => (transcript.Name, NotHere(transcript))).Where(static row => row.Item2.Length > 0)];
        foreach ((string name, string why) in notHere) output.WriteLine($"{name}: {why}.");
        Assert.True(All.Length - notHere.Length >= 25, $"only {All.Length - notHere.Length} of {All.Length} dialogues are spoken to the board");
    }

    // Empty: the dialogue applies.
    private static string NotHere(Transcript transcript)
    {
        if (transcript["tls"] != "none") return "a board has no TLS with scanners";
        if (transcript["clock"] != "set") return "without the time a board opens no TLS at all (SurroundingsTests)";
        if (transcript.Lines.Any(static line => line.Event is "silent")) return "a scanner that falls silent would take its real five minutes";
        if (transcript.Lines.Any(static line => (line.Speaker is Speaker.Scanner or Speaker.AgentToScanner) && line.Event.StartsWith("tls", StringComparison.Ordinal))) return "a board has no TLS with scanners";
        if (transcript.Lines.Any(static line => line.Speaker == Speaker.Provider && line.Octets.Length > 0 && line.Octets[0] is (byte)'4' or (byte)'5'))
            return "its provider refuses, which the sandbox plays in FaultTests";
        return transcript.Lines.Any(static line => line.Speaker == Speaker.Provider && line.Event is not ("" or "tls")) ? "its provider breaks off, which the sandbox plays in FaultTests" : "";
    }

    private static string Group(Transcript transcript) => string.Join(' ', Settings.Select(key => $"{key}={transcript[key]}"));

    private static void Apply(Transcript transcript, JsonObject file)
    {
        JsonObject listener = file.At("listen[0]").AsObject();
        listener["login"] = transcript["login"];
        listener["strict"] = transcript["strict"] == "true";
        listener["header"] = transcript["header"];
        if (transcript["header-charset"] != "none") listener["headerCharset"] = transcript["header-charset"];
        listener["received"] = transcript["received"] == "true";
        listener["lines"] = transcript["lines"];
        listener["longLines"] = transcript["long-lines"];
        listener["nul"] = transcript["nul"];
        file.At("accounts[0].sender")["rewrite"] = "never";
        string[] login = transcript["logins"].Split(' ', 2);
        byte[] salt = [1, 2, 3, 4, 5, 6, 7, 8];
        file["logins"] = new JsonArray(new JsonObject
        {
            ["user"] = login[0],
            ["password"] = $"hmac-sha256:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(login[1])))}",
            ["account"] = AgentFile.Account,
        });
    }

    // What the scanner says between two answers is one write, as in the dialogue; a code is the answer's first three digits, and whether it goes on.
    private static async Task Play(Transcript transcript, DeviceProcess device)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, device.Port);
        NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var said = new List<byte>();
        foreach (Line line in transcript.Lines.Where(static line => line.Speaker is Speaker.Scanner or Speaker.AgentToScanner))
        {
            if (line.Event == "closes") return;
            if (line.Speaker == Speaker.Scanner)
            {
                said.AddRange(line.Octets);
                continue;
            }
            await stream.WriteAsync(said.ToArray());
            said.Clear();
            string expected = Encoding.Latin1.GetString(line.Octets);
            string? heard = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(40));
            Assert.True(heard is { Length: >= 4 } && heard[..4] == expected[..4], $"{transcript.Name}: expected '{expected.TrimEnd()}', heard '{heard}'\n{await device.Story()}");
        }
        await stream.WriteAsync(said.ToArray());
    }
}
