using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Control;

/// <summary>Asks one device, whatever the way to it. One request at a time; the protocol is described in host-tools/README.md.</summary>
internal sealed class ControlClient : IAsyncDisposable
{
    /// <summary>The protocol that this tool speaks.</summary>
    public const int Protocol = 1;

    /// <summary>How long most answers may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long the next line may take where the device waits for a provider: the longest wait is the one for the final reply.</summary>
    public static readonly TimeSpan LongPatience = TimeSpan.FromMilliseconds(Limits.FinalReplyMsMax + 2 * Limits.LinkWaitMsMax);

    private static readonly TimeSpan HelloOnNoise = TimeSpan.FromSeconds(2);
    private const int HellosOnNoise = 3;

    private readonly DeviceTarget _target;
    private readonly IControlTransport _transport;
    private LineStream? _lines;
    // On a line that others have used, an old answer must not pass for ours.
    private int _id = RandomNumberGenerator.GetInt32(1, 1 << 30);

    private ControlClient(DeviceTarget target)
    {
        _target = target;
        _transport = target.Address.Way switch
        {
            DeviceWay.Unix => new UnixTransport(target.Address),
            DeviceWay.Tls => new TlsTransport(target.Address),
            _ => new SerialTransport(target.Address),
        };
    }

    /// <summary>What the device said about itself: name, board, platform, version, protocol and, where TLS is on, fingerprint.</summary>
    public JsonObject Device { get; private set; } = [];

    /// <summary>Connects, proves the admin key where it is asked for, and exchanges hellos.</summary>
    /// <exception cref="ControlException">The device cannot be asked.</exception>
    public static async Task<ControlClient> Connect(DeviceTarget target, CancellationToken cancellation)
    {
        var client = new ControlClient(target);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Patience);
            await client.Open(limit.Token);
            await client.Hello(cancellation);
            return client;
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            await client.DisposeAsync();
            throw new ControlException(ControlFault.NotReachable, target.Address.ToString(), fault);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="verb">What.</param>
    /// <param name="members">The request's members beside id and verb.</param>
    /// <param name="patience">How long the next line may take; null: <see cref="Patience"/>.</param>
    /// <param name="told">Told of each line but the last as it comes.</param>
    /// <param name="cancellation">Ends the waiting; the connection is of no use afterwards.</param>
    /// <exception cref="ControlException">The device stopped answering.</exception>
    public async Task<ControlAnswer> Ask(ControlVerb verb, JsonObject? members = null, TimeSpan? patience = null, Action<JsonObject>? told = null, CancellationToken cancellation = default)
    {
        int id = ++_id;
        var request = new JsonObject { ["id"] = id, ["verb"] = Encoding.ASCII.GetString(ControlVerbs.WordOf(verb)) };
        foreach ((string name, JsonNode? value) in members ?? []) request[name] = value?.DeepClone();
        try
        {
            await Send(request.ToJsonString(), cancellation);
        }
        catch (ControlException fault) when (fault.Fault == ControlFault.NoAnswer && !_transport.IsNoisy)
        {
            // A device that has hung up has often said why before it did.
            JsonObject farewell = await Receive(id, Patience, cancellation);
            return End([], farewell);
        }

        var lines = new List<JsonObject>();
        while (true)
        {
            JsonObject line = await Receive(id, patience ?? Patience, cancellation);
            if (line.Text("type") == "end") return End(lines, line);
            lines.Add(line);
            told?.Invoke(line);
        }
    }

    /// <summary>While <see cref="Ask"/> waits for a pairing: ends it; its answer then says <see cref="ControlError.Cancelled"/>.</summary>
    public Task Cancel(CancellationToken cancellation)
    {
        var request = new JsonObject { ["id"] = ++_id, ["verb"] = Encoding.ASCII.GetString(ControlVerbs.WordOf(ControlVerb.Cancel)) };
        return Send(request.ToJsonString(), cancellation);
    }

    public async ValueTask DisposeAsync() => await _transport.DisposeAsync();

