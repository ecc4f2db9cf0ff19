using System;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>
/// AES-256 (FIPS 197) in Galois/Counter Mode (NIST SP 800-38D), for encrypting alone, with a nonce of 12 octets. nanoFramework has AES-128 without a mode that
/// proves anything. It seals a pairing's code of some 100 octets a few times a year, so it is written to be short; the tables are made when it is needed and not
/// kept.
/// </summary>
public sealed class AesGcm256
{
    /// <summary>Octets of the tag.</summary>
    public const int TagOctets = 16;

    private const int Block = 16;
    private const int Rounds = 14;

    private readonly byte[] _substitution = new byte[256];
    private readonly byte[] _roundKeys = new byte[Block * (Rounds + 1)];
    private readonly byte[] _state = new byte[Block];

    /// <param name="key">32 octets.</param>
    public AesGcm256(byte[] key)
    {
        if (key.Length != 32) throw new ArgumentException();
        Substitution();
        Expand(key);
    }

    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="nonce">12 octets, never the same twice with one key.</param>
    /// <param name="plain">What is hidden.</param>
    /// <param name="associated">What is authenticated and not hidden.</param>
    /// <param name="into">Gets the cipher text and the tag.</param>
    /// <param name="offset">Where.</param>
    public void Encrypt(byte[] nonce, byte[] plain, byte[] associated, byte[] into, int offset)
    {
        byte[] counter = new byte[Block];
        byte[] key = new byte[Block];
        byte[] hash = new byte[Block];
        byte[] mask = new byte[Block];
        Cipher(key, key);
        Array.Copy(nonce, 0, counter, 0, nonce.Length);
        counter[Block - 1] = 1;
        Cipher(counter, mask);
        byte[] stream = new byte[Block];
        for (int i = 0; i < plain.Length; i++)
        {
            if (i % Block == 0)
            {
                Increment(counter);
                Cipher(counter, stream);
            }
            into[offset + i] = (byte)(plain[i] ^ stream[i % Block]);
        }
        Absorb(hash, key, associated, 0, associated.Length);
        Absorb(hash, key, into, offset, plain.Length);
        byte[] lengths = new byte[Block];
        Bits(lengths, 0, associated.Length);
        Bits(lengths, 8, plain.Length);
        Absorb(hash, key, lengths, 0, Block);
        for (int i = 0; i < Block; i++) into[offset + plain.Length + i] = (byte)(hash[i] ^ mask[i]);
    }

    // SP 800-38D 6.2: the last 32 bits count.
    private static void Increment(byte[] counter)
    {
        for (int i = Block - 1; i >= Block - 4; i--)
        {
            if (++counter[i] != 0) return;
        }
    }

    private static void Bits(byte[] into, int offset, int octets)
    {
        long bits = octets * 8L;
        for (int i = 0; i < 8; i++) into[offset + 7 - i] = (byte)(bits >> (8 * i));
    }

    // SP 800-38D 6.4, with the last block filled up with zeros.
    private static void Absorb(byte[] hash, byte[] key, byte[] octets, int offset, int count)
    {
        for (int at = 0; at < count; at += Block)
        {
            for (int i = 0; i < Block && at + i < count; i++) hash[i] ^= octets[offset + at + i];
            Multiply(hash, key);
        }
    }

    // SP 800-38D 6.3: the first bit is the highest of the first octet.
    private static void Multiply(byte[] hash, byte[] key)
    {
        byte[] product = new byte[Block];
        byte[] factor = new byte[Block];
        Array.Copy(key, 0, factor, 0, Block);
        for (int bit = 0; bit < 128; bit++)
        {
            if ((hash[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                for (int i = 0; i < Block; i++) product[i] ^= factor[i];
            }
            bool carries = (factor[Block - 1] & 1) != 0;
            for (int i = Block - 1; i > 0; i--) factor[i] = (byte)(factor[i] >> 1 | factor[i - 1] << 7);
            factor[0] = (byte)(factor[0] >> 1);
            if (carries) factor[0] ^= 0xE1;
        }
        Array.Copy(product, 0, hash, 0, Block);
    }

    // FIPS 197 5.1.1: the inverse in the field, then an affine transformation. 3 generates the field, and 0xF6 is its inverse.
    private void Substitution()
    {
        byte power = 1;
        byte inverse = 1;
        for (int i = 0; i < 255; i++)
        {
            byte value = inverse;
            for (int turn = 1; turn <= 4; turn++) value ^= (byte)(inverse << turn | inverse >> (8 - turn));
            _substitution[power] = (byte)(value ^ 0x63);
            power = (byte)(power ^ Doubled(power));
            inverse = Times(inverse, 0xF6);
        }
        _substitution[0] = 0x63;
    }

    // FIPS 197 5.2 for a key of eight words.
    private void Expand(byte[] key)
    {
        Array.Copy(key, 0, _roundKeys, 0, key.Length);
        byte constant = 1;
        byte[] word = new byte[4];
        for (int at = 32; at < _roundKeys.Length; at += 4)
        {
            Array.Copy(_roundKeys, at - 4, word, 0, 4);
            if (at % 32 == 0)
            {
                byte first = word[0];
                for (int i = 0; i < 3; i++) word[i] = _substitution[word[i + 1]];
                word[3] = _substitution[first];
                word[0] ^= constant;
                constant = Doubled(constant);
            }
            else if (at % 32 == 16)
            {
                for (int i = 0; i < 4; i++) word[i] = _substitution[word[i]];
            }
            for (int i = 0; i < 4; i++) _roundKeys[at + i] = (byte)(_roundKeys[at - 32 + i] ^ word[i]);
        }
    }

    // FIPS 197 5.1.
    private void Cipher(byte[] from, byte[] into)
    {
        Array.Copy(from, 0, into, 0, Block);
        AddRoundKey(into, 0);
        for (int round = 1; round <= Rounds; round++)
        {
            // ShiftRows with SubBytes: the octet of row r in column c comes from column c + r.
            for (int i = 0; i < Block; i++) _state[i] = _substitution[into[(i + 4 * (i % 4)) % Block]];
            Array.Copy(_state, 0, into, 0, Block);
            if (round < Rounds) MixColumns(into);
            AddRoundKey(into, round);
        }
    }

    private void AddRoundKey(byte[] state, int round)
    {
        for (int i = 0; i < Block; i++) state[i] ^= _roundKeys[Block * round + i];
    }

    private static void MixColumns(byte[] state)
    {
        for (int at = 0; at < Block; at += 4)
        {
            byte first = state[at];
            byte all = (byte)(state[at] ^ state[at + 1] ^ state[at + 2] ^ state[at + 3]);
            for (int i = 0; i < 4; i++)
            {
                byte next = i == 3 ? first : state[at + i + 1];
                state[at + i] ^= (byte)(all ^ Doubled((byte)(state[at + i] ^ next)));
            }
        }
    }

    private static byte Doubled(byte value)
    {
        return (byte)(value << 1 ^ ((value & 0x80) != 0 ? 0x1B : 0));
    }

    private static byte Times(byte one, byte other)
    {
        byte product = 0;
        for (; other != 0; other >>= 1)
        {
            if ((other & 1) != 0) product ^= one;
            one = Doubled(one);
        }
        return product;
    }
}
