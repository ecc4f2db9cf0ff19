using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Esp32Host.Machine;

/// <summary>mbedTLS over one socket: the handshake stops everything, reads and writes wait for themselves alone.</summary>
public sealed class TlsHandle
{
    private readonly TcpHandle _tcp;
    private readonly SslStream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Task<int>? _pending;
    private int _at;
    private int _end;
    private bool _ended;
    private bool _refused;
    private int _closed;

    public TlsHandle(TcpHandle tcp)
    {
        TcpHandle.TakePlace();
        _tcp = tcp;
        _stream = new SslStream(new NetworkStream(tcp.Socket, ownsSocket: false));
    }

    /// <param name="host">The name that the certificate must have.</param>
    /// <param name="roots">PEM; null: those of the device's store, DMA_ROOTS.</param>
    /// <param name="tls12">TLS 1.2 may be spoken.</param>
    /// <param name="tls13">TLS 1.3 may be spoken.</param>
    /// <param name="verifies">False: any certificate will do.</param>
    public void AsClient(string host, string? roots, bool tls12, bool tls13, bool verifies)
    {
        var trusted = new X509Certificate2Collection();
        string? file = Environment.GetEnvironmentVariable("DMA_ROOTS");
        if (roots is not null) trusted.ImportFromPem(roots);
        else if (file is not null) trusted.ImportFromPemFile(file);
        // mbedTLS knows the device's time alone.
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true, TrustMode = X509ChainTrustMode.CustomRootTrust, VerificationTime = DeviceTime.UtcNow,
        };
        policy.CustomTrustStore.AddRange(trusted);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = Protocols(tls12, tls13),
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, _, _, errors) => !(_refused = verifies && errors != SslPolicyErrors.None),
        };
        Shake(() => _stream.AuthenticateAsClient(options));
    }

    public void AsServer(string certificatePem, string keyPem, bool tls12, bool tls13)
    {
        using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        var options = new SslServerAuthenticationOptions { ServerCertificate = pair, EnabledSslProtocols = Protocols(tls12, tls13) };
        Shake(() => _stream.AuthenticateAsServer(options));
    }

    /// <summary>Octets that were decrypted and not read yet.</summary>
    public bool DataAvailable
    {
        get
        {
            Vm.Pass();
            Settle();
            return _at < _end;
        }
    }

    public int Read(byte[] buffer, int offset, int count, int timeoutMs)
    {
        Vm.Pass();
        if (_at == _end && !_ended)
        {
            _pending ??= _stream.ReadAsync(_buffer, 0, _buffer.Length);
            if (!Wait(_pending, timeoutMs <= 0 ? Timeout.Infinite : timeoutMs)) throw new NativeFault(NativeFault.TimedOut);
            Settle();
        }
        Vm.Pass();
        int taken = Math.Min(count, _end - _at);
        Array.Copy(_buffer, _at, buffer, offset, taken);
        _at += taken;
        return taken;
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        Vm.Pass();
        try
        {
            _stream.Write(buffer, offset, count);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new NativeFault(NativeFault.ConnectionReset);
        }
        Vm.Pass();
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        try
        {
            _tcp.Socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer closed it first.
        }
        _tcp.Close();
        _stream.Dispose();
        TcpHandle.GivePlace();
    }

    // What the socket's own Poll would say: octets that nobody has read, a ticket among them, or the peer's end.
    internal bool Poll(int microseconds)
    {
        Settle();
        if (_at < _end || _ended) return true;
        if (_pending is null) return _tcp.Socket.Poll(microseconds, SelectMode.SelectRead);
        // A read is waiting already, so what comes goes there.
        bool came = Wait(_pending, microseconds < 0 ? Timeout.Infinite : microseconds / 1000);
        Settle();
        return came;
    }

    private static SslProtocols Protocols(bool tls12, bool tls13)
    {
        // No protocol at all means TLS 1.3 alone.
        if (!tls12) return SslProtocols.Tls13;
        return tls13 ? SslProtocols.Tls12 | SslProtocols.Tls13 : SslProtocols.Tls12;
    }

    private void Shake(Action handshake)
    {
        int code = 0;
        Vm.Frozen(() =>
        {
            try
            {
                _tcp.Socket.ReceiveTimeout = _tcp.NativeReceiveMs;
                handshake();
                _tcp.Socket.ReceiveTimeout = 0;
            }
            catch (Exception fault) when (fault is IOException or AuthenticationException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                code = _refused ? NativeFault.CertificateRefused : NativeFault.HandshakeFailed;
            }
        });
        if (code != 0) throw new NativeFault(code);
        _tcp.Tls = this;
    }

    private void Settle()
    {
        if (_pending is not { IsCompleted: true } done) return;
        _pending = null;
        _at = 0;
        _end = done.IsCompletedSuccessfully ? done.Result : 0;
        _ended = _end == 0;
    }

    private static bool Wait(Task task, int milliseconds)
    {
        try
        {
            return task.Wait(milliseconds);
        }
        catch (AggregateException)
        {
            return true;
        }
    }
}
