using System;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>What programs and libraries call the failures that have no code: resolvers, sockets, TLS, browsers.</summary>
internal static class WellKnownWords
{
    private static readonly (string Words, Diagnosis Diagnosis)[] Table =
    [
        ("Name or service not known", Diagnosis.NameNotResolved),
        ("No such host is known", Diagnosis.NameNotResolved),
        ("Temporary failure in name resolution", Diagnosis.NameNotResolved),
        ("NXDOMAIN", Diagnosis.NameNotResolved),
        ("Connection refused", Diagnosis.ConnectionRefused),
        ("actively refused", Diagnosis.ConnectionRefused),
        ("No route to host", Diagnosis.ProviderUnreachable),
        ("Network is unreachable", Diagnosis.ProviderUnreachable),
        ("Connection timed out", Diagnosis.ProviderUnreachable),
        ("Connection reset by peer", Diagnosis.ProviderLost),
        ("Broken pipe", Diagnosis.ProviderLost),
        ("RemoteCertificateNameMismatch", Diagnosis.CertificateNameMismatch),
        ("hostname mismatch", Diagnosis.CertificateNameMismatch),
        ("certificate has expired", Diagnosis.CertificateExpired),
        ("certificate is not yet valid", Diagnosis.CertificateExpired),
        ("NotTimeValid", Diagnosis.CertificateExpired),
        ("unable to get local issuer certificate", Diagnosis.CertificateUntrusted),
        ("self-signed certificate", Diagnosis.CertificateUntrusted),
        ("self signed certificate", Diagnosis.CertificateUntrusted),
        ("UntrustedRoot", Diagnosis.CertificateUntrusted),
        ("PartialChain", Diagnosis.CertificateUntrusted),
        ("Concurrent connections limit exceeded", Diagnosis.TooManyConnections),
        ("sender thread limit exceeded", Diagnosis.TooManyConnections),
        ("Token has been expired or revoked", Diagnosis.RefreshTokenRefused),
        ("You cannot access this right now", Diagnosis.ConditionalAccessBlocked),
        ("Need admin approval", Diagnosis.AdminConsentNeeded),
        ("Read-only file system", Diagnosis.StoreUnwritable),
        ("No space left on device", Diagnosis.StoreUnwritable),
    ];

    public static Finding? Find(string text)
    {
        foreach ((string words, Diagnosis diagnosis) in Table)
        {
            if (text.Contains(words, StringComparison.OrdinalIgnoreCase)) return new Finding(diagnosis, InputKind.Words, "");
        }

        return null;
    }
}
