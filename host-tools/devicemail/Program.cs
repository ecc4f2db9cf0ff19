using System.CommandLine;
using DeviceMailAgent.Tool;

// One file for each command; a new one is added here. `--version` and `--help` come with the root.
var root = new RootCommand("Sets up, tries and watches DeviceMailAgent.")
{
    DemoCommand.Create(),
    DoctorCommand.Create(),
    DevicesCommand.Create(),
    ExplainCommand.Create(),
    LabelCommand.Create(),
    LogCommand.Create(),
    PairCommand.Create(),
    ProvidersCommand.Create(),
    ProvisionCommand.Create(),
    RecordCommand.Create(),
    ReplayCommand.Create(),
    SandboxCommand.Create(),
    StatusCommand.Create(),
    SupportBundleCommand.Create(),
    TestMailCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
