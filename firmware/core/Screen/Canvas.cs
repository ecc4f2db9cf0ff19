using System;

namespace DeviceMailAgent.Screen;

/// <summary>
/// A picture of 128 by 64 points, each lit or dark, in the order in which SSD1306 and SH1106 keep it: eight pages of 128 octets, an octet eight
/// points of one column, the uppermost in the lowest bit. So showing it is copying it.
/// </summary>
public sealed class Canvas
{
    /// <summary>Points in a row.</summary>
    public const int Width = 128;

    /// <summary>Rows.</summary>
    public const int Height = 64;

    /// <summary>Eight rows each.</summary>
    public const int Pages = Height / 8;

    /// <summary>Allocates the picture: 1 KB, dark.</summary>
    public Canvas()
    {
        Octets = new byte[Width * Pages];
    }

    /// <summary>The picture; octet <c>page * 128 + x</c>.</summary>
    public byte[] Octets { get; }

    /// <summary>Makes every point dark.</summary>
    public void Clear()
    {
        Array.Clear(Octets, 0, Octets.Length);
    }

    /// <summary>True if the point is lit. Outside of the picture nothing is.</summary>
    public bool IsLit(int x, int y)
    {
        return x >= 0 && y >= 0 && x < Width && y < Height && (Octets[y / 8 * Width + x] & (1 << (y & 7))) != 0;
    }

    /// <summary>Lights or darkens a rectangle; what lies outside of the picture is left out.</summary>
    public void Fill(int x, int y, int width, int height, bool lit)
    {
        for (int column = x < 0 ? 0 : x; column < x + width && column < Width; column++)
        {
            for (int row = y < 0 ? 0 : y; row < y + height && row < Height; row++)
            {
                int at = row / 8 * Width + column;
                int bit = 1 << (row & 7);
                Octets[at] = (byte)(lit ? Octets[at] | bit : Octets[at] & ~bit);
            }
        }
    }

    /// <summary>Lights points of one column: bit 0 of <paramref name="bits"/> at <paramref name="y"/>, bit 7 seven rows below.</summary>
    public void Column(int x, int y, int bits)
    {
        if (x < 0 || x >= Width || y < 0 || y >= Height) return;
        int at = y / 8 * Width + x;
        int shifted = bits << (y & 7);
        Octets[at] |= (byte)shifted;
        if (shifted > 255 && at + Width < Octets.Length) Octets[at + Width] |= (byte)(shifted >> 8);
    }
}
