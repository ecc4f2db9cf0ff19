namespace DeviceMailAgent.Screen;

/// <summary>How hard a masked QR code is to read (ISO/IEC 18004 7.8.3, table 11): the mask with the fewest points is taken.</summary>
internal static class QrPenalty
{
    private const int Run = 3;
    private const int Block = 3;
    private const int FinderLike = 40;
    private const int Balance = 10;

    // Eleven modules, dark as 1: what a finder's middle row looks like, with four light ones before or behind it.
    private const int FinderBefore = 0x05D;
    private const int FinderBehind = 0x5D0;
    private const int Window = 0x7FF;

    /// <summary>The points of a code.</summary>
    public static int Of(QrModules modules)
    {
        int points = 0;
        for (int line = 0; line < modules.Size; line++) points += OfLine(modules, line, true) + OfLine(modules, line, false);
        return points + OfBlocks(modules) + OfBalance(modules);
    }

    private static int OfLine(QrModules modules, int line, bool isRow)
    {
        int points = 0;
        int run = 0;
        int window = 0;
        for (int i = 0; i < modules.Size; i++)
        {
            int dark = (isRow ? modules.IsDark(i, line) : modules.IsDark(line, i)) ? 1 : 0;
            run = i > 0 && dark == (window & 1) ? run + 1 : 1;
            if (run == 5) points += Run;
            else if (run > 5) points++;
            window = (window << 1 | dark) & Window;
            if (i >= 10 && (window == FinderBefore || window == FinderBehind)) points += FinderLike;
        }
        return points;
    }

    private static int OfBlocks(QrModules modules)
    {
        int points = 0;
        for (int y = 1; y < modules.Size; y++)
        {
            for (int x = 1; x < modules.Size; x++)
            {
                bool dark = modules.IsDark(x, y);
                if (dark == modules.IsDark(x - 1, y) && dark == modules.IsDark(x, y - 1) && dark == modules.IsDark(x - 1, y - 1)) points += Block;
            }
        }
        return points;
    }

    // Ten points for each whole 5 % that the dark modules are away from one half.
    private static int OfBalance(QrModules modules)
    {
        int dark = 0;
        int all = modules.Size * modules.Size;
        for (int y = 0; y < modules.Size; y++)
        {
            for (int x = 0; x < modules.Size; x++)
            {
                if (modules.IsDark(x, y)) dark++;
            }
        }
        int away = dark * 20 - all * 10;
        return (away < 0 ? -away : away) / all * Balance;
    }
}
