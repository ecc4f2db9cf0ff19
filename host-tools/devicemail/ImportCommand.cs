using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Pairing;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail import fleet-password</c>: gives a device the password for the fleet's broker. What an account logs in with goes with <c>pair</c>, which tries it. Exit codes: 0 the device
/// keeps it, 1 the device refused it, 64 it cannot be read or is no password; those of <see cref="ExitCodes"/> if the device could not be asked.
/// </summary>
internal static class ImportCommand
{
    private const string FleetPassword = "fleet-password";

    private static readonly Argument<string> Kind = new("kind") { Description = "What it is: fleet-password, for the broker and the user of \"fleet\" in agent.json" };
    private static readonly Option<string?> SecretFile = new("--secret-file") { Description = "File with the password on one line; - for standard input (default: asked for, without echo)" };
    private static readonly DeviceOptions Options = new();

    private static readonly Phrase Ask = new("Password of {0} at the broker {1} (not shown):", "ブローカー {1} のユーザー {0} のパスワード (表示されません):");
    private static readonly Phrase Stored = new("{0} keeps the password, and tries the broker with it if it is not connected.", "{0} にパスワードを保存しました。ブローカーに未接続の場合はすぐに接続を試みます。");
    private static readonly Phrase See = new("devicemail fleet shows the device once the broker has let it in; else its log says why not (journalctl -u devicemail-agent).",
        "接続できると devicemail fleet に表示されます。表示されない場合は装置のログ (journalctl -u devicemail-agent) を確認してください。");
    private static readonly Phrase SeeOfBoard = new("devicemail fleet shows the device once the broker has let it in; else devicemail log says why not.",
        "接続できると devicemail fleet に表示されます。表示されない場合は devicemail log で理由を確認してください。");
    private static readonly Phrase NoFleet = new("{0} has no \"fleet\" with a \"user\" in its agent.json, so that it needs no password for a broker.", "{0} の agent.json に \"user\" 付きの \"fleet\" がないため、ブローカーのパスワードは不要です。");
    private static readonly Phrase NoFleetNext = new("Write \"fleet\": { \"host\": ..., \"user\": ... } into it, restart the agent, and run this again.", "agent.json に \"fleet\": { \"host\": ..., \"user\": ... } を記入し、エージェントを再起動してからもう一度実行してください。");
    private static readonly Phrase BoardNoFleetNext = new("Write \"fleet\": { \"host\": ..., \"user\": ... } into it, write it to the board with devicemail flash, and run this again.", "agent.json に \"fleet\": { \"host\": ..., \"user\": ... } を記入し、devicemail flash でボードに書き込んでからもう一度実行してください。");
    private static readonly Phrase NoPassword = new("The broker's password is one line of 1 to 256 octets.", "ブローカーのパスワードは 1 行、1～256 バイトです。");

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong(FleetPassword);
        var command = new Command("import", "Gives a device the password for the fleet's broker; what an account logs in with goes with pair") { Kind, SecretFile };
        Options.AddTo(command);
        command.SetAction((line, cancellation) => Options.Ask(line, device => Import(device, line, cancellation), cancellation));
        return command;
    }

    private static async Task<int> Import(ControlClient device, ParseResult line, CancellationToken cancellation)
    {
        Language language = Options.LanguageOf(line);
        ControlAnswer config = await device.Ask(ControlVerb.Config, cancellation: cancellation);
        if (!config.IsOk) return Options.Refused(config, line);
        bool isBoard = device.Device.Text("platform") == "esp32";
        JsonObject own = config.Of("device").FirstOrDefault() ?? [];
        string name = own.Text("name");
        string user = own.Text("fleetUser");
        if (user.Length == 0) return Refused(line, "not-possible", NoFleet, isBoard ? BoardNoFleetNext : NoFleetNext, name, ExitCodes.Failed);
        byte[] given;
        try
        {
            given = SecretInput.Given(line.GetValue(SecretFile), Ask.In(language).Replace("{0}", user, StringComparison.Ordinal).Replace("{1}", own.Text("fleetHost"), StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refused(line, "bad-file", PairTexts.BadFile, PairTexts.BadFileNext, line.GetValue(SecretFile) ?? "-", ExitCodes.Usage);
        }

        string password = Encoding.UTF8.GetString(given).TrimEnd('\r', '\n');
        Array.Clear(given);
        if (password.Length == 0) return Refused(line, "no-secret", PairTexts.NoSecret, PairTexts.NoSecretNext, name, ExitCodes.Usage);
        ControlAnswer answer = await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = FleetPassword, ["secret"] = password }, cancellation: cancellation);
        if (answer.Error == ControlError.BadSecret) return Refused(line, answer.ErrorWord, NoPassword, PairTexts.NoSecretNext, name, ExitCodes.Usage);
        if (!answer.IsOk) return Options.Refused(answer, line);
        if (Options.IsJson(line)) DeviceOptions.Write(new JsonObject { ["ok"] = true, ["device"] = name, ["kind"] = FleetPassword });
        else foreach (string row in Columns.Wrap(Stored.In(language).Replace("{0}", name, StringComparison.Ordinal), Terminal.Columns()).Concat(Columns.Wrap((isBoard ? SeeOfBoard : See).In(language), Terminal.Columns()))) Console.WriteLine(row);
        return ExitCodes.Ok;
    }

    private static int Refused(ParseResult line, string error, Phrase what, Phrase next, string about, int exitCode)
    {
        string message = what.In(Options.LanguageOf(line)).Replace("{0}", about, StringComparison.Ordinal), step = next.In(Options.LanguageOf(line));
        if (Options.IsJson(line)) DeviceOptions.Write(new JsonObject { ["ok"] = false, ["error"] = error, ["message"] = message, ["next"] = step });
        else foreach (string row in Columns.Wrap(message, Terminal.Columns()).Concat(Columns.Wrap(step, Terminal.Columns()))) Console.Error.WriteLine(row);
        return exitCode;
    }
}
