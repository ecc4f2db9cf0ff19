using System;
using System.Runtime.InteropServices;

namespace DeviceMailAgent.RaspberryPi.Network;

/// <summary>
/// The few functions of OpenSSL 3 that <see cref="OldTlsContext"/> needs, by their names in its manual. .NET uses the same library for all other TLS,
/// but gives no way to lower the security level of one context: only of the whole process, the provider's side included.
/// </summary>
internal static unsafe partial class LibSsl
{
    /// <summary>In Debian's package libssl3; the name is the same on x64 and arm64.</summary>
    public const string Ssl = "libssl.so.3";

    // SSL_get_error(3).
    public const int WantRead = 2;
    public const int ZeroReturn = 6;

    // SSL_CTX_ctrl(3): what openssl/ssl.h writes as macros.
    public const int ControlExtraChainCertificate = 14;
    public const int ControlSessionCacheMode = 44;
    public const int ControlDhAuto = 118;
    public const int ControlMinProtocol = 123;

    // SSL_CTX_set_options(3).
    public const ulong NoEmptyFragments = 1UL << 11;
    public const ulong NoTicket = 1UL << 14;
    public const ulong NoCompression = 1UL << 17;
    public const ulong CipherServerPreference = 1UL << 22;
    public const ulong NoRenegotiation = 1UL << 30;

    // EVP_PKEY_id(3).
    public const int KeyRsa = 6;
    public const int KeyEc = 408;

    private const string Crypto = "libcrypto.so.3";

    /// <summary>True if the library is here.</summary>
    public static bool IsThere
    {
        get { return NativeLibrary.TryLoad(Ssl, out _); }
    }

    [LibraryImport(Ssl)]
    public static partial nint TLS_server_method();

    [LibraryImport(Ssl)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_set_security_level(nint context, int level);

    [LibraryImport(Ssl)]
    public static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(Ssl)]
    public static partial nint SSL_CTX_ctrl(nint context, int command, nint number, nint pointer);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(nint context, string list);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_use_certificate_ASN1(nint context, int count, byte[] der);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_use_PrivateKey_ASN1(int kind, nint context, byte[] der, nint count);

    [LibraryImport(Ssl)]
    public static partial nint SSL_new(nint context);

    [LibraryImport(Ssl)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_bio(nint ssl, nint read, nint write);

    [LibraryImport(Ssl)]
    public static partial int SSL_accept(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_read(nint ssl, byte* buffer, int count);

    [LibraryImport(Ssl)]
    public static partial int SSL_write(nint ssl, byte* buffer, int count);

    [LibraryImport(Ssl)]
    public static partial int SSL_shutdown(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Crypto)]
    public static partial nint BIO_s_mem();

    [LibraryImport(Crypto)]
    public static partial nint BIO_new(nint method);

    [LibraryImport(Crypto)]
    public static partial int BIO_free(nint bio);

    [LibraryImport(Crypto)]
    public static partial int BIO_read(nint bio, byte* buffer, int count);

    [LibraryImport(Crypto)]
    public static partial int BIO_write(nint bio, byte* buffer, int count);

    [LibraryImport(Crypto)]
    public static partial void ERR_clear_error();

    [LibraryImport(Crypto)]
    public static partial nint d2i_X509(nint into, byte** der, nint count);

    [LibraryImport(Crypto)]
    public static partial void X509_free(nint certificate);
}
