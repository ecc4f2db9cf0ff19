using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace DeviceMailAgent.NanoGate.Listings;

/// <summary>A type of a listing with what stands inside it.</summary>
public sealed partial class ListedType
{
    private ListedType(string fullName, string attributes, string header, string kind)
    {
        FullName = fullName;
        Attributes = attributes;
        Header = header;
        Kind = kind;
    }

    /// <summary>Dotted name, nested types included.</summary>
    public string FullName { get; }

    /// <summary>The attributes in brackets, or empty.</summary>
    public string Attributes { get; }

    /// <summary>The declaration without attributes.</summary>
    public string Header { get; }

    /// <summary>class, struct, enum, interface or delegate.</summary>
    public string Kind { get; }

    /// <summary>Members in the listing's order.</summary>
    public List<ApiEntry> Members { get; } = [];

    /// <summary>Types declared inside this one.</summary>
    public List<ListedType> Nested { get; } = [];

    /// <summary>True for a type that the device's image does not contain.</summary>
    public bool IsExcluded => Attributes.Contains("[System.Runtime.CompilerServices.ExcludeType]", StringComparison.Ordinal);

    /// <summary>The name without namespace, owner and type parameters.</summary>
    public string SimpleName => FullName[(FullName.LastIndexOf('.') + 1)..];

    /// <summary>Reads a type's declaration; null when the entry is a member.</summary>
    public static ListedType? From(ApiEntry entry)
    {
        if (entry.IsEnumMember) return null;
        (string attributes, string declaration) = SplitAttributes(entry.Declaration);
        Match match = TypeHeader().Match(declaration);
        return match.Success ? new ListedType(entry.Name, attributes, declaration, match.Groups["kind"].Value) : null;
    }

    /// <summary>What stands behind the colon, in order; empty for none.</summary>
    public IReadOnlyList<string> Bases()
    {
        int colon = Header.IndexOf(" : ", StringComparison.Ordinal);
        return colon < 0 || Kind == "delegate" ? [] : Header[(colon + 3)..].Split(", ");
    }

    /// <summary>The parameter lists of the constructors, without brackets.</summary>
    public IEnumerable<string> ConstructorParameters()
    {
        foreach (ApiEntry member in Members)
        {
            string declaration = SplitAttributes(member.Declaration).Declaration;
            if (IsConstructor(declaration)) yield return declaration[(declaration.IndexOf('(') + 1)..declaration.LastIndexOf(')')];
        }
    }

    /// <summary>True for a constructor's declaration in this type.</summary>
    public bool IsConstructor(string declaration)
    {
        int bracket = declaration.IndexOf('(');
        if (bracket < 0) return false;
        string[] words = declaration[..bracket].Split(' ');
        return words[^1] == SimpleName && Array.TrueForAll(words[..^1], static word => word is "public" or "protected" or "internal" or "private" or "static");
    }

    /// <summary>Splits leading attributes off a declaration. Brackets inside string literals do not count.</summary>
    public static (string Attributes, string Declaration) SplitAttributes(string text)
    {
        int at = 0;
        while (at < text.Length && text[at] == '[')
        {
            int depth = 0;
            bool quoted = false;
            for (; at < text.Length; at++)
            {
                char c = text[at];
                if (c == '"' && text[at - 1] != '\\') quoted = !quoted;
                if (quoted) continue;
                if (c == '[') depth++;
                if (c == ']' && --depth == 0) break;
            }
            at++;
            while (at < text.Length && text[at] == ' ') at++;
        }
        return (text[..at].Trim(), text[at..]);
    }

    [GeneratedRegex(@"^(?:(?:public|protected|internal|private|static|abstract|sealed|readonly|ref|new) )*(?<kind>class|struct|enum|interface|delegate) ")]
    private static partial Regex TypeHeader();
}
