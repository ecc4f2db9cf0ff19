using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>The virtual and interface methods through which a method may be called.</summary>
public static class Slots
{
    /// <summary>All of them, in bases and interfaces at any distance.</summary>
    public static IEnumerable<MethodDefinition> Behind(MethodDefinition method)
    {
        foreach (MethodReference explicitly in method.Overrides)
        {
            if (explicitly.Resolve() is { } behind) yield return behind;
        }
        for (TypeDefinition? type = method.DeclaringType; type is not null; type = type.BaseType?.Resolve())
        {
            IEnumerable<TypeDefinition> above = Interfaces(type);
            if (type != method.DeclaringType) above = above.Append(type);
            foreach (MethodDefinition candidate in above.SelectMany(static t => t.Methods).Where(candidate => candidate.IsVirtual && Same(candidate, method)))
                yield return candidate;
        }
    }

    private static IEnumerable<TypeDefinition> Interfaces(TypeDefinition type)
    {
        foreach (InterfaceImplementation implementation in type.Interfaces)
        {
            if (implementation.InterfaceType.Resolve() is not { } found) continue;
            yield return found;
            foreach (TypeDefinition further in Interfaces(found)) yield return further;
        }
    }

    private static bool Same(MethodDefinition one, MethodDefinition other) =>
        one.Name == other.Name && one.Parameters.Select(static p => p.ParameterType.FullName).SequenceEqual(other.Parameters.Select(static p => p.ParameterType.FullName));
}
