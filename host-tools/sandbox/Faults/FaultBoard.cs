using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using DeviceMailAgent.Sandbox.OAuth;

namespace DeviceMailAgent.Sandbox.Faults;

/// <summary>The faults that are set now. May be used from any thread.</summary>
internal sealed class FaultBoard(Journal journal)
{
    private readonly Lock _lock = new();
    private readonly List<SetFault> _faults = [];

    // Read without the lock, so that a board without faults costs nothing on the mail path.
    private volatile bool _any;

    public IReadOnlyList<SetFault> Snapshot
    {
        get { lock (_lock) return [.. _faults]; }
    }

    /// <summary>Sets a fault; one of the same name is replaced.</summary>
    public void Set(SetFault fault)
    {
        lock (_lock)
        {
            _faults.RemoveAll(set => set.Name == fault.Name);
            _faults.Add(fault);
            _any = true;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
            _any = false;
        }
    }

    /// <summary>The argument of a fault that is set, without using it up; null when it is not set.</summary>
    public string? Peek(string name)
    {
        if (!_any) return null;
        lock (_lock) return _faults.Find(set => set.Name == name)?.Argument;
    }

    /// <summary>Uses a fault once. Returns its argument; null when it is not set.</summary>
    public string? Take(string name) => Take(set => set.Name == name)?.Argument;

    public bool TakeFor(string name, string argument) =>
        Take(set => set.Name == name && set.Argument.Equals(argument, StringComparison.OrdinalIgnoreCase)) is not null;

    /// <summary>Uses the first fault that is a reply at this stage. Returns the reply with its fields still open; null when none is set.</summary>
    public string? TakeReply(FaultStage stage, string recipient = "")
    {
        SetFault? set = Take(fault => ShowsAt(fault, stage, recipient));
        if (set is null) return null;
        return FaultTable.IsReply(set.Argument) ? set.Argument : FaultTable.ByName(set.Name).Reply!.Replace("{argument}", Capitalised(set.Argument));
    }

    /// <summary>Uses the first fault that is a refusal at this OAuth endpoint; null when none is set.</summary>
    public Refusal? TakeRefusal(FaultStage stage)
    {
        SetFault? set = Take(fault => FaultTable.ByName(fault.Name) is { Error: not null } row
            && (row.Stage == stage || (stage == FaultStage.Token && row.Stage == FaultStage.Device)));
        if (set is null) return null;

        // A device that is declined hears Entra's name for it or RFC 8628's.
        if (set.Name == "authorization-declined") return new Refusal(set.Argument, 90120);
        return new Refusal(FaultTable.ByName(set.Name).Error!, int.Parse(set.Argument, CultureInfo.InvariantCulture));
    }

    /// <summary>Milliseconds to wait before a reply of this stage; 0 when none.</summary>
    public int TakeDelay(FaultStage stage)
    {
        SetFault? set = Take(fault => fault.Name == "slow-reply" && (!fault.Argument.Contains('@')
            || fault.Argument.EndsWith("@" + stage, StringComparison.OrdinalIgnoreCase)));
        return set is null ? 0 : int.Parse(set.Argument.Split('@')[0]);
    }

    private static bool ShowsAt(SetFault set, FaultStage stage, string recipient)
    {
        Fault fault = FaultTable.ByName(set.Name);
        if (fault.Reply is null) return false;
        if (fault.Name is "too-many-connections" or "too-large" && Enum.TryParse(set.Argument, true, out FaultStage chosen)) return chosen == stage;
        if (fault.Stage != stage) return false;
        return stage != FaultStage.Rcpt || FaultTable.IsReply(set.Argument) || recipient.Contains(set.Argument, StringComparison.OrdinalIgnoreCase);
    }

    private static string Capitalised(string argument) => argument.Length == 0 ? argument : char.ToUpperInvariant(argument[0]) + argument[1..];

    private SetFault? Take(Predicate<SetFault> wanted)
    {
        if (!_any) return null;
        SetFault set;
        lock (_lock)
        {
            int index = _faults.FindIndex(wanted);
            if (index < 0) return null;
            set = _faults[index];
            if (set.Count == 1) _faults.RemoveAt(index);
            else if (set.Count > 1) _faults[index] = set with { Count = set.Count - 1 };
            _any = _faults.Count > 0;
        }

        journal.Note("fault", set.Argument.Length == 0 ? set.Name : $"{set.Name}={set.Argument}");
        return set;
    }
}
