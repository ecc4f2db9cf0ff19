using System.Linq;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>The gate: compile, then walk what was compiled.</summary>
public static class NanoGate
{
    /// <summary>Judges a program.</summary>
    public static Findings Judge(NanoProgram program)
    {
        var findings = new Findings();
        NanoProgram together = program.Parts.Count == 0 ? program : program with
        {
            Sources = [.. program.Parts.SelectMany(static part => part.Sources), .. program.Sources],
            Libraries = [.. program.Libraries.Concat(program.Parts.SelectMany(static part => part.Libraries)).Distinct()],
        };
        if (NanoCompiler.Compile(together, findings) is not { } compiled) return findings;
        using var module = new NanoModule(compiled);
        LanguageRules.Check(module, findings);
        StaticOrder.Check(module, findings);
        AllocationRules.Check(module, program.MayAllocate, findings);
        if (program.Parts.Count == 0) Measure(module, findings);
        else MeasureAlone(program, findings);
        return findings;
    }

    private static void Measure(NanoModule module, Findings findings)
    {
        findings.Size = ImageSize.Of(module);
        findings.Size.Check(module, findings);
    }

    // As the tools build it: against its parts, without their internals, into an image of its own.
    private static void MeasureAlone(NanoProgram program, Findings findings)
    {
        NanoCompiler[] parts = [.. program.Parts.Select(part => NanoCompiler.Compile(part, findings)).OfType<NanoCompiler>()];
        if (parts.Length != program.Parts.Count || NanoCompiler.Compile(program, findings, parts) is not { } alone) return;
        using var module = new NanoModule(alone);
        Measure(module, findings);
    }
}
