namespace DeviceMailAgent.Esp32.Control;

/// <summary>SHA-256 (FIPS 180-4). nanoFramework has it as a part of HMAC only; the hash of the certificate, taken once at start, needs it alone.</summary>
public static class Sha256
{
    // Made for the one hash at start: as a static it would keep 276 octets of heap.
    private static uint[] Constants => new uint[]
    {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };

    /// <summary>The hash of some octets.</summary>
    /// <returns>32 octets.</returns>
    public static byte[] Hash(byte[] octets)
    {
        uint[] state = new uint[]
        {
            0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
        };
        byte[] padded = Padded(octets);
        uint[] words = new uint[64];
        uint[] constants = Constants;
        for (int at = 0; at < padded.Length; at += 64) Block(padded, at, words, constants, state);
        byte[] hash = new byte[32];
        for (int i = 0; i < 32; i++) hash[i] = (byte)(state[i / 4] >> (24 - i % 4 * 8));
        return hash;
    }

    private static byte[] Padded(byte[] octets)
    {
        byte[] padded = new byte[(octets.Length + 9 + 63) / 64 * 64];
        System.Array.Copy(octets, 0, padded, 0, octets.Length);
        padded[octets.Length] = 0x80;
        ulong bits = (ulong)octets.Length * 8;
        for (int i = 0; i < 8; i++) padded[padded.Length - 1 - i] = (byte)(bits >> (8 * i));
        return padded;
    }

    private static void Block(byte[] octets, int at, uint[] words, uint[] constants, uint[] state)
    {
        for (int i = 0; i < 16; i++)
        {
            int from = at + 4 * i;
            words[i] = (uint)octets[from] << 24 | (uint)octets[from + 1] << 16 | (uint)octets[from + 2] << 8 | octets[from + 3];
        }
        for (int i = 16; i < 64; i++)
        {
            uint low = Right(words[i - 15], 7) ^ Right(words[i - 15], 18) ^ words[i - 15] >> 3;
            uint high = Right(words[i - 2], 17) ^ Right(words[i - 2], 19) ^ words[i - 2] >> 10;
            words[i] = words[i - 16] + low + words[i - 7] + high;
        }
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < 64; i++)
        {
            uint one = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + words[i];
            uint two = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + one;
            d = c;
            c = b;
            b = a;
            a = one + two;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static uint Right(uint value, int bits)
    {
        return value >> bits | value << (32 - bits);
    }
}
