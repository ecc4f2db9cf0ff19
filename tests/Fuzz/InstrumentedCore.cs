using System;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DeviceMailAgent.Fuzz;

/// <summary>
/// Puts core with SharpFuzz's branch counters in the place of core itself. The plain assembly lies in a folder where the runtime does not look,
/// so it asks here.
/// </summary>
internal static class InstrumentedCore
{
    private const string Name = "DeviceMailAgent.Core";

    private static Assembly? _loaded;

    [ModuleInitializer]
    public static void Offer()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) => name.Name == Name ? _loaded ??= Load(context) : null;
    }

    private static Assembly Load(AssemblyLoadContext context)
    {
        // The counters are written to from the first branch on.
        Coverage.Clear();
        string plain = Path.Combine(AppContext.BaseDirectory, "plain", Name + ".dll");
        // Instrument works in place, and two runs of the tests must not meet.
        string copy = Path.Combine(Path.GetTempPath(), $"{Name}.{Environment.ProcessId}.dll");
        File.Copy(plain, copy, overwrite: true);
        try
        {
            SharpFuzz.Fuzzer.Instrument(copy, _ => true, SharpFuzz.Options.Value);
            return context.LoadFromStream(new MemoryStream(File.ReadAllBytes(copy)));
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
