using System.CommandLine;

namespace DeviceMailAgent.Tool;

/// <summary>The commands that play a provider, and need a web server for it. The tool that stands on a device itself comes without them: BenchCommands.None.cs.</summary>
internal static class BenchCommands
{
    public static void AddTo(RootCommand root)
    {
        // What someone tries first stands first in the list of commands.
        root.Subcommands.Insert(0, DemoCommand.Create());
        root.Add(SandboxCommand.Create());
    }
}
