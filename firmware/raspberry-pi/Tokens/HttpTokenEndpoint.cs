using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>One account's token endpoint over HTTPS.</summary>
internal sealed class HttpTokenEndpoint : ITokenEndpoint, IDisposable
{
    private static readonly MediaTypeHeaderValue Form = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
    private static readonly MediaTypeWithQualityHeaderValue Json = new MediaTypeWithQualityHeaderValue("application/json");

    private readonly Uri _uri;
    private readonly ProviderCertificate _certificate;
    private HttpClient? _client;
    private readonly byte[] _chunk = new byte[4096];

    public HttpTokenEndpoint(AccountConfiguration account, OAuthConfiguration oauth)
        : this(account, oauth.TokenEndpoint)
    {
    }

    /// <summary>Another endpoint of the account's provider: the one that gives out device codes.</summary>
    public HttpTokenEndpoint(AccountConfiguration account, string address)
    {
        _uri = new Uri(address);
        _certificate = new ProviderCertificate(account.Roots);
    }

    public Diagnosis Post(byte[] form, int offset, int count, TokenReader answer)
    {
        _certificate.Fault = Diagnosis.None;
        using var content = new ByteArrayContent(form, offset, count);
        content.Headers.ContentType = Form;
        using var request = new HttpRequestMessage(HttpMethod.Post, _uri) { Content = content, Version = System.Net.HttpVersion.Version11 };
        request.Headers.Accept.Add(Json);
        try
        {
            _client ??= Client();
            using HttpResponseMessage response = _client.Send(request, HttpCompletionOption.ResponseContentRead);
            answer.HttpStatus = (int)response.StatusCode;
            using System.IO.Stream body = response.Content.ReadAsStream();
            int read;
            while ((read = body.Read(_chunk, 0, _chunk.Length)) > 0) answer.Feed(_chunk, 0, read);
            Array.Clear(_chunk);
            return Diagnosis.None;
        }
        catch (HttpRequestException fault)
        {
            return Why(fault.HttpRequestError);
        }
        catch (Exception fault) when (fault is TaskCanceledException or System.IO.IOException)
        {
            return Diagnosis.TokenEndpointUnreachable;
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
    }

    // Made at the first request: an agent that waits for its first scanner needs neither HTTP nor TLS.
    private HttpClient Client()
    {
        var connections = new SocketsHttpHandler
        {
            // A redirect or a proxy would carry a refresh token to someone whom agent.json does not name.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 64,
            ConnectTimeout = TimeSpan.FromMilliseconds(PlatformLimits.ConnectMsMax),
            // One request an hour: an open connection would be dead by the next.
            PooledConnectionLifetime = TimeSpan.FromSeconds(30),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            SslOptions = _certificate.Options(_uri.IdnHost),
        };
        return new HttpClient(connections)
        {
            Timeout = TimeSpan.FromMilliseconds(PlatformLimits.TokenEndpointMsMax),
            MaxResponseContentBufferSize = Limits.TokenAnswer,
        };
    }

    private Diagnosis Why(HttpRequestError error)
    {
        switch (error)
        {
            case HttpRequestError.SecureConnectionError:
                return _certificate.Fault != Diagnosis.None ? _certificate.Fault : Diagnosis.TokenEndpointUnreachable;
            case HttpRequestError.ConfigurationLimitExceeded:
            case HttpRequestError.InvalidResponse:
                return Diagnosis.TokenAnswerMalformed;
            default:
                return Diagnosis.TokenEndpointUnreachable;
        }
    }
}
