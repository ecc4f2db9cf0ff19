using System.Collections;
using System.Collections.Generic;
using System.Text;
using QRCoder;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>An address as a QR code (ISO/IEC 18004) of half blocks: a line of text holds two rows of modules.</summary>
internal static class QrText
{
    // The standard asks for 4. Phones read 2, and an address then fits a terminal of 24 lines.
    private const int QuietModules = 2;
    private const int QuietModulesMade = 4;

    /// <summary>The lines. Ink is for dark modules, to be written in black on white; inverted, for light ones, to be written on a dark terminal without colour.</summary>
    public static IReadOnlyList<string> Of(string address, bool inverted)
    {
        using QRCodeData code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.L);
        List<BitArray> modules = code.ModuleMatrix;
        int first = QuietModulesMade - QuietModules;
        int end = modules.Count - first;
        var lines = new List<string>();
        for (int row = first; row < end; row += 2)
        {
            var line = new StringBuilder();
            for (int column = first; column < end; column++)
            {
                bool upper = modules[row][column] != inverted;
                bool lower = (row + 1 < end && modules[row + 1][column]) != inverted;
                line.Append((upper, lower) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            }

            lines.Add(line.ToString());
        }

        return lines;
    }
}
