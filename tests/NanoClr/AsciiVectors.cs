using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>Octets where others have strings.</summary>
public sealed class AsciiVectors : Group
{
    /// <inheritdoc/>
    public override string Name
    {
        get { return "ascii"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        byte[] line = Octets.From("ehlo scanner\\r\\nMAIL");
        const string ehlo = "EHLO";
        checks.Number("ascii finds LF", 13, Ascii.IndexOfLf(line, 0, line.Length));
        checks.That("ascii finds no LF behind it", Ascii.IndexOfLf(line, 14, line.Length - 14) < 0);
        checks.That("ascii finds no LF in nothing", Ascii.IndexOfLf(line, 3, 0) < 0);
        checks.That("ascii begins in any case", Ascii.StartsWithIgnoreCase(line, 0, line.Length, ehlo));
        checks.That("ascii does not begin short", !Ascii.StartsWithIgnoreCase(line, 0, 3, ehlo));
        checks.That("ascii equals in any case", Ascii.EqualsIgnoreCase(line, 0, 4, ehlo));
        checks.That("ascii does not equal a longer one", !Ascii.EqualsIgnoreCase(line, 0, 5, ehlo));
        checks.That("ascii contains in any case", Ascii.ContainsIgnoreCase(line, 0, line.Length, "SCANNER"));
        checks.That("ascii at-sign is not upper case of backquote", Ascii.Upper((byte)'`') == (byte)'`');
        Words(checks, line);
        Decimals(checks);
    }

    private static void Words(Checks checks, byte[] line)
    {
        byte[] words = Ascii.Bytes("MAIL EHLO SCAN scanner");
        checks.Number("ascii finds a word in any case", 1, Ascii.IndexOfWordIgnoreCase(words, line, 0, 4));
        checks.Number("ascii finds the last word, not its beginning", 3, Ascii.IndexOfWord(words, line, 5, 7));
        checks.Number("ascii finds the first word", 0, Ascii.IndexOfWord(words, line, 14, 4));
        checks.Number("ascii minds the case where it matters", -1, Ascii.IndexOfWord(words, line, 0, 4));
        checks.Number("ascii finds no part of a word", -1, Ascii.IndexOfWordIgnoreCase(words, line, 5, 3));
        checks.Number("ascii finds no two words", -1, Ascii.IndexOfWordIgnoreCase(words, words, 0, 9));
        checks.Number("ascii finds nothing in nothing", -1, Ascii.IndexOfWord(words, line, 0, 0));
        byte[] buffer = new byte[24];
        checks.Text("ascii writes the last word", "scanner", buffer, 0, Ascii.AppendWord(buffer, 0, words, 3));
        checks.Text("ascii writes a text", "220 ok\\r\\n", buffer, 0, Ascii.Append(buffer, 0, "220 ok\r\n"));
        checks.Text("ascii writes a part of a text", "Feb", buffer, 0, Ascii.Append(buffer, 0, "JanFebMar", 3, 3));
    }

    private static void Decimals(Checks checks)
    {
        byte[] buffer = new byte[24];
        checks.Text("ascii writes 0", "0", buffer, 0, Ascii.AppendDecimal(buffer, 0, 0));
        checks.Text("ascii writes 250", "250", buffer, 0, Ascii.AppendDecimal(buffer, 0, 250));
        checks.Text("ascii writes the largest long", "9223372036854775807", buffer, 0, Ascii.AppendDecimal(buffer, 0, long.MaxValue));
        byte[] digits = Ascii.Bytes("00123456789012345678x");
        checks.Number("ascii reads 18 digits", 1234567890123456, Ascii.ParseDecimal(digits, 0, 18));
        checks.Number("ascii refuses 19 digits", -1, Ascii.ParseDecimal(digits, 0, 19));
        checks.Number("ascii refuses another octet", -1, Ascii.ParseDecimal(digits, 18, 3));
        checks.Number("ascii refuses nothing", -1, Ascii.ParseDecimal(digits, 0, 0));
    }
}
