using System;
using System.Linq;
using DeviceMailAgent.NanoGate.Listings;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>Refuses what the compiler lets pass and nanoCLR 1.x cannot run, wherever it stands.</summary>
public sealed class LanguageRules
{
    private const string IsVolatile = "System.Runtime.CompilerServices.IsVolatile";
    private readonly NanoModule _module;
    private readonly Findings _findings;

    private LanguageRules(NanoModule module, Findings findings)
    {
        _module = module;
        _findings = findings;
    }

    /// <summary>Walks every type of the module.</summary>
    public static void Check(NanoModule module, Findings findings)
    {
        var rules = new LanguageRules(module, findings);
        foreach (TypeDefinition type in module.Types) rules.CheckDefinition(type);
    }

    private void CheckDefinition(TypeDefinition type)
    {
        SourcePlace place = _module.PlaceOf(type);
        if (type.HasGenericParameters) _findings.Add(Rules.Generic, place, type.FullName);
        if (type.BaseType is not null) CheckType(type.BaseType, place);
        foreach (InterfaceImplementation implementation in type.Interfaces) CheckType(implementation.InterfaceType, place);
        foreach (FieldDefinition field in type.Fields) CheckField(type, field);
        foreach (MethodDefinition method in type.Methods) CheckMethod(type, method);
        // The compiler names the classes behind async methods and iterators <Name>d__0.
        if (type.Name.StartsWith('<') && type.Name.Contains(">d__", StringComparison.Ordinal)) _findings.Add(Rules.StateMachine, place, type.FullName);
    }

    private void CheckField(TypeDefinition type, FieldDefinition field)
    {
        // An array initialiser's octets; the type behind them exists only for its size.
        if (type.Name == "<PrivateImplementationDetails>") return;
        SourcePlace place = _module.PlaceOf(type, field.Name);
        CheckType(field.FieldType, place);
        if (field.CustomAttributes.Any(static attribute => attribute.AttributeType.Name == "ThreadStaticAttribute"))
            _findings.Add(Rules.ThreadStatic, place, field.FullName);
    }

    private void CheckMethod(TypeDefinition type, MethodDefinition method)
    {
        SourcePlace place = _module.PlaceOf(method);
        if (method.HasGenericParameters) _findings.Add(Rules.Generic, place, method.FullName);
        if (type.IsInterface && method.IsStatic && method.IsAbstract) _findings.Add(Rules.StaticAbstract, place, method.FullName);
        else if (type.IsInterface && !method.IsAbstract) _findings.Add(Rules.InterfaceBody, place, method.FullName);
        if (method.CustomAttributes.Any(static attribute => attribute.AttributeType.Name == "PreserveBaseOverridesAttribute"))
            _findings.Add(Rules.CovariantReturn, place, method.FullName);
        CheckType(method.ReturnType, place);
        foreach (ParameterDefinition parameter in method.Parameters) CheckType(parameter.ParameterType, place);
        if (!method.HasBody) return;
        foreach (VariableDefinition variable in method.Body.Variables) CheckType(variable.VariableType, place);
        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers.Where(static h => h.CatchType is not null)) CheckType(handler.CatchType, place);
        foreach (Instruction instruction in method.Body.Instructions) CheckInstruction(method, instruction);
    }

    private void CheckInstruction(MethodDefinition method, Instruction instruction)
    {
        SourcePlace place = _module.PlaceOf(method, instruction);
        switch (instruction.OpCode.Code)
        {
            case Code.Localloc or Code.Calli or Code.Cpblk or Code.Initblk or Code.Sizeof or Code.Mkrefany or Code.Refanyval or Code.Refanytype or Code.Arglist:
                _findings.Add(Rules.Pointer, place, instruction.OpCode.Name);
                break;
            case Code.Volatile:
                _findings.Add(Rules.Volatile, place, "volatile access");
                break;
        }
        if (instruction.OpCode.Name.Contains(".ovf", StringComparison.Ordinal)) _findings.Add(Rules.Checked, place, instruction.OpCode.Name);
        switch (instruction.Operand)
        {
            case TypeReference type: CheckType(type, place); break;
            case MethodReference called: CheckCalled(called, place); break;
            case FieldReference field when !field.DeclaringType.FullName.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal):
                CheckType(field.DeclaringType, place);
                CheckType(field.FieldType, place);
                break;
        }
    }

    private void CheckCalled(MethodReference called, SourcePlace place)
    {
        if (called is GenericInstanceMethod) _findings.Add(Rules.Generic, place, called.FullName);
        CheckType(called.DeclaringType, place);
        CheckType(called.ReturnType, place);
        foreach (ParameterDefinition parameter in called.Parameters) CheckType(parameter.ParameterType, place);
    }

    private void CheckType(TypeReference type, SourcePlace place)
    {
        switch (type)
        {
            case GenericInstanceType or GenericParameter:
                _findings.Add(Rules.Generic, place, type.FullName);
                return;
            case ArrayType array when array.Rank > 1:
                _findings.Add(Rules.MultiDimensional, place, type.FullName);
                return;
            case PointerType or FunctionPointerType or PinnedType:
                _findings.Add(Rules.Pointer, place, type.FullName);
                return;
            case RequiredModifierType { ModifierType.FullName: IsVolatile }:
                _findings.Add(Rules.Volatile, place, type.FullName);
                return;
        }
        if (type is TypeSpecification specification)
        {
            CheckType(specification.ElementType, place);
            return;
        }
        if (_module.IsOwn(type)) return;
        if (ReferenceAssemblies.All.Types.TryGetValue(type.FullName.Replace('/', '.'), out ListedType? listed) && listed.IsExcluded)
            _findings.Add(Rules.ExcludedType, place, type.FullName);
    }
}
