using System;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using DeviceMailAgent.Esp32Host.Machine;

namespace System.Security.Cryptography.X509Certificates
{
    /// <summary>Stands in for nanoFramework.System.Net: it keeps what it was given; mbedTLS reads it in the handshake.</summary>
    public class X509Certificate(string certificate)
    {
        internal string Pem { get; } = certificate;
    }

    /// <summary>Stands in for nanoFramework.System.Net: with a private key.</summary>
    public sealed class X509Certificate2(string rawData, string key, string password) : X509Certificate(rawData)
    {
        internal string Key { get; } = password.Length == 0 ? key : throw new NotSupportedException();
    }
}

namespace System.Net.Security
{
    /// <summary>Stands in for nanoFramework.System.Net.</summary>
    [Flags]
    public enum SslProtocols
    {
        None = 0,
        Tls12 = 3072,
        Tls13 = 12288,
    }

    /// <summary>Stands in for nanoFramework.System.Net.</summary>
    public enum SslVerification
    {
        NoVerification = 1,
        CertificateRequired = 4,
    }

    /// <summary>Stands in for nanoFramework.System.Net: over a connected socket, which it closes at its end.</summary>
    public sealed class SslStream : IDisposable
    {
        private readonly Socket _socket;
        private readonly TlsHandle _tls;

        public SslStream(Socket socket)
        {
            _socket = socket;
            _tls = Socket.Natively(() => new TlsHandle(socket.Handle));
        }

        public SslVerification SslVerification { get; set; } = SslVerification.CertificateRequired;

        public bool DataAvailable => Socket.Natively(() => _tls.DataAvailable);

        public void AuthenticateAsClient(string targetHost, SslProtocols enabled) => AuthenticateAsClient(targetHost, null, null, enabled);

        public void AuthenticateAsClient(string targetHost, X509Certificate? own, X509Certificate? ca, SslProtocols enabled)
        {
            if (own is not null) throw new NotSupportedException();
            Shake(() => _tls.AsClient(targetHost, ca?.Pem, enabled.HasFlag(SslProtocols.Tls12), enabled.HasFlag(SslProtocols.Tls13), SslVerification == SslVerification.CertificateRequired));
        }

        public void AuthenticateAsServer(X509Certificate certificate, bool clientCertificateRequired, SslProtocols enabled)
        {
            if (clientCertificateRequired || certificate is not X509Certificate2 pair) throw new NotSupportedException();
            Shake(() => _tls.AsServer(pair.Pem, pair.Key, enabled.HasFlag(SslProtocols.Tls12), enabled.HasFlag(SslProtocols.Tls13)));
        }

        public int Read(byte[] buffer, int offset, int size) => Socket.Natively(() => _tls.Read(buffer, offset, size, _socket.ReceiveTimeout));

        public void Write(byte[] buffer, int offset, int size) => Socket.Natively(() => _tls.Write(buffer, offset, size));

        public void Dispose() => _tls.Close();

        // As in nanoFramework, a failed handshake leaves the TLS context free and the socket open.
        private void Shake(Action handshake) => Socket.Natively(handshake);
    }
}
