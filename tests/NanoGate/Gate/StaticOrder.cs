using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>
/// Refuses static initialisers that read what another class's static initialiser sets. .NET runs an initialiser on first use;
/// nanoCLR runs all of them at load, in the order in which the methods stand in the assembly.
/// </summary>
public static class StaticOrder
{
    /// <summary>Follows the calls of every static initialiser of the module.</summary>
    public static void Check(NanoModule module, Findings findings)
    {
        foreach (MethodDefinition initialiser in module.Types.SelectMany(static type => type.Methods).Where(static method => method.IsConstructor && method.IsStatic))
        {
            foreach (Instruction instruction in initialiser.Body.Instructions)
            {
                var seen = new HashSet<MethodDefinition>();
                foreach (FieldDefinition field in Reads(instruction, seen))
                {
                    if (field.Module == module.Module && field.DeclaringType != initialiser.DeclaringType && IsInitialised(field))
                        findings.Add(Rules.StaticOrder, module.PlaceOf(initialiser, instruction), $"{initialiser.DeclaringType.Name} reads {field.DeclaringType.Name}.{field.Name}");
                }
            }
        }
    }

    // The static fields that the instruction reads, itself or in what it calls.
    private static IEnumerable<FieldDefinition> Reads(Instruction instruction, HashSet<MethodDefinition> seen)
    {
        if (instruction.OpCode.Code is Code.Ldsfld or Code.Ldsflda && instruction.Operand is FieldReference field && field.Resolve() is { } definition)
            yield return definition;
        if (instruction.Operand is not MethodReference reference || reference.Resolve() is not { HasBody: true } called || !seen.Add(called)) yield break;
        foreach (FieldDefinition further in called.Body.Instructions.SelectMany(inner => Reads(inner, seen))) yield return further;
    }

    private static bool IsInitialised(FieldDefinition field) =>
        field.DeclaringType.Methods.FirstOrDefault(static method => method.IsConstructor && method.IsStatic) is { } initialiser
        && initialiser.Body.Instructions.Any(instruction => instruction.OpCode.Code == Code.Stsfld && instruction.Operand is FieldReference set && set.Resolve() == field);
}
