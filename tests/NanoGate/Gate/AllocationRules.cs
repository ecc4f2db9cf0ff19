using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>Refuses what allocates on nanoCLR in every method that does not run at start only.</summary>
public sealed class AllocationRules
{
    private readonly NanoModule _module;
    private readonly StartUp _startUp;
    private readonly Findings _findings;

    private AllocationRules(NanoModule module, Findings findings)
    {
        _module = module;
        _findings = findings;
        _startUp = new StartUp(module);
    }

    /// <summary>Walks every method of the module, except in the files of folders that may allocate, unless mail data come through it.</summary>
    public static void Check(NanoModule module, IReadOnlyList<string> mayAllocate, Findings findings)
    {
        var rules = new AllocationRules(module, findings);
        var mailPath = new MailPath(module);
        findings.MethodsOnMailPath = mailPath.Count;
        foreach (MethodDefinition method in module.Types.SelectMany(static type => type.Methods))
        {
            string file = module.PlaceOf(method).File;
            if (!mailPath.Has(method) && mayAllocate.Any(folder => file.LastIndexOf('/') == folder.Length && file.StartsWith(folder, StringComparison.Ordinal))) continue;
            rules.CheckMark(method);
            if (rules._startUp.Runs(method))
            {
                findings.MethodsAtStart++;
                continue;
            }
            findings.MethodsWalked++;
            rules.CheckMethod(method);
        }
    }

    // Called through the unmarked method, a marked one would run later unseen.
    private void CheckMark(MethodDefinition method)
    {
        if (!method.IsVirtual || method.DeclaringType.IsInterface || !StartUp.IsMarked(method)) return;
        foreach (MethodDefinition behind in Slots.Behind(method).Where(behind => behind.Module == _module.Module && !StartUp.IsMarked(behind)))
            _findings.Add(Rules.StartUpCalled, _module.PlaceOf(method), $"{method.Name} is marked, but {behind.DeclaringType.Name}.{behind.Name}, through which it is called, is not");
    }

    private void CheckMethod(MethodDefinition method)
    {
        SourcePlace place = _module.PlaceOf(method);
        foreach (ParameterDefinition parameter in method.Parameters.Where(static p => IsHeapStruct(p.ParameterType)))
            _findings.Add(Rules.StructByValue, place, $"parameter {parameter.Name} of {method.Name}");
        if (IsHeapStruct(method.ReturnType)) _findings.Add(Rules.StructByValue, place, $"result of {method.Name}");
        if (!method.HasBody) return;
        if (method.Body.Variables.Any(static variable => IsHeapStruct(variable.VariableType)))
            _findings.Add(Rules.StructByValue, place, $"local variable of {method.Name}, allocated at each call");
        HashSet<Instruction> throwing = Throwing.In(method);
        foreach (Instruction instruction in method.Body.Instructions.Where(instruction => !throwing.Contains(instruction)))
            CheckInstruction(_module.PlaceOf(method, instruction), instruction);
    }

    private void CheckInstruction(SourcePlace place, Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Newobj: CheckNew(place, (MethodReference)instruction.Operand); break;
            case Code.Newarr: _findings.Add(Rules.NewArray, place, $"new {((TypeReference)instruction.Operand).Name}[]"); break;
            case Code.Box: _findings.Add(Rules.Boxing, place, ((TypeReference)instruction.Operand).Name); break;
            case Code.Ldstr: _findings.Add(Rules.StringLiteral, place, $"\"{instruction.Operand}\""); break;
            case Code.Call or Code.Callvirt: CheckCall(place, instruction, (MethodReference)instruction.Operand); break;
            case Code.Ldftn or Code.Ldvirtftn: CheckStartUp(place, (MethodReference)instruction.Operand); break;
            case Code.Ldfld or Code.Ldsfld when IsHeapStruct(((FieldReference)instruction.Operand).FieldType):
                _findings.Add(Rules.StructByValue, place, $"copy of {((FieldReference)instruction.Operand).Name}");
                break;
            case Code.Ldobj or Code.Ldelem_Any or Code.Unbox_Any when IsHeapStruct((TypeReference)instruction.Operand):
                _findings.Add(Rules.StructByValue, place, $"copy of a {((TypeReference)instruction.Operand).Name}");
                break;
        }
    }

    private void CheckNew(SourcePlace place, MethodReference constructor)
    {
        TypeReference type = constructor.DeclaringType;
        TypeDefinition? definition = type.Resolve();
        if (definition?.BaseType?.FullName is "System.MulticastDelegate") _findings.Add(Rules.DelegateCreation, place, type.Name);
        else if (type.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal)) _findings.Add(Rules.Closure, place, "captured variables");
        else if (IsHeapStruct(type)) _findings.Add(Rules.StructByValue, place, $"new {type.Name}");
        else if (type.FullName == "System.String") _findings.Add(Rules.StringBuilding, place, "new String");
        else if (!type.IsValueType) _findings.Add(Rules.NewObject, place, $"new {type.Name}");
    }

    private void CheckCall(SourcePlace place, Instruction instruction, MethodReference called)
    {
        if (instruction.Previous is { OpCode.Code: Code.Constrained, Operand: TypeReference { IsValueType: true } type } && called.Resolve()?.DeclaringType != type.Resolve())
            _findings.Add(Rules.Boxing, place, $"{type.Name}.{called.Name}");
        if (called.Parameters.Any(static parameter => IsHeapStruct(parameter.ParameterType)) || IsHeapStruct(called.ReturnType))
            _findings.Add(Rules.StructByValue, place, $"call of {called.Name}");
        if (_module.IsOwn(called.DeclaringType)) CheckStartUp(place, called);
        else CheckLibraryCall(place, called);
    }

    private void CheckStartUp(SourcePlace place, MethodReference called)
    {
        if (called.Resolve() is { } method && method.Module == _module.Module && StartUp.IsMarked(method))
            _findings.Add(Rules.StartUpCalled, place, $"{method.DeclaringType.Name}.{method.Name}");
    }

    private void CheckLibraryCall(SourcePlace place, MethodReference called)
    {
        string name = LibraryCosts.NameOf(called);
        switch (LibraryCosts.All.Find(called))
        {
            case null: _findings.Add(Rules.LibraryUnjudged, place, name + LibraryCosts.Parameters(called)); break;
            case { Cost: LibraryCost.Allocates } judgement: _findings.Add(Rules.LibraryAllocates, place, $"{name} ({judgement.Reason})"); break;
            case { Cost: LibraryCost.Text } judgement: _findings.Add(Rules.StringBuilding, place, $"{name} ({judgement.Reason})"); break;
            case { Cost: LibraryCost.Slow } judgement: _findings.Add(Rules.Slow, place, $"{name} ({judgement.Reason})"); break;
        }
    }

    // nanoCLR keeps DateTime, TimeSpan and the compiler's handles in place, like numbers; so it does enums.
    private static bool IsHeapStruct(TypeReference type)
    {
        if (type is OptionalModifierType or RequiredModifierType) type = ((TypeSpecification)type).ElementType;
        if (!type.IsValueType || type.IsPrimitive || type is TypeSpecification) return false;
        if (type.FullName is "System.Void" or "System.DateTime" or "System.TimeSpan" or "System.RuntimeFieldHandle" or "System.RuntimeTypeHandle") return false;
        return type.Resolve() is not { IsEnum: true };
    }
}
