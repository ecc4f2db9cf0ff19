using System;
using System.Linq;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>
/// Finds the rule behind a compiler's error. Much of what nanoCLR cannot run fails to compile already, because the libraries
/// lack the types behind it, but "predefined type is not defined" helps nobody.
/// </summary>
public static class CompilerMessages
{
    // First match wins. Each part must stand in "id message".
    private static readonly (Rule Rule, string[] Parts)[] Table =
    [
        (Rules.Volatile, ["CS0518", "IsVolatile"]),
        (Rules.ThreadStatic, ["ThreadStatic"]),
        (Rules.CovariantReturn, ["CS8830"]),
        (Rules.CovariantReturn, ["CS0508"]),
        (Rules.InterfaceBody, ["CS8701"]),
        (Rules.StaticAbstract, ["CS8919"]),
        (Rules.StateMachine, ["System.Threading.Tasks"]),
        (Rules.StateMachine, ["CS0234", "'Tasks'"]),
        (Rules.StateMachine, ["'Task'"]),
        (Rules.StateMachine, ["'Task<>'"]),
        (Rules.StateMachine, ["MethodBuilder"]),
        (Rules.StateMachine, ["IAsync"]),
        // Only yield asks for these where the source does not name them.
        (Rules.StateMachine, ["'System.Collections.Generic.IEnumera", "`1"]),
        (Rules.Pointer, ["CS0518", "UnmanagedCallConv"]),
        (Rules.Generic, ["CS0518", "`"]),
        (Rules.Generic, ["CS0246", "<"]),
        (Rules.Generic, ["CS0234", "<"]),
        (Rules.Generic, ["CS0234", "'Generic'"]),
        (Rules.Generic, ["CS8179"]),
        (Rules.Generic, ["CS0656", "`1"]),
        (Rules.Generic, ["CS0656", "ReadOnlySpan"]),
        (Rules.LibraryMember, ["CS0246"]),
        (Rules.LibraryMember, ["CS0234"]),
        (Rules.LibraryMember, ["CS0103"]),
        (Rules.LibraryMember, ["CS0117"]),
        (Rules.LibraryMember, ["CS1061"]),
        (Rules.LibraryMember, ["CS1501"]),
        (Rules.LibraryMember, ["CS0518"]),
        (Rules.LibraryMember, ["CS0656"]),
    ];

    /// <summary>The rule for a diagnostic; <see cref="Rules.Compile"/> when no other knows better.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="message">Its text, in English.</param>
    /// <param name="isOwn">True for the name of a type that the program declares itself: what that lacks is not the libraries' doing.</param>
    public static Rule RuleFor(string id, string message, Func<string, bool> isOwn)
    {
        string whole = id + " " + message;
        Rule rule = Table.FirstOrDefault(row => Array.TrueForAll(row.Parts, part => whole.Contains(part, StringComparison.Ordinal))).Rule ?? Rules.Compile;
        string[] quoted = message.Split('\'');
        return rule == Rules.LibraryMember && id != "CS0103" && quoted.Length > 1 && isOwn(quoted[1].Split('.')[^1]) ? Rules.Compile : rule;
    }
}
