using System;
using System.CommandLine;
using DeviceMailAgent.Tool;

// One file for each command; a new one is added here. `--version` and `--help` come with the root.
var root = new RootCommand("Sets up, tries and watches DeviceMailAgent.")
{
    DoctorCommand.Create(),
    DevicesCommand.Create(),
    ExplainCommand.Create(),
    FlashCommand.Create(),
    FleetCommand.Create(),
    ImportCommand.Create(),
    LabelCommand.Create(),
    LogCommand.Create(),
    PairCommand.Create(),
    ProvidersCommand.Create(),
    ProvisionCommand.Create(),
    RecordCommand.Create(),
    ReplayCommand.Create(),
    StatusCommand.Create(),
    SupportBundleCommand.Create(),
    TestMailCommand.Create(),
};
BenchCommands.AddTo(root);
var invocation = new InvocationConfiguration();
// After Ctrl+C: what flash has put onto a device for the time of the installation is deleted over the network. Elsewhere a question in the terminal would hold Ctrl+C up so long.
if (args is ["flash", ..]) invocation.ProcessTerminationTimeout = TimeSpan.FromSeconds(30);
return await root.Parse(args).InvokeAsync(invocation);
