using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DeviceMailAgent.RaspberryPi.Network;

/// <summary>
/// TLS settings of one listener that serves TLS 1.0 and later with the old cipher suites: RSA key exchange, CBC, SHA-1. They are an OpenSSL
/// context of its own; nothing that .NET's SslStream uses, so nothing on the provider's side, is touched. It lives as long as the program.
/// </summary>
internal sealed class OldTlsContext
{
    private const int Tls10 = 0x0301;
    // Level 0 allows what TLS 1.0 cannot do without: SHA-1 in signatures (SSL_CTX_set_security_level(3)). What has no certificate, no
    // encryption, or a shared key stays out. 3DES and RC4 are not in Debian's library at all.
    private const string Ciphers = "DEFAULT:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0";

    private readonly nint _context;

    private OldTlsContext(nint context)
    {
        _context = context;
    }

    /// <summary>Makes the context. OpenSSL takes the certificate that fits the client's cipher suites.</summary>
    /// <param name="certificates">With their private keys; at most one RSA and one ECDSA. RSA key exchange needs the first.</param>
    /// <param name="chain">What stands above the certificates, to be sent along.</param>
    /// <exception cref="CryptographicException">OpenSSL takes one of them not.</exception>
    public static OldTlsContext Make(X509Certificate2[] certificates, X509Certificate2Collection chain)
    {
        // .NET has loaded the certificates, and with them set OpenSSL up for a process with threads.
        LibSsl.ERR_clear_error();
        nint context = LibSsl.SSL_CTX_new(LibSsl.TLS_server_method());
        Need(context != 0);
        LibSsl.SSL_CTX_set_security_level(context, 0);
        Need(LibSsl.SSL_CTX_set_cipher_list(context, Ciphers) == 1);
        Need(LibSsl.SSL_CTX_ctrl(context, LibSsl.ControlMinProtocol, Tls10, 0) == 1);
        LibSsl.SSL_CTX_ctrl(context, LibSsl.ControlDhAuto, 1, 0);
        // Nothing is kept for the next connection: what is not kept cannot grow.
        LibSsl.SSL_CTX_ctrl(context, LibSsl.ControlSessionCacheMode, 0, 0);
        // Empty fragments help against what a chosen text in a server's reply could do (BEAST); a scanner's panel chooses none, and some cannot read them.
        // Our order counts: who has better suites than RSA key exchange gets them.
        LibSsl.SSL_CTX_set_options(context, LibSsl.NoEmptyFragments | LibSsl.NoTicket | LibSsl.NoCompression | LibSsl.NoRenegotiation | LibSsl.CipherServerPreference);
        foreach (X509Certificate2 certificate in certificates) Add(context, certificate);
        foreach (X509Certificate2 above in chain)
        {
            if (!Array.Exists(certificates, own => own.RawDataMemory.Span.SequenceEqual(above.RawDataMemory.Span))) AddToChain(context, above.RawData);
        }
        return new OldTlsContext(context);
    }

    /// <summary>An OpenSSL connection that waits for a ClientHello; its owner frees it.</summary>
    public nint NewConnection()
    {
        nint connection = LibSsl.SSL_new(_context);
        Need(connection != 0);
        return connection;
    }

    private static void Add(nint context, X509Certificate2 certificate)
    {
        byte[] der = certificate.RawData;
        Need(LibSsl.SSL_CTX_use_certificate_ASN1(context, der.Length, der) == 1);
        using RSA? rsa = certificate.GetRSAPrivateKey();
        using ECDsa? ec = rsa == null ? certificate.GetECDsaPrivateKey() : null;
        byte[] key = rsa != null ? rsa.ExportRSAPrivateKey() : ec != null ? ec.ExportECPrivateKey() : [];
        try
        {
            Need(LibSsl.SSL_CTX_use_PrivateKey_ASN1(rsa != null ? LibSsl.KeyRsa : LibSsl.KeyEc, context, key, key.Length) == 1);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static unsafe void AddToChain(nint context, byte[] der)
    {
        nint certificate;
        fixed (byte* octets = der)
        {
            byte* at = octets;
            certificate = LibSsl.d2i_X509(0, &at, der.Length);
        }
        Need(certificate != 0);
        // The context owns it from here on.
        if (LibSsl.SSL_CTX_ctrl(context, LibSsl.ControlExtraChainCertificate, 0, certificate) == 1) return;
        LibSsl.X509_free(certificate);
        Need(false);
    }

    private static void Need(bool holds)
    {
        if (holds) return;
        LibSsl.ERR_clear_error();
        throw new CryptographicException("OpenSSL does not take the listener's certificate or settings for TLS 1.0.");
    }
}
