using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>
/// The instructions that run only on the way to a <c>throw new</c>. An exception is our own mistake, costs 96 B whatever its text,
/// and ends the work, so what makes its text may allocate.
/// </summary>
public static class Throwing
{
    /// <summary>The basic blocks of a method that end with an exception made and thrown.</summary>
    public static HashSet<Instruction> In(MethodDefinition method)
    {
        var found = new HashSet<Instruction>();
        HashSet<Instruction> starts = Starts(method.Body);
        foreach (Instruction last in method.Body.Instructions.Where(ThrowsNew))
        {
            for (Instruction? at = last; at is not null; at = at.Previous)
            {
                found.Add(at);
                if (starts.Contains(at)) break;
            }
        }
        return found;
    }

    private static bool ThrowsNew(Instruction instruction) =>
        instruction.OpCode.Code == Code.Throw && instruction.Previous is { OpCode.Code: Code.Newobj } made
        && IsException(((MethodReference)made.Operand).DeclaringType);

    private static bool IsException(TypeReference type)
    {
        for (TypeReference? at = type; at is not null; at = at.Resolve()?.BaseType)
        {
            if (at.FullName == "System.Exception") return true;
        }
        return false;
    }

    // Where control may arrive from elsewhere, or go on after a branch.
    private static HashSet<Instruction> Starts(MethodBody body)
    {
        var starts = new HashSet<Instruction>();
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target) starts.Add(target);
            if (instruction.Operand is Instruction[] targets) starts.UnionWith(targets);
            bool ends = instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw;
            if (ends && instruction.Next is not null) starts.Add(instruction.Next);
        }
        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            starts.UnionWith(new[] { handler.TryStart, handler.HandlerStart, handler.FilterStart, handler.HandlerEnd }.OfType<Instruction>());
        }
        return starts;
    }
}
