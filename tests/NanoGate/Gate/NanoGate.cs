namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>The gate: compile, then walk what was compiled.</summary>
public static class NanoGate
{
    /// <summary>Judges a program.</summary>
    public static Findings Judge(NanoProgram program)
    {
        var findings = new Findings();
        if (NanoCompiler.Compile(program, findings) is not { } compiled) return findings;
        using var module = new NanoModule(compiled);
        LanguageRules.Check(module, findings);
        StaticOrder.Check(module, findings);
        AllocationRules.Check(module, program.MayAllocate, findings);
        findings.Size = ImageSize.Of(module);
        findings.Size.Check(module, findings);
        return findings;
    }
}
