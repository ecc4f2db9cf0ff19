using System.CommandLine;
using DeviceMailAgent.Tool;

// One file for each command; a new one is added here. `--version` and `--help` come with the root.
var root = new RootCommand("Sets up, tries and watches DeviceMailAgent.")
{
    DemoCommand.Create(),
    ExplainCommand.Create(),
    LogCommand.Create(),
    ProvidersCommand.Create(),
    RecordCommand.Create(),
    ReplayCommand.Create(),
    SandboxCommand.Create(),
    StatusCommand.Create(),
    TestMailCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
