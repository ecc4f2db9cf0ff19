using System.IO;
using System.Linq;
using DeviceMailAgent.NanoGate.Listings;
using Mono.Cecil;
using Xunit;

namespace DeviceMailAgent.NanoGate.Tests;

/// <summary>The listings make complete libraries.</summary>
public sealed class ReferenceAssemblyTests
{
    [Fact]
    public void Every_listing_becomes_a_library_with_the_name_version_and_key_that_it_states()
    {
        Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Gate, "api"), "*.txt").Length, ReferenceAssemblies.All.ByName.Count);
        foreach (ReferenceAssembly assembly in ReferenceAssemblies.All.ByName.Values)
        {
            using AssemblyDefinition read = AssemblyDefinition.ReadAssembly(new MemoryStream(assembly.Image));
            Assert.Equal(assembly.Listing.Assembly, read.Name.Name);
            Assert.Equal(assembly.Listing.Version, read.Name.Version);
            Assert.Equal(assembly.Listing.PublicKey, read.Name.PublicKey);
        }
    }

    [Fact]
    public void Every_listed_type_is_in_its_library_with_all_its_members()
    {
        foreach (ReferenceAssembly assembly in ReferenceAssemblies.All.ByName.Values)
        {
            using AssemblyDefinition read = AssemblyDefinition.ReadAssembly(new MemoryStream(assembly.Image));
            foreach ((string name, ListedType type) in ReferenceSource.Types(assembly.Listing))
            {
                TypeDefinition? made = read.MainModule.GetTypes().FirstOrDefault(t => Dotted(t) == name);
                Assert.True(made is not null, $"{name} is not in {assembly.Listing.Assembly}.");
                int members = made.Methods.Count(static m => !m.IsGetter && !m.IsSetter && !m.IsAddOn && !m.IsRemoveOn)
                    + made.Properties.Count + made.Events.Count + made.Fields.Count(static f => !f.IsSpecialName);
                bool countable = type.Kind is "interface" or "enum" || type.Header.Contains("static class ", System.StringComparison.Ordinal);
                if (countable) Assert.Equal(type.Members.Count, members);
                else Assert.True(members >= type.Members.Count, $"{name}: {type.Members.Count} members listed, {members} made.");
            }
        }
    }

    private static string Dotted(TypeDefinition type)
    {
        string name = type.FullName.Replace('/', '.');
        if (!type.HasGenericParameters) return name;
        return name[..name.LastIndexOf('`')] + "<" + string.Join(", ", type.GenericParameters.Select(static p => p.Name)) + ">";
    }
}
