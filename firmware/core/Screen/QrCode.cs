using System;

namespace DeviceMailAgent.Screen;

/// <summary>
/// A QR code (ISO/IEC 18004) of version 1 to 3 in byte mode, which is what fits on 64 rows with two points a module. Fixed buffers; one code at
/// a time. Of the levels of error correction it takes M where the same version has room for it, else L.
/// </summary>
public sealed class QrCode
{
    /// <summary>The longest text: version 3, level L.</summary>
    public const int TextMax = 53;

    /// <summary>Modules along an edge of version 3.</summary>
    public const int SizeMax = 17 + 4 * VersionMax;

    private const int VersionMax = 3;
    private const int CodewordsMax = 70;
    private const int CorrectionMax = 26;

    // Format information's bits for the levels (ISO/IEC 18004, table 12).
    private const int LevelL = 1;
    private const int LevelM = 0;

    // By version, from 1: all codewords, those of error correction at L and at M. Up to version 3 each is one block (table 9).
    private readonly byte[] _codewordsAll = { 0, 26, 44, 70 };
    private readonly byte[] _correctionL = { 0, 7, 10, 15 };
    private readonly byte[] _correctionM = { 0, 10, 16, 26 };

    private readonly QrModules _modules = new QrModules(SizeMax);
    private readonly byte[] _codewords = new byte[CodewordsMax];
    private readonly byte[] _divisor = new byte[CorrectionMax];

    /// <summary>Modules along an edge; 0: there is no code.</summary>
    public int Size { get; private set; }

    /// <summary>True if the module is dark.</summary>
    public bool IsDark(int x, int y)
    {
        return _modules.IsDark(x, y);
    }

    /// <summary>Makes the code of a text. False: it is empty or longer than <see cref="TextMax"/>, and there is no code.</summary>
    public bool Encode(byte[] text, int offset, int count)
    {
        Size = 0;
        if (count == 0 || count > TextMax) return false;
        int version = 1;
        // Mode and count take a codeword and a half, the end of the text half of one (7.4).
        while (count > _codewordsAll[version] - _correctionL[version] - 2) version++;
        bool isM = count <= _codewordsAll[version] - _correctionM[version] - 2;
        int correction = isM ? _correctionM[version] : _correctionL[version];
        int data = _codewordsAll[version] - correction;
        FillData(text, offset, count, data);
        Correct(data, correction);
        _modules.Draw(version, _codewords, _codewordsAll[version], isM ? LevelM : LevelL);
        Size = _modules.Size;
        return true;
    }

    // Mode 0100, eight bits of count, the text, 0000: so that everything is shifted by four bits (7.4.5).
    private void FillData(byte[] text, int offset, int count, int data)
    {
        Array.Clear(_codewords, 0, _codewords.Length);
        _codewords[0] = (byte)(0x40 | count >> 4);
        _codewords[1] = (byte)(count << 4);
        for (int i = 0; i < count; i++)
        {
            _codewords[1 + i] |= (byte)(text[offset + i] >> 4);
            _codewords[2 + i] = (byte)(text[offset + i] << 4);
        }
        // Pad codewords (7.4.10).
        for (int i = 2 + count; i < data; i++) _codewords[i] = (byte)((i - count) % 2 == 0 ? 0xEC : 0x11);
    }

    // Reed-Solomon: the remainder of the data by the product of (x - 2^i), in GF(256) (7.5).
    private void Correct(int data, int correction)
    {
        Array.Clear(_divisor, 0, _divisor.Length);
        _divisor[correction - 1] = 1;
        int root = 1;
        for (int i = 0; i < correction; i++)
        {
            for (int j = 0; j < correction; j++)
            {
                int next = j + 1 < correction ? _divisor[j + 1] : 0;
                _divisor[j] = (byte)(Multiply(_divisor[j], root) ^ next);
            }
            root = Multiply(root, 2);
        }
        for (int i = 0; i < data; i++)
        {
            int factor = _codewords[i] ^ _codewords[data];
            Array.Copy(_codewords, data + 1, _codewords, data, correction - 1);
            _codewords[data + correction - 1] = 0;
            for (int j = 0; j < correction; j++) _codewords[data + j] ^= (byte)Multiply(_divisor[j], factor);
        }
    }

    // In GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (7.5.2).
    private static int Multiply(int a, int b)
    {
        int product = 0;
        for (int bit = 7; bit >= 0; bit--)
        {
            product <<= 1;
            if (product > 255) product ^= 0x11D;
            if ((b >> bit & 1) != 0) product ^= a;
        }
        return product;
    }
}
