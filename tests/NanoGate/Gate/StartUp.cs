using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>
/// Which methods run at start only: static initialisers, constructors of classes (making an object later is refused where it is
/// made), what [StartUp] marks, and private or internal methods that nothing else calls.
/// </summary>
public sealed class StartUp
{
    /// <summary>The mark, as firmware/core/StartUpAttribute.cs declares it.</summary>
    public const string Attribute = "DeviceMailAgent.StartUpAttribute";

    private readonly HashSet<MethodDefinition> _atStart = [];
    private readonly Dictionary<MethodDefinition, List<MethodDefinition>> _callers = [];
    private readonly HashSet<MethodDefinition> _asDelegates = [];

    /// <summary>Reads the whole module's calls.</summary>
    public StartUp(NanoModule module)
    {
        List<MethodDefinition> methods = [.. module.Types.SelectMany(static type => type.Methods)];
        foreach (MethodDefinition method in methods)
        {
            if (IsConstructor(method) || IsMarked(method)) _atStart.Add(method);
            if (method.HasBody) ReadCalls(method);
        }
        while (methods.Where(method => !_atStart.Contains(method) && IsOnlyCalledAtStart(method)).ToArray() is { Length: > 0 } more)
            _atStart.UnionWith(more);
    }

    /// <summary>True if the method runs at start only.</summary>
    public bool Runs(MethodDefinition method) => _atStart.Contains(method);

    /// <summary>True if the method, its property or a class around it carries [StartUp].</summary>
    public static bool IsMarked(MethodDefinition method)
    {
        if (Has(method)) return true;
        if (method.DeclaringType.Properties.Any(property => (property.GetMethod == method || property.SetMethod == method) && Has(property))) return true;
        for (TypeDefinition? type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            if (Has(type)) return true;
        }
        return false;
    }

    private static bool Has(ICustomAttributeProvider part) =>
        part.HasCustomAttributes && part.CustomAttributes.Any(static attribute => attribute.AttributeType.FullName == Attribute);

    // A struct's constructor runs wherever one is made, which need not be refused.
    private static bool IsConstructor(MethodDefinition method) =>
        method.IsConstructor && (method.IsStatic || !method.DeclaringType.IsValueType);

    private bool IsOnlyCalledAtStart(MethodDefinition method)
    {
        if (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly || method.IsVirtual || _asDelegates.Contains(method)) return false;
        return _callers.TryGetValue(method, out List<MethodDefinition>? callers) && callers.All(caller => caller == method || _atStart.Contains(caller))
            && callers.Any(caller => caller != method);
    }

    private void ReadCalls(MethodDefinition method)
    {
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.Operand is not MethodReference reference || reference.Resolve() is not { } called) continue;
            if (instruction.OpCode.Code is Code.Ldftn or Code.Ldvirtftn) _asDelegates.Add(called);
            if (!_callers.TryGetValue(called, out List<MethodDefinition>? callers)) _callers[called] = callers = [];
            callers.Add(method);
        }
    }
}
