using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail status</c>: how a device is. Exit codes: 0 all is well, 1 something needs care; those of <see cref="ExitCodes"/> if the device could
/// not be asked.
/// </summary>
internal static class StatusCommand
{
    private static readonly DeviceOptions Options = new();

    public static Command Create()
    {
        var command = new Command("status", "Shows how a device is: listeners, accounts, last mail, tokens; exit code 1 if something needs care");
        Options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static Task<int> Run(ParseResult line, CancellationToken cancellation) => Options.Ask(line, async device =>
    {
        ControlAnswer answer = await device.Ask(ControlVerb.Status, cancellation: cancellation);
        if (!answer.IsOk) return Options.Refused(answer, line);
        if (Options.IsJson(line)) DeviceOptions.Write(Json(device, answer));
        else new StatusScreen(Options.LanguageOf(line)).Show(device.Device, answer);
        return IsWell(answer) ? ExitCodes.Ok : ExitCodes.Failed;
    }, cancellation);

    /// <summary>True if every account can send.</summary>
    public static bool IsWell(ControlAnswer answer) =>
        answer.Of("account").All(account => account.Text("state") is "ready" or "sending" && account.Flag("secretStored"));

    private static JsonObject Json(ControlClient device, ControlAnswer answer)
    {
        JsonObject json = Plain(answer.Of("device").FirstOrDefault() ?? []);
        if (device.Device.Text("fingerprint") is { Length: > 0 } fingerprint) json["fingerprint"] = fingerprint;
        json["well"] = IsWell(answer);
        json["listeners"] = new JsonArray([.. answer.Of("listener").Select(Plain)]);
        json["accounts"] = new JsonArray([.. answer.Of("account").Select(Plain)]);
        return json;
    }

    private static JsonObject Plain(JsonObject line)
    {
        JsonObject plain = line.DeepClone().AsObject();
        plain.Remove("id");
        plain.Remove("type");
        return plain;
    }
}
