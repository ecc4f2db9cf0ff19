using System;
using System.Security.Cryptography;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>Where a store's key comes from. The numbers stand in sealed files.</summary>
internal enum KeySource : byte
{
    /// <summary>A file of the store.</summary>
    File = 1,

    /// <summary>A credential that systemd hands to the service (systemd.exec(5), LoadCredentialEncrypted=).</summary>
    Credential = 2,
}

/// <summary>What seals a store, derived from 32 random octets. It is read for each use and overwritten after it.</summary>
internal sealed class StoreKey : IDisposable
{
    /// <summary>AES-256.</summary>
    public const int Octets = 32;

    /// <summary>Length of <see cref="Id"/>.</summary>
    public const int IdOctets = 8;

    private readonly byte[] _seal = new byte[Octets];
    private readonly byte[] _id = new byte[IdOctets];

    /// <param name="secret">32 random octets; a copy is not kept.</param>
    /// <param name="source">Where they came from.</param>
    public StoreKey(ReadOnlySpan<byte> secret, KeySource source)
    {
        Source = source;
        // Two uses, two keys (RFC 5869 3.2): the id stands in clear text in every file and must tell nothing of the other.
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, _seal, [], "devicemail store 1 seal"u8);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, _id, [], "devicemail store 1 id"u8);
    }

    public KeySource Source { get; }

    /// <summary>Tells keys apart without telling anything about them.</summary>
    public ReadOnlySpan<byte> Id
    {
        get { return _id; }
    }

    /// <summary>The key for AES-256-GCM.</summary>
    public ReadOnlySpan<byte> Seal
    {
        get { return _seal; }
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_seal);
    }
}

/// <summary>A store's key cannot be used. The message says what is wrong and the cure.</summary>
internal sealed class StoreKeyException : Exception
{
    public StoreKeyException(string what)
        : base(what)
    {
    }
}
