using System;
using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>One place that breaks a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="File">Path from the repository's root.</param>
/// <param name="Line">Line, from 1; 0 if the compiler left no trace of it.</param>
/// <param name="Detail">What exactly stands there.</param>
public sealed record Finding(Rule Rule, string File, int Line, string Detail)
{
    /// <summary>False for what is only mentioned.</summary>
    public bool Refuses => Rule != Rules.Slow;

    /// <inheritdoc/>
    public override string ToString() => $"{File}({Line}): {Rule.Id}: {Detail}: {Rule.Why}. Cure: {Rule.Cure}.";
}

/// <summary>What was found in one program. A rule is said once for a line.</summary>
public sealed class Findings
{
    private readonly Dictionary<(Rule, string, int), Finding> _found = [];

    /// <summary>What is refused, by file and line.</summary>
    public IReadOnlyList<Finding> Refused => [.. Sorted().Where(static finding => finding.Refuses)];

    /// <summary>What is only mentioned, by file and line.</summary>
    public IReadOnlyList<Finding> Mentioned => [.. Sorted().Where(static finding => !finding.Refuses)];

    /// <summary>Methods that may run at any time, and so were searched for allocations.</summary>
    public int MethodsWalked { get; set; }

    /// <summary>Methods that run at start only, and so may allocate.</summary>
    public int MethodsAtStart { get; set; }

    /// <summary>Methods that mail data may come through.</summary>
    public int MethodsOnMailPath { get; set; }

    /// <summary>How full the image's tables are; null if there is no image.</summary>
    public ImageSize? Size { get; set; }

    /// <summary>Adds one.</summary>
    public void Add(Rule rule, SourcePlace place, string detail) =>
        _found.TryAdd((rule, place.File, place.Line), new Finding(rule, place.File, place.Line, detail));

    private IEnumerable<Finding> Sorted() =>
        _found.Values.OrderBy(static f => f.File, StringComparer.Ordinal).ThenBy(static f => f.Line).ThenBy(static f => f.Rule.Id, StringComparer.Ordinal);
}

/// <summary>A line of a source file, counted from 1.</summary>
public readonly record struct SourcePlace(string File, int Line);
