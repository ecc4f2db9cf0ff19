using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>What the browser brought back (RFC 6749 4.1.2): a code, or an error.</summary>
internal sealed record AuthorizationAnswer(string? Code, string? Error, string? ErrorDescription, string? Issuer);

/// <summary>
/// The redirect's end on this computer's loopback (RFC 8252 7.3), on a port that nobody uses: <c>/start</c> leads to the provider, so that a person has a short
/// address to open, and <c>/</c> takes the answer. It understands GET and nothing else, and lets go of whoever is slow.
/// </summary>
internal sealed class LoopbackRedirect : IAsyncDisposable
{
    private const int HeadOctetsMax = 16 * 1024;
    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);

    private readonly List<TcpListener> _listeners = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<AuthorizationAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Language _language;
    private readonly string _host;
    private AuthorizationRequest? _request;

    /// <param name="host">localhost or 127.0.0.1, as the app is registered: Entra takes any port with the first alone.</param>
    /// <param name="language">Of the page that the person sees.</param>
    public LoopbackRedirect(string host, Language language)
    {
        _language = language;
        var first = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        _listeners.Add(first);
        Port = ((IPEndPoint)first.LocalEndpoint).Port;
        _host = host + ":" + Port.ToString(CultureInfo.InvariantCulture);
        if (host == "localhost") AlsoOverIPv6();
    }

    public int Port { get; }

    public string RedirectUri => "http://" + _host + "/";

    /// <summary>What the person opens.</summary>
    public string StartAddress => RedirectUri + "start";

    /// <summary>Lets browsers in.</summary>
    public void Open(AuthorizationRequest request)
    {
        _request = request;
        foreach (TcpListener listener in _listeners) _ = Accept(listener);
    }

    /// <summary>Waits for the answer to the one request.</summary>
    public Task<AuthorizationAnswer> Answer(CancellationToken cancellation) => _answer.Task.WaitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (TcpListener listener in _listeners) listener.Dispose();
    }

    // A browser may take localhost for ::1 first. Where somebody else has the port there, it will find him and not us; he then lacks the state.
    private void AlsoOverIPv6()
    {
        try
        {
            var second = new TcpListener(IPAddress.IPv6Loopback, Port);
            second.Start();
            _listeners.Add(second);
        }
        catch (SocketException)
        {
            // No IPv6 here: then localhost is 127.0.0.1 alone.
        }
    }

    private async Task Accept(TcpListener listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await listener.AcceptTcpClientAsync(_stopping.Token);
                // Browsers open connections ahead and say nothing on them; those must not keep the others waiting.
                _ = Serve(client);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer went before it was let in.
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token))
        {
            limit.CancelAfter(HeadTime);
            try
            {
                NetworkStream stream = client.GetStream();
                AuthorizationAnswer? answer = null;
                string response = await Head(stream, limit.Token) is { } head ? Respond(head, out answer) : LoopbackPage.Status("400 Bad Request");
                await stream.WriteAsync(Encoding.UTF8.GetBytes(response), limit.Token);
                // The page is on its way before the process may end.
                client.Client.Shutdown(SocketShutdown.Send);
                if (answer is not null) _answer.TrySetResult(answer);
            }
            catch (Exception lost) when (lost is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The browser went; it comes back with a new connection if it wants something.
            }
        }
    }

    private static async Task<string?> Head(NetworkStream stream, CancellationToken cancellation)
    {
        byte[] buffer = new byte[HeadOctetsMax];
        int count = 0;
        while (count < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(count), cancellation);
            if (read == 0) return null;
            count += read;
            int end = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return Encoding.ASCII.GetString(buffer, 0, end);
        }

        return null;
    }

    private string Respond(string head, out AuthorizationAnswer? answer)
    {
        answer = null;
        string[] lines = head.Split("\r\n");
        string[] first = lines[0].Split(' ');
        // A page elsewhere may have a name of its own lead here (DNS rebinding); it then says that name.
        bool isForUs = Array.Exists(lines, line => line.Equals("Host: " + _host, StringComparison.OrdinalIgnoreCase));
        if (first.Length != 3 || !isForUs) return LoopbackPage.Status("400 Bad Request");
        if (first[0] != "GET") return LoopbackPage.Status("405 Method Not Allowed");
        int question = first[1].IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? first[1] : first[1][..question];
        if (path == "/start") return LoopbackPage.Redirect(_request!.Address);
        if (path != "/" || question < 0) return LoopbackPage.Status("404 Not Found");
        Dictionary<string, string> members = Query(first[1][(question + 1)..]);
        // Not the answer to this request: somebody else's, or an attacker's. The right one may still come.
        if (members.GetValueOrDefault("state") != _request!.State) return LoopbackPage.NotExpected(_language);
        string? code = members.GetValueOrDefault("code");
        string? error = members.GetValueOrDefault("error");
        if (code is null == error is null) return LoopbackPage.NotExpected(_language);
        answer = new(code, error, members.GetValueOrDefault("error_description"), members.GetValueOrDefault("iss"));
        return code is not null ? LoopbackPage.Received(_language) : LoopbackPage.Refused(_language);
    }

    private static Dictionary<string, string> Query(string text)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in text.Split('&'))
        {
            int sign = pair.IndexOf('=', StringComparison.Ordinal);
            // RFC 6749 3.1: a parameter that comes twice makes the answer invalid; the state of neither is then taken.
            if (sign > 0 && !members.TryAdd(Decoded(pair[..sign]), Decoded(pair[(sign + 1)..]))) return [];
        }

        return members;
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
