using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Demo;

namespace DeviceMailAgent.Tool;

/// <summary><c>devicemail demo</c>: a scan through the real agent to the sandbox, shown from all three sides.</summary>
internal static class DemoCommand
{
    private static readonly Option<string> Profile = new("--profile")
    {
        Description = "Which provider the sandbox plays: " + string.Join(", ", ProviderProfile.All.Select(profile => profile.Name)),
        DefaultValueFactory = _ => ProviderProfile.ExchangeOnline.Name,
    };

    private static readonly Option<int> Pages = new("--pages") { Description = "Pages of the scan, 1 to 500", DefaultValueFactory = _ => 4 };
    private static readonly Option<int> Kilobytes = new("--kilobytes") { Description = "Size of the scan's PDF, 1 to 25000", DefaultValueFactory = _ => 600 };
    private static readonly Option<string?> Agent = new("--agent") { Description = "Another devicemail-agent binary than the one built with this tool" };
    private static readonly Option<bool> Keep = new("--keep") { Description = "Leave it all listening and say what to type into a scanner's panel" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object and nothing else" };

    public static Command Create()
    {
        Profile.AcceptOnlyFromAmong(ProviderProfile.All.Select(profile => profile.Name).ToArray());
        Within(Pages, 1, 500);
        Within(Kilobytes, 1, 25_000);
        var command = new Command("demo", "Sends a scan through the real agent to a sandbox provider and shows what arrived; exit code 0 only if it is unchanged")
        {
            Profile, Pages, Kilobytes, Agent, Keep, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        int value = result.GetValueOrDefault<int>();
        if (value < least || value > most) result.AddError($"{option.Name} takes a number from {least} to {most}, not {value}.");
    });

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        var options = new DemoOptions
        {
            Profile = ProviderProfile.ByName(line.GetValue(Profile)!),
            Pages = line.GetValue(Pages),
            PdfOctets = line.GetValue(Kilobytes) * 1000,
            Agent = line.GetValue(Agent),
            Keep = line.GetValue(Keep),
            Json = line.GetValue(Json),
        };
        try
        {
            return await new DemoRun(options).Run(cancellation) ? 0 : 1;
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync("devicemail demo: " + fault.Message);
            return 1;
        }
    }
}
