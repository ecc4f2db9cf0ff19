using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>A token endpoint's answer as the tool needs it.</summary>
/// <param name="RefreshToken">Null: there is none, and <paramref name="Diagnosis"/> says why.</param>
/// <param name="Diagnosis">None with a refresh token.</param>
/// <param name="Error">RFC 6749 5.2, or empty.</param>
/// <param name="Aadsts">Entra's number; 0: none.</param>
internal sealed record TokenResult(string? RefreshToken, Diagnosis Diagnosis, string Error = "", int Aadsts = 0);

/// <summary>Turns a code into a refresh token (RFC 6749 4.1.3). The answer is read by core's reader, and judged as the device judges one.</summary>
internal static partial class TokenExchange
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks the token endpoint.</summary>
    /// <param name="endpoint">https.</param>
    /// <param name="form">The request.</param>
    /// <param name="roots">The only roots to trust; null: the system's.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<TokenResult> Ask(Uri endpoint, IEnumerable<KeyValuePair<string, string>> form, X509Certificate2Collection? roots, CancellationToken cancellation)
    {
        using HttpClient client = Client(roots);
        using var content = new FormUrlEncodedContent(form);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, cancellation);
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellation);
            return Judge(body, (int)response.StatusCode);
        }
        catch (HttpRequestException fault)
        {
            return new(null, Why(fault.HttpRequestError));
        }
        catch (Exception fault) when (fault is IOException || (fault is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return new(null, Diagnosis.TokenEndpointUnreachable);
        }
    }

    /// <summary>The diagnosis of an error that came back in the browser's redirect (RFC 6749 4.1.2.1).</summary>
    public static TokenResult Judge(string error, string? description)
    {
        int number = description is not null && Aadsts().Match(description) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, out int aadsts) ? aadsts : 0;
        string plain = WordOf().IsMatch(error) ? error : "unknown";
        TokenResult result = Judge(Encoding.ASCII.GetBytes($$"""{"error":"{{plain}}","error_codes":[{{number}}]}"""), 400);
        // No code was typed here: it is the page's question that was answered with no.
        return result.Diagnosis == Diagnosis.PairingDeclined ? result with { Diagnosis = Diagnosis.ConsentDeclined } : result;
    }

    private static TokenResult Judge(byte[] body, int status)
    {
        var answer = new TokenReader { HttpStatus = status };
        answer.Feed(body, 0, body.Length);
        Array.Clear(body);
        if (answer.Complete() != JsonStatus.Complete) return new(null, Diagnosis.TokenAnswerMalformed);
        if (answer.Error.Count > 0 || status is < 200 or > 299)
        {
            string error = Encoding.ASCII.GetString(answer.Error.Octets, 0, answer.Error.Count);
            Diagnosis diagnosis = OAuthError.Diagnose(answer);
            return new(null, diagnosis == Diagnosis.None ? Diagnosis.TokenRequestRefused : diagnosis, error, Math.Max(0, answer.ErrorCodes.Number));
        }

        string token = Encoding.ASCII.GetString(answer.RefreshToken.Octets, 0, answer.RefreshToken.Count);
        answer.ForgetSecrets();
        return token.Length > 0 ? new(token, Diagnosis.None) : new(null, Diagnosis.RefreshTokenNotGiven);
    }

    private static HttpClient Client(X509Certificate2Collection? roots)
    {
        var options = new SslClientAuthenticationOptions();
        if (roots is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(roots);
            options.CertificateChainPolicy = policy;
        }

        // A redirect would carry the code to someone whom agent.json does not name.
        return new HttpClient(new SocketsHttpHandler { SslOptions = options, AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience, MaxResponseContentBufferSize = 256 * 1024 };
    }

    private static Diagnosis Why(HttpRequestError error) => error switch
    {
        HttpRequestError.SecureConnectionError => Diagnosis.CertificateUntrusted,
        HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse => Diagnosis.TokenAnswerMalformed,
        _ => Diagnosis.TokenEndpointUnreachable,
    };

    [GeneratedRegex(@"AADSTS(\d{4,9})")]
    private static partial Regex Aadsts();

    [GeneratedRegex("^[a-z_]{1,60}$")]
    private static partial Regex WordOf();
}
