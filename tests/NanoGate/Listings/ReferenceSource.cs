using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace DeviceMailAgent.NanoGate.Listings;

/// <summary>
/// Writes one listing as C# whose bodies only throw. Compiled as a reference assembly it is what the compiler sees of the
/// real library: bodies, private members of classes and resources are not part of that.
/// </summary>
public sealed partial class ReferenceSource
{
    private readonly IReadOnlyDictionary<string, ListedType> _allTypes;

    /// <summary>Prepares to write; <paramref name="allTypes"/> are the types of every listing, for base classes elsewhere.</summary>
    public ReferenceSource(IReadOnlyDictionary<string, ListedType> allTypes)
    {
        _allTypes = allTypes;
    }

    /// <summary>Sorts a listing's entries into types: the owner of a member is the longest listed name before it.</summary>
    /// <returns>All types by full name. Nested ones also stand in their owner's <see cref="ListedType.Nested"/>.</returns>
    public static Dictionary<string, ListedType> Types(ApiListing listing)
    {
        var types = new Dictionary<string, ListedType>();
        var members = new List<ApiEntry>();
        foreach (ApiEntry entry in listing.Entries)
        {
            if (ListedType.From(entry) is { } type) types.Add(entry.Name, type);
            else members.Add(entry);
        }
        foreach (ApiEntry member in members)
        {
            ListedType owner = Owner(types, member.Name)
                ?? throw new InvalidOperationException($"{listing.Assembly}.txt({member.Line}): no listed type owns {member.Name}.");
            owner.Members.Add(member);
        }
        foreach (ListedType type in types.Values) Owner(types, type.FullName)?.Nested.Add(type);
        return types;
    }

    /// <summary>The whole library as one source text.</summary>
    public string Write(ApiListing listing, IReadOnlyDictionary<string, ListedType> own)
    {
        var text = new StringBuilder();
        text.Append("[assembly: global::System.Reflection.AssemblyVersion(\"").Append(listing.Version).AppendLine("\")]");
        foreach (ListedType type in own.Values)
        {
            if (Owner(own, type.FullName) is not null) continue;
            string prefix = NamePrefix(type.FullName);
            text.Append("namespace ").Append(prefix).AppendLine(" {");
            WriteType(text, type);
            text.AppendLine("}");
        }
        return text.ToString();
    }

    private static ListedType? Owner(Dictionary<string, ListedType> types, string name) => Owner((IReadOnlyDictionary<string, ListedType>)types, name);

    private static ListedType? Owner(IReadOnlyDictionary<string, ListedType> types, string name)
    {
        for (string prefix = NamePrefix(name); prefix.Length > 0; prefix = NamePrefix(prefix))
        {
            if (types.TryGetValue(prefix, out ListedType? type)) return type;
        }
        return null;
    }

    // Everything before the last dot that is not between angle brackets.
    private static string NamePrefix(string name)
    {
        int bracket = name.IndexOf('<');
        int dot = name.LastIndexOf('.', (bracket < 0 ? name.Length : bracket) - 1);
        return dot < 0 ? "" : name[..dot];
    }

    private void WriteType(StringBuilder text, ListedType type)
    {
        text.Append(Global(type.Attributes)).Append(' ').Append(Global(type.Header));
        if (type.Kind == "delegate")
        {
            text.AppendLine(";");
            return;
        }
        text.AppendLine(" {");
        foreach (ApiEntry member in type.Members) text.AppendLine(Member(type, member));
        bool isStatic = type.Header.Contains("static class ", StringComparison.Ordinal);
        if (type.Kind == "class" && !isStatic && !type.ConstructorParameters().Any())
            text.Append("internal ").Append(type.SimpleName).Append("()").Append(BaseCall(type)).AppendLine(" { throw null; }");
        foreach (ListedType nested in type.Nested) WriteType(text, nested);
        text.AppendLine("}");
    }

    private string Member(ListedType type, ApiEntry member)
    {
        if (member.IsEnumMember) return EnumMember(type, member);
        (string attributes, string declaration) = ListedType.SplitAttributes(member.Declaration);
        string head = Global(attributes) + " " + Global(declaration);
        if (declaration.StartsWith('~')) return head + " { }";
        bool hasBody = type.Kind != "interface" && !declaration.Contains(" abstract ", StringComparison.Ordinal);
        if (declaration.Contains(" const ", StringComparison.Ordinal)) return head + ";";
        if (declaration.StartsWith("event ", StringComparison.Ordinal) || declaration.Contains(" event ", StringComparison.Ordinal))
            return head + (hasBody ? " { add { throw null; } remove { throw null; } }" : ";");
        if (declaration.EndsWith('}')) return hasBody ? Accessor().Replace(head, "$1 { throw null; }") : head;
        if (!declaration.Contains('(', StringComparison.Ordinal)) return head + ";";
        if (!hasBody) return head + ";";
        return head + (type.IsConstructor(declaration) ? BaseCall(type) : "") + " { throw null; }";
    }

    private static string EnumMember(ListedType type, ApiEntry member)
    {
        string value = member.Declaration;
        int bracket = value.IndexOf('[', StringComparison.Ordinal);
        string attributes = bracket < 0 ? "" : Global(value[bracket..]) + " ";
        if (bracket >= 0) value = value[..bracket];
        return attributes + member.Name[(type.FullName.Length + 1)..] + " = " + value.Trim() + ",";
    }

    // A constructor must call one of its base's; without a parameterless one any other does, since nothing ever runs.
    private string BaseCall(ListedType type)
    {
        if (type.Kind != "class" || type.Bases().Count == 0) return "";
        if (!_allTypes.TryGetValue(type.Bases()[0], out ListedType? baseType) || baseType.Kind != "class") return "";
        string? parameters = baseType.ConstructorParameters().MinBy(static list => list.Length);
        if (string.IsNullOrEmpty(parameters)) return "";
        return " : base(" + string.Join(", ", parameters.Split(", ").Select(DefaultArgument)) + ")";
    }

    // "int resetPin = -1" gives "default(int)".
    private static string DefaultArgument(string parameter)
    {
        string declared = parameter.Split(" = ")[0];
        return "default(" + Global(declared[..declared.LastIndexOf(' ')]) + ")";
    }

    // Inside namespace nanoFramework.System.IO a bare "System" would be nanoFramework.System.
    private static string Global(string text) =>
        Qualified().Replace(text, static match => match.Value[0] == '"' ? match.Value : "global::" + match.Value);

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|(?<![\\w.:])(?:System|Microsoft|nanoFramework|Iot)\\.")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"\b(get|set|init);")]
    private static partial Regex Accessor();
}
