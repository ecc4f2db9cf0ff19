using System;
using System.Text;
using Xunit.Sdk;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Compares mails of megabytes: says where they part, and shows only that place.</summary>
internal static class SameOctets
{
    public static void Assert(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        int same = expected.CommonPrefixLength(actual);
        if (same == expected.Length && same == actual.Length) return;
        throw new XunitException($"{expected.Length} octets expected, {actual.Length} came; they part at {same}:\n"
            + $"expected: {Around(expected, same)}\nactual:   {Around(actual, same)}");
    }

    /// <summary>The mail behind the trace header that a relaying server put before it (RFC 5321 4.4: Received, with its folded lines).</summary>
    public static ReadOnlySpan<byte> BehindTrace(ReadOnlySpan<byte> mail)
    {
        if (!mail.StartsWith("Received: "u8)) throw new XunitException("no trace header: " + Around(mail, 0));
        while (true)
        {
            mail = mail[(mail.IndexOf("\r\n"u8) + 2)..];
            if (mail[0] != ' ' && mail[0] != '\t') return mail;
        }
    }

    private static string Around(ReadOnlySpan<byte> octets, int at)
    {
        int from = Math.Max(0, at - 40);
        return Encoding.Latin1.GetString(octets[from..Math.Min(octets.Length, at + 60)]).Replace("\r", "\\r").Replace("\n", "\\n");
    }
}
