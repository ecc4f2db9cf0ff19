using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>What a call into the class libraries does to the heap.</summary>
public enum LibraryCost
{
    /// <summary>Allocates nothing.</summary>
    Free,
    /// <summary>Allocates nothing, but takes long.</summary>
    Slow,
    /// <summary>Makes a string.</summary>
    Text,
    /// <summary>Allocates something else.</summary>
    Allocates,
}

/// <summary>A judgement, from one line of <c>libraries/costs.txt</c>.</summary>
public sealed record LibraryJudgement(LibraryCost Cost, string Member, string Reason, int Line);

/// <summary>The explicit list by which calls into the class libraries are judged. What is not on it is refused.</summary>
public sealed class LibraryCosts
{
    private static readonly Lazy<LibraryCosts> Shared = new(static () => new LibraryCosts(Path.Combine(Repository.Gate, "libraries", "costs.txt")));
    private readonly Dictionary<string, LibraryJudgement> _byMember = [];

    private LibraryCosts(string file)
    {
        string[] lines = File.ReadAllLines(file);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 || lines[i][0] == '#') continue;
            LibraryJudgement judgement = Parse(lines[i], i + 1)
                ?? throw new InvalidDataException($"{Repository.Relative(file)}({i + 1}): expected \"free|slow|text|allocates Full.Member[(Types)] : reason\", found \"{lines[i]}\".");
            if (!_byMember.TryAdd(judgement.Member, judgement))
                throw new InvalidDataException($"{Repository.Relative(file)}({i + 1}): {judgement.Member} is judged twice.");
        }
    }

    /// <summary>The list of this repository.</summary>
    public static LibraryCosts All => Shared.Value;

    /// <summary>Every line of the list.</summary>
    public IEnumerable<LibraryJudgement> Judgements => _byMember.Values;

    /// <summary>Looks a member up: first with its parameter types, then all overloads, then <c>*.Name</c> of any type.</summary>
    public LibraryJudgement? Find(MethodReference called)
    {
        string name = NameOf(called);
        return _byMember.GetValueOrDefault(name + Parameters(called)) ?? _byMember.GetValueOrDefault(name)
            ?? _byMember.GetValueOrDefault("*." + called.Name);
    }

    /// <summary>The member as the list writes it, without parameters: <c>System.Array.Copy</c>, <c>System.String.get_Length</c>.</summary>
    public static string NameOf(MethodReference called) => called.DeclaringType.FullName.Replace('/', '.') + "." + called.Name;

    /// <summary>The parameter types as the list writes them: <c>(Array,Object,Int32)</c>.</summary>
    public static string Parameters(MethodReference called) =>
        "(" + string.Join(",", called.Parameters.Select(static parameter => parameter.ParameterType.Name)) + ")";

    private static LibraryJudgement? Parse(string line, int number)
    {
        int colon = line.IndexOf(" : ", StringComparison.Ordinal);
        if (colon < 0) return null;
        string[] words = line[..colon].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string reason = line[(colon + 3)..].Trim();
        return words.Length == 2 && reason.Length > 0 && Enum.TryParse(words[0], true, out LibraryCost cost)
            ? new LibraryJudgement(cost, words[1], reason, number) : null;
    }
}
