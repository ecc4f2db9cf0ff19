using System;
using System.Collections.Generic;
using System.IO;

namespace DeviceMailAgent.NanoGate.Listings;

/// <summary>One line of a listing: a type or member and its declaration without a body.</summary>
/// <param name="Name">Full name; nested types and explicit implementations have dots in it too.</param>
/// <param name="Declaration">C# declaration, attributes first; for an enum member what stands behind the equals sign.</param>
/// <param name="IsEnumMember">True for <c>Full.Name = 1</c>.</param>
/// <param name="Line">Line in the listing, counted from 1.</param>
public sealed record ApiEntry(string Name, string Declaration, bool IsEnumMember, int Line);

/// <summary>The public surface of one nanoFramework class library, read from <c>api/*.txt</c>.</summary>
public sealed class ApiListing
{
    private ApiListing(string assembly, Version version)
    {
        Assembly = assembly;
        Version = version;
    }

    /// <summary>The assembly's simple name.</summary>
    public string Assembly { get; }

    /// <summary>The assembly's version.</summary>
    public Version Version { get; }

    /// <summary>Simple names of the assemblies that this one refers to.</summary>
    public IReadOnlyList<string> References { get; private set; } = [];

    /// <summary>The public key, empty for an assembly without one.</summary>
    public byte[] PublicKey { get; private set; } = [];

    /// <summary>Types and members, in the listing's order.</summary>
    public List<ApiEntry> Entries { get; } = [];

    /// <summary>Reads a listing. Its first line is <c># assembly version</c>.</summary>
    public static ApiListing Read(string file)
    {
        string[] lines = File.ReadAllLines(file);
        string[] head = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (head.Length < 3 || head[0] != "#" || !Version.TryParse(head[2], out Version? version))
            throw new InvalidDataException($"{file}(1): expected \"# assembly version\", found \"{lines[0]}\".");
        var listing = new ApiListing(head[1], version);
        for (int i = 1; i < lines.Length; i++)
        {
            listing.Add(file, lines[i], i + 1);
        }
        return listing;
    }

    private void Add(string file, string line, int number)
    {
        if (line.Length == 0) return;
        if (line.StartsWith("# references ", StringComparison.Ordinal))
        {
            References = line["# references ".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return;
        }
        if (line.StartsWith("# publickey ", StringComparison.Ordinal))
        {
            PublicKey = Convert.FromHexString(line["# publickey ".Length..].Trim());
            return;
        }
        int colon = line.IndexOf(" : ", StringComparison.Ordinal);
        int equals = line.IndexOf(" = ", StringComparison.Ordinal);
        bool isEnumMember = equals >= 0 && (colon < 0 || equals < colon);
        int split = isEnumMember ? equals : colon;
        if (split < 0) throw new InvalidDataException($"{file}({number}): neither \" : \" nor \" = \" in \"{line}\".");
        Entries.Add(new ApiEntry(line[..split], line[(split + 3)..].TrimEnd(), isEnumMember, number));
    }
}