    private ControlAnswer End(List<JsonObject> lines, JsonObject end)
    {
        if (end.Flag("ok")) return new(lines, ControlError.None, Diagnosis.None);
        byte[] word = Encoding.ASCII.GetBytes(end.Text("error"));
        return new(lines, ControlErrors.Find(word, word.Length), end.Diagnosis()) { IsBoards = Device.Text("platform") == "esp32" };
    }

    private async Task Open(CancellationToken cancellation)
    {
        _lines = new LineStream(await _transport.Open(cancellation));
        if (_transport.CertificateHash is { } hash) await Prove(hash, cancellation);
    }

    private async Task Prove(byte[] certificateHash, CancellationToken cancellation)
    {
        byte[] key = AdminKeyFile.Load(_target.AdminKeyFile ?? throw new ControlException(ControlFault.NoKey, _target.Address.ToString()));
        JsonObject challenge = await Receive(null, Patience, cancellation);
        byte[] nonce = new byte[64];
        bool isBase64 = Convert.TryFromBase64String(challenge.Text("nonce"), nonce, out int count);
        // A short nonce could be one that was used before.
        if (challenge.Text("type") != "challenge" || !isBase64 || count < 16) throw NotUnderstood();
        string proof = AdminKeyFile.Proof(key, nonce[..count], certificateHash);
        CryptographicOperations.ZeroMemory(key);
        ControlAnswer answer = await Ask(ControlVerb.Prove, new JsonObject { ["proof"] = proof }, cancellation: cancellation);
        if (!answer.IsOk) throw new ControlException(ControlFault.KeyRefused, _target.Address.ToString());
    }

    private async Task Hello(CancellationToken cancellation)
    {
        ControlAnswer? answer = null;
        for (int tries = _transport.IsNoisy ? HellosOnNoise : 1; answer is null; tries--)
        {
            try
            {
                // An empty line ends whatever half a line there is on a serial line.
                if (_transport.IsNoisy) await Send("", cancellation);
                answer = await Ask(ControlVerb.Hello, null, _transport.IsNoisy ? HelloOnNoise : Patience, null, cancellation);
            }
            catch (ControlException fault) when (fault.Fault == ControlFault.NoAnswer && tries > 1)
            {
                continue;
            }
        }

        if (answer.Error == ControlError.Busy) throw new ControlException(ControlFault.Busy, _target.Address.ToString());
        if (!answer.IsOk || answer.Lines.Count == 0 || answer.Lines[0].Number("protocol") is not Protocol) throw NotUnderstood();
        Device = answer.Lines[0];
    }

    private async Task Send(string line, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await _lines!.Write(line, limit.Token);
        }
        catch (Exception fault) when (IsSilence(fault) && !cancellation.IsCancellationRequested)
        {
            throw new ControlException(ControlFault.NoAnswer, _target.Address.ToString(), fault);
        }
    }

    // The next line that belongs to the request. On a clean way one without a number does, too: it says why the device hangs up.
    private async Task<JsonObject> Receive(int? id, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        while (true)
        {
            string? line;
            try
            {
                line = await _lines!.Read(limit.Token);
            }
            catch (Exception fault) when (IsSilence(fault) && !cancellation.IsCancellationRequested)
            {
                throw new ControlException(ControlFault.NoAnswer, _target.Address.ToString(), fault);
            }

            if (line is null) throw new ControlException(ControlFault.NoAnswer, _target.Address.ToString());
            JsonObject? json = Parse(line);
            if (json is not null && (json["id"] is null ? !_transport.IsNoisy : json.Number("id") == id)) return json;
            // The end of a cancelled pairing's cancelling, or of a request that was given up.
            bool isOlder = json?.Number("id") < id;
            if (!_transport.IsNoisy && !isOlder) throw NotUnderstood();
        }
    }

    private static bool IsSilence(Exception fault) => fault is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException or TimeoutException;

    private ControlException NotUnderstood() => new(ControlFault.NotUnderstood, _target.Address.ToString());

    private static JsonObject? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line, null, new JsonDocumentOptions { MaxDepth = 8 }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
