using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>
/// How full the tables of a .pe file get. nanoCLR finds code and strings by 16-bit offsets (CLR_RECORD_METHODDEF.RVA and CLR_STRING in
/// nf-interpreter's nanoCLR_Types.h), so an assembly has room for 64 KB of each; a larger one has to be split in two.
/// </summary>
/// <param name="CodeOctets">All method bodies, with the two-octet tokens that nanoCLR has in place of .NET's four.</param>
/// <param name="StringOctets">Every name and literal once, UTF-8 with a closing NUL.</param>
public sealed record ImageSize(int CodeOctets, int StringOctets)
{
    /// <summary>Room for code.</summary>
    public const int CodeMax = 0xFFFF;

    /// <summary>Room for strings: offsets from here on mean the well-known names that nanoCLR itself holds.</summary>
    public const int StringMax = 0xFFFF - 0x400;

    /// <summary>Adds a program up.</summary>
    public static ImageSize Of(NanoModule module)
    {
        MethodDefinition[] methods = [.. module.Types.SelectMany(static type => type.Methods)];
        var strings = new HashSet<string>(methods.SelectMany(static method => Names(method)));
        strings.UnionWith(module.Types.SelectMany(static type => type.Fields.Select(static field => field.Name).Append(type.Name).Append(type.Namespace)));
        strings.UnionWith(module.Module.GetTypeReferences().SelectMany(static type => new[] { type.Name, type.Namespace }));
        strings.UnionWith(module.Module.GetMemberReferences().Select(static member => member.Name));
        int code = methods.Where(static method => method.HasBody).Sum(static method => CodeOf(method.Body));
        return new ImageSize(code, strings.Sum(static text => Encoding.UTF8.GetByteCount(text) + 1));
    }

    /// <summary>Says so when a table is full, and where the largest part of it is.</summary>
    public void Check(NanoModule module, Findings findings)
    {
        MethodDefinition[] bodies = [.. module.Types.SelectMany(static type => type.Methods).Where(static method => method.HasBody)];
        if (CodeOctets > CodeMax)
            findings.Add(Rules.ImageSize, module.PlaceOf(bodies.MaxBy(static method => CodeOf(method.Body))!), $"{CodeOctets} octets of code, room for {CodeMax}; most of it here");
        if (StringOctets > StringMax)
            findings.Add(Rules.ImageSize, module.PlaceOf(bodies.MaxBy(static method => Names(method).Max(static text => text.Length))!), $"{StringOctets} octets of names and literals, room for {StringMax}; the longest is here");
    }

    private static IEnumerable<string> Names(MethodDefinition method)
    {
        yield return method.Name;
        if (!method.HasBody) yield break;
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.Operand is string literal) yield return literal;
        }
    }

    private static int CodeOf(MethodBody body) =>
        body.Instructions.Sum(static instruction => instruction.OpCode.Size + OperandOctets(instruction)) + body.ExceptionHandlers.Count * 12;

    private static int OperandOctets(Instruction instruction) => instruction.OpCode.OperandType switch
    {
        OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineString or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig => 2,
        OperandType.InlineSwitch => 1 + ((Instruction[])instruction.Operand).Length * 2,
        _ => instruction.GetSize() - instruction.OpCode.Size,
    };
}
