using DeviceMailAgent.NanoClr.InMemory;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.NanoClr;

/// <summary>
/// The mail path allocates nothing: a mail of 10,000 chunks goes through a whole relay session, and the platform's
/// <see cref="AllocationProbe"/> sees no allocation. Counter-checks show that the probe would have seen one of 12 octets in a chunk.
/// </summary>
public sealed class AllocationVectors : Group
{
    private const int Chunks = 10000;
    private object? _garbage;

    /// <inheritdoc/>
    public override string Name
    {
        get { return "memory"; }
    }

    /// <summary>The last object of the counter-check: keeps a compiler from leaving it out.</summary>
    public object? Garbage
    {
        get { return _garbage; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        Mail(checks, "as it is", MessageRepair.None, 13);
        Mail(checks, "that is looked at", new MessageRepair(LinePolicy.Repair, true, true, false, false), 13);
        Mail(checks, "that is put right", new MessageRepair(LinePolicy.Repair, true, true, false, false), (byte)'x');
        Counter(checks);
    }

    // Lines of 57 octets, with a carriage return before the line feed or another octet.
    private static void Mail(Checks checks, string what, MessageRepair repair, byte beforeLf)
    {
        Bench bench = new Bench(repair);
        byte[] envelope = Octets.From("EHLO scanner\\r\\nMAIL FROM:<scan@device>\\r\\nRCPT TO:<to@example.org>\\r\\nDATA\\r\\n");
        byte[] chunk = new byte[570];
        for (int i = 0; i < chunk.Length; i++) chunk[i] = (byte)(i % 57 == 55 ? beforeLf : i % 57 == 56 ? 10 : 'A' + i % 26);
        byte[] end = Octets.From("\\r\\n.\\r\\nQUIT\\r\\n");
        // The first mail opens the link and has every type, stack frame and cache that a mail needs made before the count.
        bench.Scanner.Say(envelope, chunk, 2, end);
        bench.Run();
        checks.That("memory the small mail " + what + " is delivered", bench.Around.Mails == 1 && bench.Around.MailDiagnosis == Diagnosis.None);

        bench.Scanner.Say(envelope, chunk, Chunks, end);
        bool armed = AllocationProbe.Arm();
        bench.Run();
        bool quiet = AllocationProbe.SawNothing();
        checks.That("memory the probe is ready for a mail " + what, armed);
        checks.That("memory nothing is allocated by a mail of 10000 chunks " + what, quiet);
        checks.That("memory the large mail " + what + " is delivered", bench.Around.Mails == 2 && bench.Around.MailDiagnosis == Diagnosis.None);
        if (!repair.Header) checks.Number("memory all its octets arrived", 570L * Chunks + 5, bench.Provider.DataOctets);
        else checks.That("memory all octets of the mail " + what + " arrived", bench.Provider.DataOctets > 570L * Chunks);
    }

    // The same number of passes with the smallest object in each.
    private void Counter(Checks checks)
    {
        bool armed = AllocationProbe.Arm();
        for (int i = 0; i < Chunks; i++) _garbage = new object();
        checks.That("memory the probe is ready again", armed);
        checks.That("memory one object in each of 10000 passes is seen", !AllocationProbe.SawNothing());
    }
}
