using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace DeviceMailAgent.Control.Tests;

/// <summary>
/// A device on a unix socket that answers each verb with given lines. For what no real device can be brought to say in a test: a clock that is
/// wrong, a token that has not been used for months.
/// </summary>
internal sealed class StandInDevice : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly IReadOnlyDictionary<string, string[]> _answers;

    public StandInDevice(string path, IReadOnlyDictionary<string, string[]> answers)
    {
        _answers = answers;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _ = Serve();
    }

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var stream = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
                using var reader = new StreamReader(stream);
                while (await reader.ReadLineAsync() is { } line)
                {
                    JsonNode request = JsonNode.Parse(line)!;
                    string id = request["id"]!.ToJsonString();
                    var answer = new StringBuilder();
                    foreach (string one in _answers[request["verb"]!.GetValue<string>()]) answer.Append("{\"id\":").Append(id).Append(',').Append(one.AsSpan(1)).Append('\n');
                    answer.Append("{\"id\":").Append(id).Append(",\"type\":\"end\",\"ok\":true}\n");
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer.ToString()));
                }
            }
        }
        catch (Exception fault) when (fault is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
