using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Connections;

/// <summary>
/// One HTTPS POST to an OAuth endpoint (RFC 9112), a connection each: there is one an hour. The body's octets go straight to the reader. No
/// redirect is followed, since the form holds a secret.
/// </summary>
public sealed class HttpsPost : ITokenEndpoint
{
    private const int MsMax = 20 * 1000;
    private const string Scheme = "https://";
    private static readonly byte[] CRLF = Ascii.Bytes("\r\n");

    private readonly TlsChannel _channel;
    private readonly string _authority;
    private readonly byte[] _head;
    private readonly byte[] _length;
    private readonly HttpAnswer _answer;
    private readonly IClock _clock;

    /// <summary>Describes another endpoint beside one, whose way it takes if it is on the same server.</summary>
    /// <param name="address">https address, as agent.json has it.</param>
    /// <param name="other">An endpoint that is not asked at the same time.</param>
    /// <param name="roots">The only roots trusted, as PEM; null: those that were deployed.</param>
    /// <param name="places">The board's TLS places.</param>
    /// <param name="time">The device's time.</param>
    public HttpsPost(string address, HttpsPost other, string? roots, TlsPlaces places, DeviceClock time)
    {
        _authority = AuthorityOf(address);
        _channel = _authority == other._authority ? other._channel : Channel(_authority, roots, places, time);
        _head = Head(address, _authority);
        _length = other._length;
        _answer = other._answer;
        _clock = other._clock;
    }

    /// <summary>Describes the endpoint.</summary>
    /// <param name="address">https address, as agent.json has it.</param>
    /// <param name="roots">The only roots trusted, as PEM; null: those that were deployed.</param>
    /// <param name="places">The board's TLS places.</param>
    /// <param name="time">The device's time.</param>
    /// <param name="answer">Reads the answers; shared by all endpoints, one at a time.</param>
    /// <param name="clock">For the time-out.</param>
    public HttpsPost(string address, string? roots, TlsPlaces places, DeviceClock time, HttpAnswer answer, IClock clock)
    {
        _authority = AuthorityOf(address);
        _channel = Channel(_authority, roots, places, time);
        _head = Head(address, _authority);
        _length = new byte[24];
        _answer = answer;
        _clock = clock;
    }

    /// <inheritdoc/>
    public Diagnosis Post(byte[] form, int offset, int count, TokenReader answer)
    {
        if (!_channel.Connect()) return Why(_channel.Failure);
        try
        {
            int end = Ascii.AppendDecimal(_length, 0, count);
            end = Ascii.Append(_length, end, CRLF);
            end = Ascii.Append(_length, end, CRLF);
            bool sent = _channel.Write(_head, 0, _head.Length) && _channel.Write(_length, 0, end) && _channel.Write(form, offset, count);
            return sent ? _answer.Read(_channel, answer, _clock, _clock.NowMs + MsMax) : Diagnosis.TokenEndpointUnreachable;
        }
        finally
        {
            _channel.Close();
        }
    }

    private static string AuthorityOf(string address)
    {
        string rest = address.Substring(Scheme.Length);
        int slash = rest.IndexOf('/');
        return slash < 0 ? rest : rest.Substring(0, slash);
    }

    private static TlsChannel Channel(string authority, string? roots, TlsPlaces places, DeviceClock time)
    {
        int colon = authority.LastIndexOf(':');
        string host = colon < 0 ? authority : authority.Substring(0, colon);
        int port = colon < 0 ? 443 : int.Parse(authority.Substring(colon + 1));
        return new TlsChannel(new Opener(host, port, roots, true, true, places, time));
    }

    private static byte[] Head(string address, string authority)
    {
        string path = address.Substring(Scheme.Length + authority.Length);
        return Ascii.Bytes("POST " + (path.Length == 0 ? "/" : path) + " HTTP/1.1\r\nHost: " + authority
            + "\r\nConnection: close\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ");
    }

    // What concerns the certificate or this device is said as it is; that there is no way there is one diagnosis for a token endpoint.
    private static Diagnosis Why(Diagnosis failure)
    {
        return failure == Diagnosis.CertificateUntrusted || failure == Diagnosis.ClockNotSet ? failure : Diagnosis.TokenEndpointUnreachable;
    }
}
