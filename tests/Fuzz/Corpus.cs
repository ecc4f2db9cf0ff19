using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using DeviceMailAgent.Core.Tests.Support;

namespace DeviceMailAgent.Fuzz;

/// <summary>The committed inputs, one file each, named by their content.</summary>
internal static class Corpus
{
    /// <summary>A target's inputs, in the order of their names.</summary>
    public static List<byte[]> Of(IFuzzTarget target) =>
        [.. Directory.GetFiles(Folder(target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>Puts these inputs in the place of a target's.</summary>
    public static void Write(IFuzzTarget target, IEnumerable<byte[]> inputs)
    {
        foreach (string old in Directory.GetFiles(Folder(target))) File.Delete(old);
        foreach (byte[] input in inputs) File.WriteAllBytes(Path.Combine(Folder(target), NameOf(input)), input);
    }

    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..12];

    private static string Folder(IFuzzTarget target) => Path.Combine(Repository.Root, "tests", "Fuzz", "corpus", target.Name);
}
