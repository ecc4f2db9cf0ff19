using System;
using System.Collections.Generic;
using System.Text;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Octets as test rows write and read them: one character, one octet (ISO 8859-1).</summary>
public static class Octets
{
    public static byte[] Of(string text)
    {
        return Encoding.Latin1.GetBytes(text);
    }

    public static string Text(byte[] octets, int offset, int count)
    {
        return Encoding.Latin1.GetString(octets, offset, count);
    }

    public static string Text(byte[] octets)
    {
        return Encoding.Latin1.GetString(octets);
    }

    /// <summary>With line ends, NUL and everything that is not printable made visible.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder();
        foreach (char octet in text)
        {
            if (octet == '\r') shown.Append("\\r");
            else if (octet == '\n') shown.Append("\\n");
            else if (octet < 32 || octet > 126) shown.Append("\\x").Append(((int)octet).ToString("x2"));
            else shown.Append(octet);
        }
        return shown.ToString();
    }

    /// <summary>All strings over an alphabet, from the empty one up to a length, shortest first.</summary>
    public static IEnumerable<byte[]> AllStrings(string alphabet, int lengthMax)
    {
        byte[] letters = Of(alphabet);
        for (int length = 0; length <= lengthMax; length++)
        {
            long number = 1;
            for (int i = 0; i < length; i++) number *= letters.Length;
            for (long n = 0; n < number; n++)
            {
                byte[] text = new byte[length];
                long rest = n;
                for (int i = length - 1; i >= 0; i--)
                {
                    text[i] = letters[rest % letters.Length];
                    rest /= letters.Length;
                }
                yield return text;
            }
        }
    }
}
