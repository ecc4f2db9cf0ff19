using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DeviceMailAgent.NanoGate.Listings;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>Compiles a program against the reference assemblies and nothing else.</summary>
public sealed class NanoCompiler
{
    private readonly MemoryStream _image = new();
    private readonly MemoryStream _symbols = new();

    private NanoCompiler(CSharpCompilation compilation)
    {
        Compilation = compilation;
    }

    /// <summary>What the compiler knows of the sources.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The assembly; empty when there are errors.</summary>
    public byte[] Image => _image.ToArray();

    /// <summary>Its portable PDB.</summary>
    public byte[] Symbols => _symbols.ToArray();

    /// <summary>Compiles; errors and warnings become findings.</summary>
    /// <returns>Null if there is no assembly.</returns>
    public static NanoCompiler? Compile(NanoProgram program, Findings findings) => Compile(program, findings, []);

    /// <summary>Compiles against own assemblies too.</summary>
    public static NanoCompiler? Compile(NanoProgram program, Findings findings, IEnumerable<NanoCompiler> parts)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        IEnumerable<SyntaxTree> trees = program.Sources.Select(source => CSharpSyntaxTree.ParseText(
            SourceText.From(File.ReadAllText(source), System.Text.Encoding.UTF8), parsing, Repository.Relative(source)));
        var options = new CSharpCompilationOptions(program.IsExecutable ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithNullableContextOptions(NullableContextOptions.Enable)
            .WithDeterministic(true)
            // So that the walk, not the compiler, says what pointers are.
            .WithAllowUnsafe(true);
        CSharpCompilation compilation = CSharpCompilation.Create(program.Name, trees,
            ReferenceAssemblies.All.Closure(program.Libraries).Select(static library => library.Reference)
                .Concat(parts.Select(static part => (MetadataReference)MetadataReference.CreateFromImage(part.Image))), options);
        var compiler = new NanoCompiler(compilation);
        EmitResult result = compilation.Emit(compiler._image, compiler._symbols, options: new EmitOptions(
            debugInformationFormat: DebugInformationFormat.PortablePdb, runtimeMetadataVersion: "v4.0.30319"));
        foreach (Diagnostic diagnostic in result.Diagnostics.Where(static d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed))
        {
            string message = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
            findings.Add(CompilerMessages.RuleFor(diagnostic.Id, message, name => compilation.ContainsSymbolsWithName(name, SymbolFilter.Type)), PlaceOf(diagnostic.Location), $"{diagnostic.Id} {message.TrimEnd('.')}");
        }
        return result.Success ? compiler : null;
    }

    /// <summary>The line of a location; line 0 if it has none.</summary>
    public static SourcePlace PlaceOf(Location location)
    {
        FileLinePositionSpan span = location.GetLineSpan();
        return location.IsInSource ? new SourcePlace(span.Path, span.StartLinePosition.Line + 1) : new SourcePlace("(no file)", 0);
    }
}
