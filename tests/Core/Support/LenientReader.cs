using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>
/// A server that takes more than CRLF.CRLF for the end of data. It has a set of line ends that it accepts before the dot, another
/// behind it, and it may drop NUL before it looks.
/// </summary>
public sealed class LenientReader
{
    private static readonly string[] LineEnds = ["\r\n", "\n", "\r", "\r\r\n", "\n\r"];

    private readonly byte[][] _before;
    private readonly byte[][] _behind;
    private readonly bool _dropsNul;

    private LenientReader(string[] before, string[] behind, bool dropsNul)
    {
        _before = before.Select(Octets.Of).ToArray();
        _behind = behind.Select(Octets.Of).ToArray();
        _dropsNul = dropsNul;
        Name = $"{Octets.Show(string.Join("|", before))} . {Octets.Show(string.Join("|", behind))}{(dropsNul ? ", drops NUL" : "")}";
    }

    public string Name { get; }

    /// <summary>
    /// Every server that accepts one line end before the dot and one behind it. One that accepts several of them ends data
    /// wherever one of these does, so the sets need not be listed.
    /// </summary>
    public static List<LenientReader> All()
    {
        var readers = new List<LenientReader>();
        foreach (string before in LineEnds)
        {
            foreach (string behind in LineEnds)
            {
                readers.Add(new LenientReader([before], [behind], false));
                readers.Add(new LenientReader([before], [behind], true));
            }
        }
        return readers;
    }

    /// <summary>Index of the dot of the first end of data that this server sees in the mail's first octets, or -1.</summary>
    public int DotOfEnd(byte[] mail, int count)
    {
        int[] origin = new int[count + 2];
        byte[] text = new byte[count + 2];
        text[0] = (byte)'\r';
        text[1] = (byte)'\n';
        int length = 2;
        for (int i = 0; i < count; i++)
        {
            if (_dropsNul && mail[i] == 0) continue;
            origin[length] = i;
            text[length++] = mail[i];
        }
        for (int dot = 1; dot < length; dot++)
        {
            if (text[dot] == '.' && EndsWithAny(_before, text, dot) && StartsWithAny(_behind, text, dot + 1, length)) return origin[dot];
        }
        return -1;
    }

    private static bool EndsWithAny(byte[][] lineEnds, byte[] text, int end)
    {
        foreach (byte[] lineEnd in lineEnds)
        {
            if (end >= lineEnd.Length && Matches(lineEnd, text, end - lineEnd.Length)) return true;
        }
        return false;
    }

    private static bool StartsWithAny(byte[][] lineEnds, byte[] text, int start, int length)
    {
        foreach (byte[] lineEnd in lineEnds)
        {
            if (start + lineEnd.Length <= length && Matches(lineEnd, text, start)) return true;
        }
        return false;
    }

    private static bool Matches(byte[] lineEnd, byte[] text, int at)
    {
        for (int i = 0; i < lineEnd.Length; i++)
        {
            if (text[at + i] != lineEnd[i]) return false;
        }
        return true;
    }
}
