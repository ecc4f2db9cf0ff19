using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>The app registrations: one confidential client with a secret and a certificate, and public ones, which are registered as they come.</summary>
internal sealed class Clients : IDisposable
{
    private readonly SandboxOptions _options;
    private readonly string _folder;
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly HashSet<string> _registered = [];
    private readonly Lazy<X509Certificate2> _certificate;

    public Clients(SandboxOptions options, string folder)
    {
        _options = options;
        _folder = folder;
        // An RSA key takes a tenth of a second, and most runs need none.
        _certificate = new(() => options.DaemonCertificate ?? MakeCertificate());
    }

    /// <summary>The daemon's certificate; its key too, where the sandbox made it.</summary>
    public X509Certificate2 Certificate => _certificate.Value;

    /// <summary>Path of a PEM file with the certificate that the sandbox made and its key; null when a certificate was given.</summary>
    public string? CertificateFile => _options.DaemonCertificate is null && _certificate.Value is not null ? FilePath : null;

    private string FilePath => Path.Combine(_folder, "daemon.pem");

    public bool IsDaemon(string? clientId) => clientId == _options.DaemonClientId;

    /// <summary>Registers the client at its first request. Returns whether this client is known.</summary>
    public async Task<bool> Know(IServiceProvider services, string clientId)
    {
        bool isService = clientId == ServiceAccount.ClientEmail && !_options.Profile.IsMicrosoft;
        if (!IsDaemon(clientId) && !isService && _options.ClientId is { } known && clientId != known) return false;
        await _lock.WaitAsync();
        try
        {
            if (!_registered.Add(clientId)) return true;
            await services.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(IsDaemon(clientId) ? Daemon() : Public(clientId));
            return true;
        }
        finally
        {
            _lock.Release();
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (_options.DaemonCertificate is null && _certificate.IsValueCreated) _certificate.Value.Dispose();
    }

    private static OpenIddictApplicationDescriptor Public(string clientId) => new()
    {
        ClientId = clientId, ClientType = ClientTypes.Public, ApplicationType = ApplicationTypes.Native, DisplayName = clientId,
    };

    private OpenIddictApplicationDescriptor Daemon()
    {
        using RSA key = Certificate.GetRSAPublicKey() ?? throw new InvalidOperationException("A client certificate has an RSA key: Entra takes no other.");
        JsonWebKey jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.ExportParameters(false)));
        return new OpenIddictApplicationDescriptor
        {
            ClientId = _options.DaemonClientId, ClientSecret = _options.DaemonSecret, ClientType = ClientTypes.Confidential,
            DisplayName = _options.DaemonClientId, JsonWebKeySet = new JsonWebKeySet { Keys = { jwk } },
        };
    }

    private X509Certificate2 MakeCertificate()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=sandbox-daemon", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(365));
        File.WriteAllText(FilePath, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return certificate;
    }
}
