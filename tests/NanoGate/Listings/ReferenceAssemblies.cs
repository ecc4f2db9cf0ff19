using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace DeviceMailAgent.NanoGate.Listings;

/// <summary>One reference assembly, in memory.</summary>
public sealed record ReferenceAssembly(ApiListing Listing, byte[] Image, MetadataReference Reference);

/// <summary>All class libraries as reference assemblies, made from the listings alone.</summary>
public sealed class ReferenceAssemblies
{
    // Nothing of this says anything about a stub whose bodies only throw: unused events and fields, hidden members,
    // operators without Equals, obsolete types that the library itself uses.
    private static readonly ImmutableDictionary<string, ReportDiagnostic> Silent =
        new[] { 67, 169, 649, 108, 114, 660, 661, 659, 618, 612, 672, 809 }
            .ToImmutableDictionary(static number => $"CS{number:0000}", static _ => ReportDiagnostic.Suppress);

    private static readonly Lazy<ReferenceAssemblies> Shared = new(static () => new ReferenceAssemblies(Path.Combine(Repository.Gate, "api")));

    private readonly Dictionary<string, ReferenceAssembly> _byName = [];

    private ReferenceAssemblies(string folder)
    {
        List<ApiListing> listings = [.. Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(ApiListing.Read)];
        var own = listings.ToDictionary(static listing => listing.Assembly, ReferenceSource.Types);
        Types = own.Values.SelectMany(static types => types).ToDictionary(static pair => pair.Key, static pair => pair.Value);
        var source = new ReferenceSource(Types);
        while (listings.Count > 0)
        {
            ApiListing next = listings.Find(listing => listing.References.All(_byName.ContainsKey))
                ?? throw new InvalidDataException($"{folder}: these listings refer to one that is missing, or to each other: {string.Join(", ", listings.Select(static l => l.Assembly))}.");
            _byName.Add(next.Assembly, Compile(next, source.Write(next, own[next.Assembly])));
            listings.Remove(next);
        }
    }

    /// <summary>The libraries of <c>tests/NanoGate/api</c>, compiled once per run.</summary>
    public static ReferenceAssemblies All => Shared.Value;

    /// <summary>Every listed type by its full name.</summary>
    public IReadOnlyDictionary<string, ListedType> Types { get; }

    /// <summary>The assemblies by simple name.</summary>
    public IReadOnlyDictionary<string, ReferenceAssembly> ByName => _byName;

    /// <summary>The named assemblies and all that they refer to, each behind what it refers to, so mscorlib first.</summary>
    public IReadOnlyList<ReferenceAssembly> Closure(IEnumerable<string> names)
    {
        var found = new List<ReferenceAssembly>();
        foreach (string name in names) AddWithReferences(name, found);
        return found;
    }

    private void AddWithReferences(string name, List<ReferenceAssembly> found)
    {
        if (!_byName.TryGetValue(name, out ReferenceAssembly? assembly))
            throw new InvalidDataException($"No listing for {name}. Add its public surface as tests/NanoGate/api/{name}.txt.");
        if (found.Contains(assembly)) return;
        foreach (string reference in assembly.Listing.References) AddWithReferences(reference, found);
        found.Add(assembly);
    }

    private ReferenceAssembly Compile(ApiListing listing, string source)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithDeterministic(true)
            .WithPublicSign(listing.PublicKey.Length > 0)
            .WithCryptoPublicKey([.. listing.PublicKey])
            .WithSpecificDiagnosticOptions(Silent);
        // The libraries are at C# 10.
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp10), $"{listing.Assembly}.cs");
        CSharpCompilation compilation = CSharpCompilation.Create(listing.Assembly, [tree],
            Closure(listing.References).Select(static assembly => assembly.Reference), options);
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image, options: new EmitOptions(
            metadataOnly: true, includePrivateMembers: false, runtimeMetadataVersion: "v4.0.30319"));
        Diagnostic[] wrong = [.. result.Diagnostics.Where(static d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)];
        if (wrong.Length > 0)
            throw new InvalidDataException($"tests/NanoGate/api/{listing.Assembly}.txt does not make a library:\n"
                + string.Join("\n", wrong.Take(20).Select(d => $"{d} in: {LineOf(tree, d)}")));
        byte[] octets = image.ToArray();
        return new ReferenceAssembly(listing, octets, MetadataReference.CreateFromImage(octets));
    }

    private static string LineOf(SyntaxTree tree, Diagnostic diagnostic) =>
        diagnostic.Location.IsInSource ? tree.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString() : "";
}
