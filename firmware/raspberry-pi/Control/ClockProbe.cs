using System;
using System.Net.Http;
using System.Net.Security;
using System.Threading.Tasks;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>Compares the device's clock with the Date field that the account's token endpoint sends (RFC 9110 6.6.1). Nothing secret is sent to it.</summary>
internal sealed class ClockProbe
{
    /// <summary>What tokens and certificates stand: Entra itself allows five minutes (AADSTS500133).</summary>
    public const int SkewSecondsMax = 300;

    private readonly AccountConfiguration _account;

    public ClockProbe(AccountConfiguration account)
    {
        _account = account;
    }

    /// <summary>Seconds that the device's clock is ahead; null: nobody told the time.</summary>
    public int? SkewSeconds()
    {
        if (_account.OAuth == null) return null;
        var uri = new Uri(_account.OAuth.TokenEndpoint);
        var certificate = new ProviderCertificate(_account.Roots);
        SslClientAuthenticationOptions options = certificate.Options(uri.IdnHost);
        RemoteCertificateValidationCallback strict = options.RemoteCertificateValidationCallback!;
        // A clock that is wrong makes the certificate look expired, which is just what is asked; everything else must be right.
        options.RemoteCertificateValidationCallback = (sender, found, chain, errors) => strict(sender, found, chain, errors) || certificate.Fault == Diagnosis.CertificateExpired;
        using var connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, MaxResponseHeadersLength = 64,
            ConnectTimeout = TimeSpan.FromMilliseconds(PlatformLimits.ConnectMsMax), SslOptions = options,
        };
        using var client = new HttpClient(connections) { Timeout = TimeSpan.FromMilliseconds(PlatformLimits.TokenEndpointMsMax) };
        using var request = new HttpRequestMessage(HttpMethod.Head, uri);
        try
        {
            using HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            DateTimeOffset? date = response.Headers.Date;
            return date == null ? null : (int)Math.Clamp((DateTimeOffset.UtcNow - date.Value).TotalSeconds, int.MinValue, int.MaxValue);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or System.IO.IOException)
        {
            return null;
        }
    }
}
