using System;
using System.Text;

namespace DeviceMailAgent.NanoClr;

/// <summary>Some checks that belong together.</summary>
public abstract class Group
{
    /// <summary>What they are about.</summary>
    public abstract string Name { get; }

    /// <summary>Runs them.</summary>
    public abstract void Run(Checks checks);
}

/// <summary>Prints one line for each check and counts.</summary>
public sealed class Checks
{
    private int _passed;
    private int _failed;

    /// <summary>The last line of the output.</summary>
    public string Summary
    {
        get { return _passed.ToString() + " passed, " + _failed.ToString() + " failed"; }
    }

    /// <summary>Says whether something is so.</summary>
    public void That(string name, bool isSo)
    {
        if (isSo) _passed++;
        else _failed++;
        Console.WriteLine((isSo ? "pass " : "FAIL ") + name);
    }

    /// <summary>Compares numbers.</summary>
    public void Number(string name, long expected, long actual)
    {
        bool same = expected == actual;
        That(same ? name : name + ": expected " + expected.ToString() + ", got " + actual.ToString(), same);
    }

    /// <summary>Compares octets, given in <see cref="Octets.From"/>'s notation.</summary>
    public void Text(string name, string expected, byte[] actual, int offset, int count)
    {
        byte[] wanted = Octets.From(expected);
        bool same = wanted.Length == count;
        for (int i = 0; same && i < count; i++) same = wanted[i] == actual[offset + i];
        That(same ? name : name + ": expected " + expected + ", got " + Octets.Show(actual, offset, count), same);
    }
}

/// <summary>
/// Octets as readable text: \r, \n, \0 and \1 stand for CR, LF, NUL and ^A. A string of nanoCLR ends at its first NUL, so
/// the real octets cannot stand in one.
/// </summary>
public static class Octets
{
    /// <summary>The octets behind a text.</summary>
    public static byte[] From(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        byte[] made = new byte[octets.Length];
        int count = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            byte octet = octets[i];
            if (octet == (byte)'\\') octet = Named(octets[++i]);
            made[count++] = octet;
        }
        byte[] cut = new byte[count];
        Array.Copy(made, 0, cut, 0, count);
        return cut;
    }

    /// <summary>The text for octets; others than US-ASCII become ?.</summary>
    public static string Show(byte[] octets, int offset, int count)
    {
        string text = "";
        for (int i = 0; i < count; i++)
        {
            byte octet = octets[offset + i];
            if (octet == 13) text += "\\r";
            else if (octet == 10) text += "\\n";
            else if (octet == 0) text += "\\0";
            else if (octet == 1) text += "\\1";
            else text += octet < 32 || octet > 126 ? "?" : ((char)octet).ToString();
        }
        return text;
    }

    private static byte Named(byte octet)
    {
        switch (octet)
        {
            case (byte)'r': return 13;
            case (byte)'n': return 10;
            case (byte)'0': return 0;
            case (byte)'1': return 1;
            default: return octet;
        }
    }
}
