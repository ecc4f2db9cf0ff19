using System;
using System.CommandLine;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Examination;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail doctor</c>: everything between a scanner and its provider, one line for each thing that can be wrong, with the cure below what
/// is. Exit codes: 0 nothing failed, 1 something did; those of <see cref="ExitCodes"/> if the device could not be asked.
/// </summary>
internal static class DoctorCommand
{
    private static readonly Option<string?> Account = new("--account") { Description = "The only account to examine (default: all of them)" };
    private static readonly Option<string?> SendTo = new("--send-to") { Description = "Finish with a real mail to this address" };
    private static readonly Option<string?> Address = new("--address") { Description = "Where scanners find the device (default: as this tool reaches it)" };
    private static readonly DeviceOptions Options = new();

    public static Command Create()
    {
        var command = new Command("doctor", "Examines a device, its way to the provider and its scanner side; exit code 0 only if nothing failed") { Account, SendTo, Address };
        Options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        Language language = Options.LanguageOf(line);
        var report = new DoctorReport();
        DoctorScreen? screen = Options.IsJson(line) ? null : new DoctorScreen(language, report);
        var wishes = new DoctorWishes(line.GetValue(Account), line.GetValue(SendTo), line.GetValue(Address));
        DeviceTarget? target = null;
        try
        {
            target = Options.Target(line);
            await using ControlClient device = await ControlClient.Connect(target, cancellation);
            ControlError refused = await new DoctorRun(device, target, report, wishes).Run(cancellation);
            if (refused != ControlError.None) return Options.Refused(new ControlAnswer([], refused, Status.Diagnosis.None), line);
            if (screen is null) DeviceOptions.Write(report.Json(language, device.Device));
            else screen.Sum(report, wishes.SendTo);
            return report.IsWell ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (ControlException fault)
        {
            if (target is not null) await new WayToDevice(target, report).Explain(fault, cancellation);
            if (screen is not null) Console.Out.WriteLine();
            Options.Show(fault, line, screen is null ? report.Json(language, null) : null);
            return fault.ExitCode;
        }
    }
}
