using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>What is compiled together and judged.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="Sources">Absolute paths of its C# files.</param>
/// <param name="Libraries">Simple names of the class libraries it refers to.</param>
/// <param name="IsExecutable">True if it has a Main.</param>
/// <param name="MayAllocate">Folders from the root whose own files (not those in folders below) are no part of the mail path and may allocate.</param>
public sealed record NanoProgram(
    string Name, IReadOnlyList<string> Sources, IReadOnlyList<string> Libraries, bool IsExecutable, IReadOnlyList<string> MayAllocate)
{
    /// <summary>Own assemblies that it refers to. The rules judge all of it together, so that a call is followed across; each image is measured by itself.</summary>
    public IReadOnlyList<NanoProgram> Parts { get; init; } = [];

    /// <summary>firmware/core: mscorlib and the encoder of nanoFramework.System.Text are all it may use.</summary>
    public static NanoProgram Core { get; } = new(
        "DeviceMailAgent.Core", SourcesBelow(Path.Combine(Repository.Root, "firmware", "core")), ["mscorlib", "nanoFramework.System.Text"], false, []);

    /// <summary>All C# files below a folder, without what builds leave there.</summary>
    public static IReadOnlyList<string> SourcesBelow(string folder) =>
        [.. Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(static file => !IsBuildOutput(file)).Order(StringComparer.Ordinal)];

    /// <summary>Reads a project as the nanoFramework tools would: its files and its libraries.</summary>
    public static NanoProgram FromProject(string file, params string[] mayAllocate)
    {
        XElement project = XDocument.Load(file).Root ?? throw new InvalidDataException($"{Repository.Relative(file)}: empty.");
        string folder = Path.GetDirectoryName(file)!;
        string name = Elements(project, "AssemblyName").Single().Value;
        string output = Elements(project, "OutputType").Single().Value;
        string[] libraries = [.. Elements(project, "Reference").Select(static reference => Include(reference).Split(',')[0].Trim())];
        string[] sources = [.. Elements(project, "Compile").SelectMany(item => Files(file, folder, Include(item)).Where(source => !IsExcluded(item, folder, source))).Distinct()];
        return new NanoProgram(name, sources, libraries, output == "Exe", mayAllocate)
        {
            Parts = [.. Elements(project, "ProjectReference").Select(item => FromProject(Path.GetFullPath(Path.Combine(folder, Include(item).Replace('\\', Path.DirectorySeparatorChar)))))],
        };
    }

    /// <summary>The elements of that name at any depth, whatever the XML namespace.</summary>
    public static IEnumerable<XElement> Elements(XElement project, string name) =>
        project.Descendants().Where(element => element.Name.LocalName == name);

    private static string Include(XElement element) => element.Attribute("Include")?.Value ?? "";

    // Either one file, or folder\**\*.cs.
    private static IEnumerable<string> Files(string project, string folder, string include)
    {
        string path = include.Replace('\\', Path.DirectorySeparatorChar);
        int stars = path.IndexOf("**", StringComparison.Ordinal);
        if (stars >= 0) return SourcesBelow(Path.GetFullPath(Path.Combine(folder, path[..stars])));
        string source = Path.GetFullPath(Path.Combine(folder, path));
        if (!File.Exists(source)) throw new FileNotFoundException($"{Repository.Relative(project)} compiles {include}, which does not exist.");
        return [source];
    }

    // Folders, such as ..\core\Screen\**.
    private static bool IsExcluded(XElement item, string folder, string source) =>
        (item.Attribute("Exclude")?.Value ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Any(exclude =>
            source.StartsWith(Path.GetFullPath(Path.Combine(folder, exclude.Replace('\\', Path.DirectorySeparatorChar).TrimEnd('*'))), StringComparison.Ordinal));

    private static bool IsBuildOutput(string file)
    {
        string[] folders = Repository.Relative(file).Split('/');
        return folders.Contains("bin") || folders.Contains("obj");
    }
}
