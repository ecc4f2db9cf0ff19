using System;
using System.Text;

namespace DeviceMailAgent.Smtp;

/// <summary>US-ASCII in octet buffers: what strings would do, without allocating.</summary>
public static class Ascii
{
    /// <summary>Carriage return.</summary>
    public const byte CR = 13;
    /// <summary>Line feed.</summary>
    public const byte LF = 10;
    /// <summary>Space.</summary>
    public const byte SP = 32;
    /// <summary>Horizontal tabulation.</summary>
    public const byte HT = 9;

    // Array.IndexOf takes an object. A value boxed once costs nothing later; design.md, "Granularity".
    private static readonly object BoxedLf = LF;

    // On nanoCLR the getter makes an object at each call.
    private static readonly Encoding Utf8 = Encoding.UTF8;

    /// <summary>Text of the configuration as octets, made once at start.</summary>
    [StartUp]
    public static byte[] Bytes(string text)
    {
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Finds the first LF.</summary>
    /// <returns>Its index, or below 0.</returns>
    public static int IndexOfLf(byte[] buffer, int offset, int count)
    {
        return Array.IndexOf((Array)buffer, BoxedLf, offset, count);
    }

    /// <summary>Upper case for a to z, everything else as it is.</summary>
    public static byte Upper(byte octet)
    {
        return octet >= (byte)'a' && octet <= (byte)'z' ? (byte)(octet - 32) : octet;
    }

    /// <summary>True for 0 to 9.</summary>
    public static bool IsDigit(byte octet)
    {
        return octet >= (byte)'0' && octet <= (byte)'9';
    }

    /// <summary>Compares without regard to the case of a to z. The word is ASCII.</summary>
    public static bool EqualsIgnoreCase(byte[] buffer, int offset, int count, string word)
    {
        return count == word.Length && StartsWithIgnoreCase(buffer, offset, count, word);
    }

    /// <summary>True if the octets begin with <paramref name="word"/>, which is ASCII, without regard to case.</summary>
    public static bool StartsWithIgnoreCase(byte[] buffer, int offset, int count, string word)
    {
        int length = word.Length;
        if (count < length) return false;
        for (int i = 0; i < length; i++)
        {
            if (Upper(buffer[offset + i]) != Upper((byte)word[i])) return false;
        }
        return true;
    }

    /// <summary>Finds <paramref name="word"/>, which is ASCII and not empty, without regard to case. For reply texts, which are short.</summary>
    public static bool ContainsIgnoreCase(byte[] buffer, int offset, int count, string word)
    {
        // A string's letters are dear on nanoCLR, and few places begin with the right one.
        byte first = Upper((byte)word[0]);
        int last = count - word.Length;
        for (int i = 0; i <= last; i++)
        {
            if (Upper(buffer[offset + i]) == first && StartsWithIgnoreCase(buffer, offset + i, count - i, word)) return true;
        }
        return false;
    }

    /// <summary>True if the octets are exactly <paramref name="text"/>, which is ASCII.</summary>
    public static bool Equals(byte[] buffer, int offset, int count, string text)
    {
        if (count != text.Length) return false;
        for (int i = 0; i < count; i++)
        {
            if (buffer[offset + i] != text[i]) return false;
        }
        return true;
    }

    /// <summary>
    /// Finds a word, without regard to case, among words that are kept with a space between each: an array for each would cost nanoCLR three times as much.
    /// </summary>
    /// <returns>How many words stand before it; -1 if it is none of them.</returns>
    public static int IndexOfWordIgnoreCase(byte[] words, byte[] buffer, int offset, int count)
    {
        return IndexOfWord(words, buffer, offset, count, true);
    }

    /// <summary>The same with regard to case.</summary>
    public static int IndexOfWord(byte[] words, byte[] buffer, int offset, int count)
    {
        return IndexOfWord(words, buffer, offset, count, false);
    }

    private static int IndexOfWord(byte[] words, byte[] buffer, int offset, int count, bool ignoresCase)
    {
        int index = 0;
        for (int start = 0; start <= words.Length; index++)
        {
            int end = EndOfWord(words, start);
            int i = 0;
            if (end - start == count)
            {
                while (i < count && (buffer[offset + i] == words[start + i] || (ignoresCase && Upper(buffer[offset + i]) == Upper(words[start + i])))) i++;
                if (i == count) return index;
            }
            start = end + 1;
        }
        return -1;
    }

    /// <summary>Copies the word that has <paramref name="index"/> others before it; as the finders count.</summary>
    /// <returns>The offset behind it.</returns>
    public static int AppendWord(byte[] buffer, int offset, byte[] words, int index)
    {
        int start = 0;
        for (; index > 0; index--) start = EndOfWord(words, start) + 1;
        int count = EndOfWord(words, start) - start;
        Array.Copy(words, start, buffer, offset, count);
        return offset + count;
    }

    /// <summary>Compares without regard to the case of a to z.</summary>
    public static bool EqualsIgnoreCase(byte[] buffer, int offset, int count, byte[] word)
    {
        return count == word.Length && StartsWithIgnoreCase(buffer, offset, count, word);
    }

    /// <summary>True if the octets begin with <paramref name="word"/>, without regard to case.</summary>
    public static bool StartsWithIgnoreCase(byte[] buffer, int offset, int count, byte[] word)
    {
        if (count < word.Length) return false;
        for (int i = 0; i < word.Length; i++)
        {
            if (Upper(buffer[offset + i]) != Upper(word[i])) return false;
        }
        return true;
    }

    /// <summary>Copies <paramref name="text"/> to <paramref name="buffer"/>.</summary>
    /// <returns>The offset behind it. The caller has made sure that it fits.</returns>
    public static int Append(byte[] buffer, int offset, byte[] text)
    {
        Array.Copy(text, 0, buffer, offset, text.Length);
        return offset + text.Length;
    }

    /// <summary>Writes <paramref name="text"/> in UTF-8, as the other.</summary>
    public static int Append(byte[] buffer, int offset, string text)
    {
        return offset + Utf8.GetBytes(text, 0, text.Length, buffer, offset);
    }

    /// <summary>Writes a part of <paramref name="text"/>, as the other.</summary>
    public static int Append(byte[] buffer, int offset, string text, int from, int count)
    {
        return offset + Utf8.GetBytes(text, from, count, buffer, offset);
    }

    /// <summary>Writes a number of 0 or more in decimal.</summary>
    /// <returns>The offset behind it. At most 19 octets.</returns>
    public static int AppendDecimal(byte[] buffer, int offset, long value)
    {
        long scale = 1;
        while (value / scale >= 10) scale *= 10;
        for (; scale > 0; scale /= 10) buffer[offset++] = (byte)('0' + value / scale % 10);
        return offset;
    }

    /// <summary>The hexadecimal digit of 0 to 15, in small letters.</summary>
    public static byte HexDigit(int value)
    {
        return (byte)(value < 10 ? '0' + value : 'a' - 10 + value);
    }

    /// <summary>The hexadecimal digit of 0 to 15, in capitals.</summary>
    public static byte HexDigitUpper(int value)
    {
        return (byte)(value < 10 ? '0' + value : 'A' - 10 + value);
    }

    /// <summary>Reads a run of digits.</summary>
    /// <returns>The value; -1 if there is no digit, another octet, or more than 18 digits.</returns>
    public static long ParseDecimal(byte[] buffer, int offset, int count)
    {
        if (count < 1 || count > 18) return -1;
        long value = 0;
        for (int i = 0; i < count; i++)
        {
            if (!IsDigit(buffer[offset + i])) return -1;
            value = value * 10 + (buffer[offset + i] - '0');
        }
        return value;
    }

    private static int EndOfWord(byte[] words, int start)
    {
        while (start < words.Length && words[start] != SP) start++;
        return start;
    }
}
