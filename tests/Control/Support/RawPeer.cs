using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Control.Tests;

/// <summary>The other end of a control connection, octet by octet.</summary>
internal sealed class RawPeer(Stream stream) : IAsyncDisposable
{
    private readonly LineStream _lines = new(stream);

    public Stream Stream => stream;

    public async Task Send(string text) => await Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends octets; an agent that has hung up meanwhile is no error.</summary>
    public async Task Send(byte[] octets)
    {
        try
        {
            await stream.WriteAsync(octets, Bench.Limit());
            await stream.FlushAsync(Bench.Limit());
        }
        catch (IOException)
        {
            // What it said before stands in the next line.
        }
    }

    /// <summary>The next line; null: the agent has closed.</summary>
    public async Task<string?> Line(int seconds = 30)
    {
        try
        {
            return await _lines.Read(Bench.Limit(seconds));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Sends one request and returns every line of the answer.</summary>
    public async Task<List<string>> Ask(string request)
    {
        await Send(request + "\n");
        var lines = new List<string>();
        while (true)
        {
            string line = await Line() ?? throw new IOException("closed after " + string.Join('\n', lines));
            lines.Add(line);
            if (Type(line) == "end") return lines;
        }
    }

    /// <summary>The word of the last line's error; empty if it was done.</summary>
    public async Task<string> Refusal(string request) => Error((await Ask(request))[^1]);

    public static string Error(string? line) => line is null ? "closed" : JsonNode.Parse(line)!.AsObject().Text("error");

    public static string Type(string line) => JsonNode.Parse(line)!.AsObject().Text("type");

    public async ValueTask DisposeAsync() => await stream.DisposeAsync();
}
