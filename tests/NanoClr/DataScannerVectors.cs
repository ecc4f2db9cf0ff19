using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>
/// Where mail data ends (RFC 5321 4.1.1.4) and what must not be forwarded, each row whole, octet by octet, and short ones in every
/// way of cutting them.
/// </summary>
public sealed class DataScannerVectors : Group
{
    // Input, then how it ends: C complete, M more, S smuggling, and the octets that may be forwarded. What may be half an end is held back.
    private static readonly string[] Table =
    {
        // The end, right behind DATA or behind a line; octets behind it are not mail data.
        ".\\r\\n", "C3",
        "\\r\\n.\\r\\n", "C5",
        "a\\r\\n.\\r\\n", "C6",
        "a\\r\\n.\\r\\nQUIT\\r\\n", "C6",
        "a\\r\\r\\n.\\r\\n", "C7",
        "a\\r\\n..\\r\\n.\\r\\n", "C10",
        // Not the end: stuffed dots, dots inside a line, an end that has not come yet.
        "a.\\r\\n", "M4",
        "a\\r\\n..\\r\\n", "M7",
        "a\\r\\n.a\\r\\n", "M7",
        "a\\r\\n.\\r", "M3",
        "a\\r\\n.", "M3",
        "a\\n.", "M2",
        ".", "M0",
        "a\\n.a", "M4",
        "a\\r.a", "M4",
        "a\\rb\\nc\\0d", "M7",
        // What one server or another takes for the end: bare LF, bare CR, NUL beside the dot.
        ".\\n", "S0",
        ".\\r\\r\\n", "S0",
        ".\\0\\r\\n", "S0",
        "a\\n.\\n", "S0",
        "a\\n.\\r\\n", "S0",
        "a\\n.\\r", "S0",
        "a\\r.\\r", "S0",
        "a\\r.\\r\\n", "S0",
        "a\\r.\\n", "S0",
        "a\\r\\n.\\n", "S0",
        "a\\r\\n.\\r\\r\\n", "S0",
        "a\\r\\n.\\ra", "S0",
        "a\\n\\n.\\r\\n", "S0",
        "a\\r\\n\\0.\\r\\n", "S0",
        "a\\r\\n.\\0\\r\\n", "S0",
        "a\\n.\\0", "S0",
    };

    private readonly DataScanner _scanner = new DataScanner();

    /// <inheritdoc/>
    public override string Name
    {
        get { return "data"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        for (int i = 0; i < Table.Length; i += 2)
        {
            byte[] octets = Octets.From(Table[i]);
            string outcome = Table[i + 1];
            checks.Text("data whole " + Table[i], outcome, Outcome(octets, 0), 0, outcome.Length);
            checks.Text("data octet by octet " + Table[i], outcome, Outcome(octets, -1), 0, outcome.Length);
            if (octets.Length <= 8) EveryCutting(checks, Table[i], octets, Octets.From(outcome));
        }
        BigChunk(checks);
    }

    private void EveryCutting(Checks checks, string input, byte[] octets, byte[] outcome)
    {
        int ways = 1 << (octets.Length - 1);
        int right = 0;
        for (int cuts = 0; cuts < ways; cuts++)
        {
            if (IsSame(outcome, Outcome(octets, cuts))) right++;
        }
        checks.Number("data in every cutting " + input, ways, right);
    }

    // Bit i of cuts: a new chunk begins behind octet i.
    private byte[] Outcome(byte[] octets, int cuts)
    {
        _scanner.Reset();
        int total = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            bool isLast = i == octets.Length - 1;
            // What was held back is presented again with what came behind it.
            if (isLast || (cuts & (1 << i)) != 0) total += _scanner.Scan(octets, total, i + 1 - total);
        }
        if (_scanner.Status == DataStatus.Smuggling) total = 0;
        byte[] outcome = new byte[8];
        outcome[0] = (byte)(_scanner.Status == DataStatus.Complete ? 'C' : _scanner.Status == DataStatus.More ? 'M' : 'S');
        int end = Ascii.AppendDecimal(outcome, 1, total);
        byte[] cut = new byte[end];
        Array.Copy(outcome, 0, cut, 0, end);
        return cut;
    }

    private static bool IsSame(byte[] one, byte[] other)
    {
        if (one.Length != other.Length) return false;
        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] != other[i]) return false;
        }
        return true;
    }

    // A dotless chunk the size of the relay's, with the end across its border.
    private void BigChunk(Checks checks)
    {
        byte[] chunk = new byte[4096];
        for (int i = 0; i < chunk.Length; i++) chunk[i] = (byte)'A';
        chunk[4094] = 13;
        chunk[4095] = 10;
        byte[] end = Octets.From(".\\r\\n");
        _scanner.Reset();
        checks.Number("data takes a whole chunk", 4096, _scanner.Scan(chunk, 0, chunk.Length));
        checks.Number("data takes the end behind it", 3, _scanner.Scan(end, 0, end.Length));
        checks.Number("data is complete across chunks", (int)DataStatus.Complete, (int)_scanner.Status);
    }
}
