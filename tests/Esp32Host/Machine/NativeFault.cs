using System;

namespace DeviceMailAgent.Esp32Host.Machine;

/// <summary>What nanoFramework's native code would throw as a SocketException: a Winsock number, or mbedTLS's own for a handshake.</summary>
public sealed class NativeFault(int code) : Exception("native fault " + code)
{
    public const int ConnectionReset = 10054;
    public const int NotConnected = 10057;
    public const int TimedOut = 10060;
    public const int ConnectionRefused = 10061;
    public const int HostUnreachable = 10065;
    public const int TooManyOpenSockets = 10024;
    public const int AddressAlreadyInUse = 10048;

    /// <summary>MBEDTLS_ERR_X509_CERT_VERIFY_FAILED.</summary>
    public const int CertificateRefused = -0x2700;

    /// <summary>MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE; which of its many numbers comes does not matter to anyone.</summary>
    public const int HandshakeFailed = -0x6E00;

    public int Code { get; } = code;
}
