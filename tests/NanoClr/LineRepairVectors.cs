using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>Bare line feeds before and after repair, in chunks of every size; and what is seen besides.</summary>
public sealed class LineRepairVectors : Group
{
    private static readonly string[] Table =
    {
        "a\\r\\nb\\r\\n", "a\\r\\nb\\r\\n",
        "a\\nb\\n\\nc\\r\\n", "a\\r\\nb\\r\\n\\r\\nc\\r\\n",
        "a\\rb\\n", "a\\rb\\r\\n",
        "aaa\\r\\nbbb\\r\\nc\\nc\\r\\nddd\\r\\neee\\r\\n", "aaa\\r\\nbbb\\r\\nc\\r\\nc\\r\\nddd\\r\\neee\\r\\n",
        "aaa\\r\\nbbb\\r\\nccc\\r\\ndd\\ndd\\r\\n", "aaa\\r\\nbbb\\r\\nccc\\r\\ndd\\r\\ndd\\r\\n",
    };

    private readonly LineRepair _lines = new LineRepair();
    private readonly MessageRepair _repair = new MessageRepair(LinePolicy.Repair, false, false, false, false);
    private readonly byte[] _chunk = new byte[64];
    private readonly byte[] _made = new byte[128];

    /// <inheritdoc/>
    public override string Name
    {
        get { return "lines"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        for (int i = 0; i < Table.Length; i += 2)
        {
            byte[] before = Octets.From(Table[i]);
            for (int piece = 1; piece <= before.Length; piece++)
                checks.Text("lines in pieces of " + piece.ToString() + " " + Table[i], Table[i + 1], _made, 0, Repair(before, piece));
        }
        Dots(checks);
        Seen(checks);
    }

    // The scanner that finds the data's end never lets a chunk end with such a dot.
    private void Dots(Checks checks)
    {
        byte[] one = Octets.From("a\\n.b\\n..c\\r\\n.d\\r\\n");
        checks.Text("lines stuff a dot that nobody stuffed", "a\\r\\n..b\\r\\n..c\\r\\n.d\\r\\n", _made, 0, Repair(one, one.Length));
        checks.Text("lines stuff it in the next chunk", "a\\r\\n..b\\r\\n..c\\r\\n.d\\r\\n", _made, 0, Repair(one, 2));
    }

    private void Seen(Checks checks)
    {
        Repair(Octets.From("a\\r\\nb\\0c\\r\\n"), 4);
        checks.That("lines see a NUL and no bare line feed", _lines.HasNul && !_lines.HasBareLf && !_lines.HasLongLine && !_lines.IsRefused);
        byte[] line = new byte[Limits.MailLine + 3];
        for (int i = 0; i < line.Length; i++) line[i] = (byte)'a';
        line[line.Length - 1] = 10;
        line[line.Length - 2] = 13;
        _lines.Begin(_repair);
        _lines.Next(line, 1, line.Length - 1);
        checks.That("lines take 998 octets", !_lines.HasLongLine);
        _lines.Next(line, 0, line.Length);
        checks.That("lines see 999 octets", _lines.HasLongLine);
    }

    private int Repair(byte[] mail, int piece)
    {
        int count = 0;
        _lines.Begin(_repair);
        for (int from = 0; from < mail.Length; from += piece)
        {
            int size = mail.Length - from < piece ? mail.Length - from : piece;
            Array.Copy(mail, from, _chunk, 0, size);
            for (int at = 0; at < size;)
            {
                int asTheyAre = _lines.Next(_chunk, at, size - at);
                Array.Copy(_chunk, at, _made, count, asTheyAre);
                count = Ascii.Append(_made, count + asTheyAre, _lines.Insert);
                at += asTheyAre + _lines.Skip;
            }
        }
        return count;
    }
}
