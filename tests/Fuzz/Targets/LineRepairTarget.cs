using System;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Fuzz.Targets;

/// <summary>Mail data up to its end: the search for the end, for what looks like one, and the repair of line ends, in pieces.</summary>
internal sealed class LineRepairTarget : IFuzzTarget
{
    private readonly RepairedLines _repaired = new(new MessageRepair(LinePolicy.Repair, false, false, false, false));
    private readonly RepairedLines _passed = new(MessageRepair.None);

    public string Name => "mail-data";

    public int OctetsMax => 3000;

    public string[] Words => ["\r\n.\r\n", "\r\n", "\n", "\r", ".", "..", "\r\n.", ".\r\n", "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\0", "\r\n.\0\r\n", "a"];

    public void Run(byte[] input)
    {
        Check(_repaired, input, isRepaired: true);
        Check(_passed, input, isRepaired: false);
    }

    private static void Check(RepairedLines lines, byte[] input, bool isRepaired)
    {
        string whole = lines.Run(input, input.Length, _ => false);
        DataStatus status = lines.Data.Status;
        int end = EndOfDataReference.End(input, input.Length);
        int smuggling = EndOfDataReference.Smuggling(input, input.Length);
        DataStatus right = smuggling >= 0 && (end < 0 || smuggling <= end) ? DataStatus.Smuggling : end >= 0 ? DataStatus.Complete : DataStatus.More;
        if (status != right) throw new InvalidOperationException($"The data are {status}, by the reference {right}.");
        foreach (int piece in new[] { 1, 2, 7 })
        {
            string pieces = lines.Run(input, input.Length, at => at % piece == 0);
            // Of what is refused, more or less may have gone on before it was seen.
            bool isSame = lines.Data.Status == status && (status == DataStatus.Smuggling || pieces == whole);
            if (!isSame) throw new InvalidOperationException($"In pieces of {piece}: {lines.Data.Status} {Octets.Show(pieces)}, whole: {status} {Octets.Show(whole)}");
        }

        if (status != DataStatus.Complete) return;
        string mail = Octets.Text(input, 0, end);
        string wanted = isRepaired ? RepairedLines.Reference(mail[..^3]) + mail[^3..] : mail;
        if (whole != wanted) throw new InvalidOperationException($"It becomes {Octets.Show(whole)}, by the reference {Octets.Show(wanted)}.");
    }
}
