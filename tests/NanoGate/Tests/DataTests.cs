using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using DeviceMailAgent.NanoGate.Gate;
using DeviceMailAgent.NanoGate.Listings;
using Mono.Cecil;
using Xunit;

namespace DeviceMailAgent.NanoGate.Tests;

/// <summary>The gate's own data agree with each other.</summary>
public sealed class DataTests
{
    public static TheoryData<string> Projects =>
        [.. new[] { "firmware", "tests" }
            .SelectMany(static folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.nfproj", SearchOption.AllDirectories))
            .Select(Repository.Relative).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_judged_member_is_in_a_library()
    {
        var members = new HashSet<string>();
        foreach (ReferenceAssembly assembly in ReferenceAssemblies.All.ByName.Values)
        {
            using AssemblyDefinition read = AssemblyDefinition.ReadAssembly(new MemoryStream(assembly.Image));
            foreach (MethodDefinition method in read.MainModule.GetTypes().SelectMany(static type => type.Methods))
            {
                members.Add(LibraryCosts.NameOf(method));
                members.Add(LibraryCosts.NameOf(method) + LibraryCosts.Parameters(method));
                members.Add("*." + method.Name);
            }
        }
        Assert.Equal([], LibraryCosts.All.Judgements.Where(judgement => !members.Contains(judgement.Member)).Select(static j => $"costs.txt({j.Line}): {j.Member}"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_the_versions_that_the_listings_describe(string project)
    {
        string file = Path.Combine(Repository.Root, project);
        string folder = Path.GetDirectoryName(file)!;
        Dictionary<string, string> packages = XDocument.Load(Path.Combine(folder, "packages.config")).Root!.Elements("package")
            .ToDictionary(static package => package.Attribute("id")!.Value, static package => package.Attribute("version")!.Value);
        var used = new HashSet<string>();
        foreach (XElement reference in NanoProgram.Elements(XDocument.Load(file).Root!, "Reference"))
        {
            string assembly = reference.Attribute("Include")!.Value.Split(',')[0].Trim();
            string hint = NanoProgram.Elements(reference, "HintPath").Single().Value;
            (string id, string version) = packages.Select(static pair => (pair.Key, pair.Value)).Single(package => hint.Contains($"\\{package.Key}.{package.Value}\\", StringComparison.Ordinal));
            Assert.EndsWith($"\\{assembly}.dll", hint);
            Assert.True(ReferenceAssemblies.All.ByName.ContainsKey(assembly), $"{project} refers to {assembly}, which has no listing.");
            Assert.Equal(ReferenceAssemblies.All.ByName[assembly].Listing.Version.ToString(3), version);
            used.Add(id);
        }
        Assert.Equal(packages.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }
}
