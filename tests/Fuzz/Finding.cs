using System;
using System.IO;
using DeviceMailAgent.Core.Tests.Support;

namespace DeviceMailAgent.Fuzz;

/// <summary>An input at which something does not hold. It is written to a file, from which it can be tried again.</summary>
internal sealed class Finding(IFuzzTarget target, byte[] input, Exception fault) : Exception(Words(target, input, fault), fault)
{
    private static string Words(IFuzzTarget target, byte[] input, Exception fault)
    {
        string file = Path.Combine(Path.GetTempPath(), $"devicemail-fuzz-{target.Name}-{Corpus.NameOf(input)}");
        File.WriteAllBytes(file, input);
        return $"{target.Name}: {fault.Message}\n{input.Length} octets: {Octets.Show(Octets.Text(input))}\n"
            + $"To try them again: DEVICEMAIL_FUZZ_INPUT={file} tests/run Fuzz. Once it is mended, move the file into tests/Fuzz/corpus/{target.Name}.";
    }
}
