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
    private const string CRLF = "\r\n";

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
        HttpsAddress to = new HttpsAddress(address);
        _authority = to.Authority;
        _channel = _authority == other._authority ? other._channel : Channel(to, roots, places, time);
        _head = Head(to);
        _length = other._length;
        _answer = other._answer;
        _clock = other._clock;
    }

    /// <summary>Describes the endpoint.</summary>
    /// <param name="address">https address, as agent.json has it.</param>
    /// <param name="roots">The file of the only roots trusted, as PEM; null: those that were deployed.</param>
    /// <param name="places">The board's TLS places.</param>
    /// <param name="time">The device's time.</param>
    /// <param name="answer">Reads the answers; shared by all endpoints, one at a time.</param>
    /// <param name="clock">For the time-out.</param>
    public HttpsPost(string address, string? roots, TlsPlaces places, DeviceClock time, HttpAnswer answer, IClock clock)
    {
        HttpsAddress to = new HttpsAddress(address);
        _authority = to.Authority;
        _channel = Channel(to, roots, places, time);
        _head = Head(to);
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

    private static TlsChannel Channel(HttpsAddress to, string? roots, TlsPlaces places, DeviceClock time)
    {
        return new TlsChannel(new Opener(to.Host, to.Port, roots, true, true, places, time));
    }

    private static byte[] Head(HttpsAddress to)
    {
        return Ascii.Bytes("POST " + to.Path + " HTTP/1.1\r\nHost: " + to.Authority
            + "\r\nConnection: close\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ");
    }

    // What concerns the certificate or this device is said as it is; that there is no way there is one diagnosis for a token endpoint.
    private static Diagnosis Why(Diagnosis failure)
    {
        return failure == Diagnosis.CertificateUntrusted || failure == Diagnosis.ClockNotSet ? failure : Diagnosis.TokenEndpointUnreachable;
    }
}
