using System;

namespace DeviceMailAgent.Screen;

/// <summary>The modules of one QR code (ISO/IEC 18004 clauses 6.3 and 7.7 to 7.9), for versions 1 to 3.</summary>
internal sealed class QrModules
{
    private const byte Dark = 1;
    // Belongs to a pattern or to the format information: carries no data and is not masked.
    private const byte Reserved = 2;

    private readonly byte[] _modules;
    private int _level;

    /// <summary>Allocates for codes of up to so many modules along an edge.</summary>
    public QrModules(int sizeMax)
    {
        _modules = new byte[sizeMax * sizeMax];
    }

    /// <summary>Modules along an edge.</summary>
    public int Size { get; private set; }

    /// <summary>True if the module is dark.</summary>
    public bool IsDark(int x, int y)
    {
        return (_modules[y * Size + x] & Dark) != 0;
    }

    /// <summary>Lays out a version with its codewords, under the mask that readers find easiest.</summary>
    public void Draw(int version, byte[] codewords, int count, int level)
    {
        Size = 17 + 4 * version;
        _level = level;
        Array.Clear(_modules, 0, _modules.Length);
        DrawPatterns(version);
        Place(codewords, count);
        int best = 0;
        int bestPenalty = int.MaxValue;
        for (int mask = 0; mask < 8; mask++)
        {
            Mask(mask);
            DrawFormat(mask);
            int penalty = QrPenalty.Of(this);
            if (penalty < bestPenalty)
            {
                best = mask;
                bestPenalty = penalty;
            }
            // Masking twice is not masking.
            Mask(mask);
        }
        Mask(best);
        DrawFormat(best);
    }

    private void DrawPatterns(int version)
    {
        for (int i = 0; i < Size; i++)
        {
            Reserve(i, 6, i % 2 == 0);
            Reserve(6, i, i % 2 == 0);
        }
        DrawFinder(3, 3);
        DrawFinder(Size - 4, 3);
        DrawFinder(3, Size - 4);
        if (version > 1) DrawAlignment(Size - 7);
        DrawFormat(0);
    }

    // With its separator, and without what would lie outside.
    private void DrawFinder(int centreX, int centreY)
    {
        for (int dy = -4; dy <= 4; dy++)
        {
            for (int dx = -4; dx <= 4; dx++)
            {
                int x = centreX + dx;
                int y = centreY + dy;
                if (x < 0 || y < 0 || x >= Size || y >= Size) continue;
                int ring = Ring(dx, dy);
                Reserve(x, y, ring != 2 && ring != 4);
            }
        }
    }

    private void DrawAlignment(int centre)
    {
        for (int dy = -2; dy <= 2; dy++)
        {
            for (int dx = -2; dx <= 2; dx++) Reserve(centre + dx, centre + dy, Ring(dx, dy) != 1);
        }
    }

    private static int Ring(int dx, int dy)
    {
        int across = dx < 0 ? -dx : dx;
        int down = dy < 0 ? -dy : dy;
        return across > down ? across : down;
    }

    // Two copies of level and mask with their BCH code (7.9).
    private void DrawFormat(int mask)
    {
        int data = _level << 3 | mask;
        int remainder = data;
        for (int i = 0; i < 10; i++) remainder = remainder << 1 ^ (remainder >> 9) * 0x537;
        int bits = (data << 10 | remainder) ^ 0x5412;
        for (int i = 0; i < 15; i++)
        {
            bool dark = (bits >> i & 1) != 0;
            // Down the right of the upper left finder, past the timing pattern, and to the left below it.
            if (i < 8) Reserve(8, i < 6 ? i : i + 1, dark);
            else Reserve(i == 8 ? 7 : 14 - i, 8, dark);
            if (i < 8) Reserve(Size - 1 - i, 8, dark);
            else Reserve(8, Size - 15 + i, dark);
        }
        Reserve(8, Size - 8, true);
    }

    // Two columns at a time from the right, upwards and downwards by turns (7.7.3).
    private void Place(byte[] codewords, int count)
    {
        int bit = 0;
        bool upwards = true;
        for (int right = Size - 1; right > 0; right -= 2)
        {
            if (right == 6) right = 5;
            for (int i = 0; i < Size; i++)
            {
                int y = upwards ? Size - 1 - i : i;
                for (int x = right; x > right - 2; x--)
                {
                    int at = y * Size + x;
                    if ((_modules[at] & Reserved) != 0 || bit >= count * 8) continue;
                    if ((codewords[bit / 8] >> (7 - bit % 8) & 1) != 0) _modules[at] |= Dark;
                    bit++;
                }
            }
            upwards = !upwards;
        }
    }

    private void Mask(int mask)
    {
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                int at = y * Size + x;
                if ((_modules[at] & Reserved) == 0 && IsMasked(mask, x, y)) _modules[at] ^= Dark;
            }
        }
    }

    // Table 10, i being the row and j the column.
    private static bool IsMasked(int mask, int x, int y)
    {
        switch (mask)
        {
            case 0: return (x + y) % 2 == 0;
            case 1: return y % 2 == 0;
            case 2: return x % 3 == 0;
            case 3: return (x + y) % 3 == 0;
            case 4: return (x / 3 + y / 2) % 2 == 0;
            case 5: return x * y % 2 + x * y % 3 == 0;
            case 6: return (x * y % 2 + x * y % 3) % 2 == 0;
            default: return ((x + y) % 2 + x * y % 3) % 2 == 0;
        }
    }

    private void Reserve(int x, int y, bool dark)
    {
        _modules[y * Size + x] = (byte)(dark ? Reserved | Dark : Reserved);
    }
}
