using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>
/// What a mail's data may come through: everything that can be reached from where they are carried, by way of every class that could stand behind an
/// interface or a base class. These methods are walked wherever they stand, also in folders that may allocate.
/// </summary>
public sealed class MailPath
{
    /// <summary>From the first octet of data to the provider's reply, its entry in the log and the link's return.</summary>
    public static readonly IReadOnlyList<string> Roots =
    [
        "DeviceMailAgent.Relay.MailDataPump.Run",
        "DeviceMailAgent.Relay.MailTransaction.Log",
        "DeviceMailAgent.Relay.MailTransaction.Release",
    ];

    private readonly HashSet<MethodDefinition> _reached = [];
    private readonly Dictionary<MethodDefinition, List<MethodDefinition>> _behind = [];

    /// <summary>Follows the module's calls.</summary>
    public MailPath(NanoModule module)
    {
        MethodDefinition[] methods = [.. module.Types.SelectMany(static type => type.Methods)];
        foreach (MethodDefinition method in methods.Where(static method => method.IsVirtual))
        {
            foreach (MethodDefinition declared in Slots.Behind(method))
            {
                if (!_behind.TryGetValue(declared, out List<MethodDefinition>? list)) _behind[declared] = list = [];
                list.Add(method);
            }
        }
        foreach (MethodDefinition root in methods.Where(static method => Roots.Contains(method.DeclaringType.FullName + "." + method.Name))) Follow(root);
    }

    /// <summary>How many methods there are on it.</summary>
    public int Count => _reached.Count;

    /// <summary>True if mail data may come through the method.</summary>
    public bool Has(MethodDefinition method) => _reached.Contains(method);

    private void Follow(MethodDefinition method)
    {
        if (!_reached.Add(method)) return;
        foreach (MethodDefinition behind in _behind.GetValueOrDefault(method, [])) Follow(behind);
        if (!method.HasBody) return;
        foreach (Instruction instruction in method.Body.Instructions)
        {
            // Who makes an object is refused by itself; its constructor does not run later.
            if (instruction.OpCode.Code == Code.Newobj || instruction.Operand is not MethodReference reference) continue;
            if (reference.Resolve() is { } called && called.Module == method.Module) Follow(called);
        }
    }
}
