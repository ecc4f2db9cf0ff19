using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DeviceMailAgent.NanoGate.Listings;
using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>A compiled program, opened for the walk, with the way back from its parts to the sources' lines.</summary>
public sealed class NanoModule : IDisposable
{
    private readonly NanoCompiler _compiler;
    private readonly Resolver _resolver = new();

    /// <summary>Opens what was compiled.</summary>
    public NanoModule(NanoCompiler compiler)
    {
        _compiler = compiler;
        Module = ModuleDefinition.ReadModule(new MemoryStream(compiler.Image), new ReaderParameters
        {
            AssemblyResolver = _resolver,
            ReadSymbols = true,
            SymbolReaderProvider = new PortablePdbReaderProvider(),
            SymbolStream = new MemoryStream(compiler.Symbols),
        });
    }

    /// <summary>The assembly's only module.</summary>
    public ModuleDefinition Module { get; }

    /// <summary>The types that stand in the sources or were made for what does; not the compiler's own attributes.</summary>
    public IEnumerable<TypeDefinition> Types => Module.GetTypes().Where(static type => !IsEmbedded(type));

    /// <summary>True if the reference leads to this module.</summary>
    public bool IsOwn(TypeReference type) => type.Scope == Module || type.Scope is ModuleDefinition;

    /// <summary>The line of an instruction: that of the nearest sequence point before it, or the method's own.</summary>
    public SourcePlace PlaceOf(MethodDefinition method, Instruction at)
    {
        SequencePoint? best = null;
        foreach (SequencePoint point in method.DebugInformation.SequencePoints.Where(static point => !point.IsHidden))
        {
            if (point.Offset <= at.Offset) best = point;
        }
        return best is null ? PlaceOf(method) : new SourcePlace(best.Document.Url, best.StartLine);
    }

    /// <summary>The line of a method's declaration; for what the compiler made, such as a lambda's body, its first statement.</summary>
    public SourcePlace PlaceOf(MethodDefinition method)
    {
        ISymbol? declared = SymbolOf(method.DeclaringType)?.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Where(symbol => symbol.Parameters.Length == method.Parameters.Count && symbol.Locations[0].IsInSource)
            .FirstOrDefault(symbol => symbol.Parameters.Zip(method.Parameters).All(static pair => pair.First.Type.MetadataName == NameOf(pair.Second.ParameterType)));
        if (declared is not null) return NanoCompiler.PlaceOf(declared.Locations[0]);
        SequencePoint? first = method.DebugInformation.SequencePoints.FirstOrDefault(static point => !point.IsHidden);
        return first is null ? PlaceOf(method.DeclaringType, method.Name) : new SourcePlace(first.Document.Url, first.StartLine);
    }

    /// <summary>The line of a type or of its member, as the compiler saw it.</summary>
    public SourcePlace PlaceOf(TypeDefinition type, string? member = null)
    {
        for (TypeDefinition? outer = type; outer is not null; outer = outer.DeclaringType)
        {
            if (SymbolOf(outer) is not { } symbol) continue;
            ISymbol found = outer == type && member is not null ? symbol.GetMembers(member).FirstOrDefault() ?? symbol : symbol;
            return NanoCompiler.PlaceOf(found.Locations[0]);
        }
        return new SourcePlace("(made by the compiler)", 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Module.Dispose();
        _resolver.Dispose();
    }

    private INamedTypeSymbol? SymbolOf(TypeDefinition type) =>
        _compiler.Compilation.Assembly.GetTypeByMetadataName(type.FullName.Replace('/', '+'));

    // Roslyn's MetadataName of an array or pointer is empty, of a ref parameter's type that of the type itself.
    private static string NameOf(TypeReference type) => type switch
    {
        ArrayType or PointerType => "",
        ByReferenceType reference => NameOf(reference.ElementType),
        _ => type.Name,
    };

    // NullableAttribute and its kin, which the compiler adds where a library lacks them. The tools drop them.
    private static bool IsEmbedded(TypeDefinition type) =>
        type.CustomAttributes.Any(static attribute => attribute.AttributeType.FullName == "Microsoft.CodeAnalysis.EmbeddedAttribute");

    private sealed class Resolver : IAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _open = [];

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (_open.TryGetValue(name.Name, out AssemblyDefinition? open)) return open;
            byte[] image = ReferenceAssemblies.All.ByName[name.Name].Image;
            return _open[name.Name] = AssemblyDefinition.ReadAssembly(new MemoryStream(image), new ReaderParameters { AssemblyResolver = this });
        }

        public void Dispose()
        {
            foreach (AssemblyDefinition assembly in _open.Values) assembly.Dispose();
        }
    }
}
