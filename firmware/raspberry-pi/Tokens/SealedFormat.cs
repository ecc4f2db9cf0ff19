using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// A sealed secret as octets, integers big-endian:
/// <code>
///  0  8  "DMSEAL1" and the key's source
///  8  8  the key's id
/// 16  8  generation: 1 for the first secret of this name, one more for each that replaces it
/// 24  4  length n of the secret
/// 28 12  nonce, random
/// 40  n  the secret under AES-256-GCM (NIST SP 800-38D)
///  +16   its tag, which also covers octets 0 to 27, the kind and the owner
///  +32   SHA-256 of all before
/// </code>
/// The hash at the end is no protection. It tells damage from another key: a card that lost a bit keeps no hash right, and a whole file that does
/// not open is someone else's. Random nonces are safe for 2^32 seals under one key (SP 800-38D 8.3); an account makes 24 a day.
/// </summary>
internal static class SealedFormat
{
    /// <summary>Octets of a file beyond its secret.</summary>
    public const int Overhead = Header + TagOctets + HashOctets;

    private const int Bound = 28;
    private const int NonceOctets = 12;
    private const int Header = Bound + NonceOctets;
    private const int TagOctets = 16;
    private const int HashOctets = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic
    {
        get { return "DMSEAL1"u8; }
    }

    /// <summary>Seals a secret.</summary>
    /// <param name="key">Under what.</param>
    /// <param name="kind">What it is; see <see cref="SealedKind.Name"/>.</param>
    /// <param name="owner">Whose it is: an account's name.</param>
    /// <param name="generation">See above.</param>
    /// <param name="secret">At most what <paramref name="into"/> has room for.</param>
    /// <param name="into">Receives the file: <see cref="Overhead"/> octets more than the secret.</param>
    /// <returns>How many octets the file has.</returns>
    public static int Close(StoreKey key, string kind, string owner, ulong generation, ReadOnlySpan<byte> secret, Span<byte> into)
    {
        Magic.CopyTo(into);
        into[Magic.Length] = (byte)key.Source;
        key.Id.CopyTo(into[8..]);
        BinaryPrimitives.WriteUInt64BigEndian(into[16..], generation);
        BinaryPrimitives.WriteInt32BigEndian(into[24..], secret.Length);
        Span<byte> nonce = into[Bound..Header];
        RandomNumberGenerator.Fill(nonce);
        int end = Header + secret.Length;
        using (var cipher = new AesGcm(key.Seal, TagOctets)) cipher.Encrypt(nonce, secret, into[Header..end], into.Slice(end, TagOctets), Context(into[..Bound], kind, owner));
        end += TagOctets;
        SHA256.HashData(into[..end], into[end..]);
        return end + HashOctets;
    }

    /// <summary>True if every octet is as it was written. Whether this device wrote it is for <see cref="Open"/> to say.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> file)
    {
        if (file.Length < Overhead || !file.StartsWith(Magic)) return false;
        if (BinaryPrimitives.ReadInt32BigEndian(file[24..]) != file.Length - Overhead) return false;
        Span<byte> hash = stackalloc byte[HashOctets];
        SHA256.HashData(file[..^HashOctets], hash);
        return hash.SequenceEqual(file[^HashOctets..]);
    }

    /// <summary>The id of the key that a whole file was sealed under.</summary>
    public static ReadOnlySpan<byte> KeyId(ReadOnlySpan<byte> file)
    {
        return file.Slice(8, StoreKey.IdOctets);
    }

    /// <summary>Where a whole file's key was from.</summary>
    public static KeySource Source(ReadOnlySpan<byte> file)
    {
        return (KeySource)file[Magic.Length];
    }

    /// <summary>Opens a whole file.</summary>
    /// <param name="into">Receives the secret; has room for it.</param>
    /// <param name="count">The secret's length.</param>
    /// <param name="generation">Its generation.</param>
    /// <returns>False: it is not sealed under this key for this kind and owner, or was made to look whole.</returns>
    public static bool Open(StoreKey key, string kind, string owner, ReadOnlySpan<byte> file, Span<byte> into, out int count, out ulong generation)
    {
        count = file.Length - Overhead;
        generation = BinaryPrimitives.ReadUInt64BigEndian(file[16..]);
        int end = Header + count;
        try
        {
            using var cipher = new AesGcm(key.Seal, TagOctets);
            cipher.Decrypt(file[Bound..Header], file[Header..end], file.Slice(end, TagOctets), into[..count], Context(file[..Bound], kind, owner));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            count = 0;
            generation = 0;
            return false;
        }
    }

    // Neither kind nor owner can have a NUL, so no two pairs read the same.
    private static byte[] Context(ReadOnlySpan<byte> header, string kind, string owner)
    {
        return [.. header, .. Encoding.UTF8.GetBytes(kind + "\0" + owner)];
    }
}
