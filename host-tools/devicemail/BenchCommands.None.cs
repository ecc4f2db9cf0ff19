using System.CommandLine;

namespace DeviceMailAgent.Tool;

/// <summary>In place of BenchCommands.cs in the tool that stands on a device: it plays no provider, and needs no web server's runtime.</summary>
internal static class BenchCommands
{
    public static void AddTo(RootCommand root)
    {
        _ = root;
    }
}
