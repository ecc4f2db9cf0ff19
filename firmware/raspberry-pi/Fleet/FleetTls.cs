using System;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>What the broker's certificate must be: for the configured name, in its time, below a trusted root.</summary>
internal static class FleetTls
{
    public static void Set(MqttClientTlsOptionsBuilder tls, FleetConfiguration fleet)
    {
        tls.UseTls(fleet.IsTls);
        if (!fleet.IsTls) return;
        // No revocation list is fetched from a third party, as for providers. RFC 8996: nothing below 1.2.
        tls.WithTargetHost(fleet.Host).WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13).WithRevocationMode(X509RevocationMode.NoCheck)
            .WithCertificateValidationHandler(presented => presented.SslPolicyErrors == SslPolicyErrors.None);
        if (fleet.Roots == null) return;
        var roots = new X509Certificate2Collection();
        foreach (byte[] root in fleet.Roots) roots.Add(X509CertificateLoader.LoadCertificate(root));
        tls.WithTrustChain(roots);
    }
}
