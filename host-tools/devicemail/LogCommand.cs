using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Texts;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary><c>devicemail log</c>: the newest events of a device, in words. Exit codes: 0 shown; those of <see cref="ExitCodes"/> if the device could not be asked.</summary>
internal static class LogCommand
{
    private const int EventsMax = 1000;

    private static readonly Option<int> Last = new("--last") { Description = "How many events, 1 to 1000", DefaultValueFactory = _ => 30 };
    private static readonly DeviceOptions Options = new();

    private static readonly Phrase Time = new("Time", "時刻");
    private static readonly Phrase What = new("Event", "イベント");
    private static readonly Phrase Details = new("Details", "詳細");
    private static readonly Phrase Nothing = new("Nothing has happened since the device started.", "起動後のイベントはありません。");

    public static Command Create()
    {
        Last.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > EventsMax) result.AddError(string.Create(CultureInfo.InvariantCulture, $"--last takes a number from 1 to {EventsMax}."));
        });
        var command = new Command("log", "Shows what has happened on a device: mails, logins, tokens, scanners; the newest last") { Last };
        Options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static Task<int> Run(ParseResult line, CancellationToken cancellation) => Options.Ask(line, async device =>
    {
        ControlAnswer answer = await device.Ask(ControlVerb.Log, new JsonObject { ["last"] = line.GetValue(Last) }, null, null, cancellation);
        if (!answer.IsOk) return Options.Refused(answer, line);
        JsonObject[] events = [.. answer.Of("event")];
        Language language = Options.LanguageOf(line);
        if (Options.IsJson(line)) DeviceOptions.Write(new JsonArray([.. events.Select(record => Json(record, language))]));
        else Show(events, language);
        return ExitCodes.Ok;
    }, cancellation);

    private static void Show(JsonObject[] events, Language language)
    {
        if (events.Length == 0)
        {
            AnsiConsole.WriteLine(Nothing.In(language));
            return;
        }

        AnsiConsole.Profile.Width = Terminal.Columns();
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn(Time.In(language)).NoWrap());
        table.AddColumn(new TableColumn(What.In(language)).NoWrap());
        table.AddColumn(Details.In(language));
        foreach (JsonObject record in events)
        {
            string style = record.Diagnosis() == Diagnosis.None ? "default" : "yellow";
            table.AddRow(new Text(Quantities.Moment(record.Text("time"))), new Text(EventTexts.Of(record.Number("code") ?? 0).In(language)), new Text(About(record, language), Style.Parse(style)));
        }

        AnsiConsole.Write(table);
    }

    // What the numbers mean is told with each code in EventCode.
    private static string About(JsonObject record, Language language)
    {
        var text = new StringBuilder();
        Add(text, record.Text("account"));
        var code = (EventCode)(record.Number("code") ?? 0);
        long amount = record.Number("amount") ?? 0;
        bool isMail = code is EventCode.MailDelivered or EventCode.MailRefused or EventCode.MailUnknown;
        if (isMail && amount > 0) Add(text, Quantities.Octets(amount));
        if (code == EventCode.TokenRenewed) Add(text, Quantities.Span(amount, language));
        if (code == EventCode.StateChanged) Add(text, EventTexts.OfState(record.Number("detail") ?? 0).In(language));
        if (code == EventCode.FleetLost) Add(text, EventTexts.OfBroker(record.Number("detail") ?? 0).In(language));
        if (record.Number("ms") is { } milliseconds) Add(text, Quantities.Elapsed(milliseconds));
        if (record.Number("replyCode") is { } reply) Add(text, (code is EventCode.TokenRefused or EventCode.PairingEnded ? "HTTP " : "") + reply.ToString(CultureInfo.InvariantCulture));
        if (code is EventCode.TokenRefused or EventCode.PairingEnded && record.Number("detail") is { } aadsts) Add(text, string.Create(CultureInfo.InvariantCulture, $"AADSTS{aadsts}"));
        if (record.Diagnosis() is not Diagnosis.None and var diagnosis) Add(text, DiagnosisLine.Of(diagnosis, language));
        return text.ToString();
    }

    private static void Add(StringBuilder text, string piece)
    {
        if (piece.Length == 0) return;
        if (text.Length > 0) text.Append(", ");
        text.Append(piece);
    }

    private static JsonObject Json(JsonObject record, Language language)
    {
        record.Remove("id");
        record.Remove("type");
        string name = ((EventCode)(record.Number("code") ?? 0)).ToString();
        record["event"] = JsonNamingPolicy.KebabCaseLower.ConvertName(name);
        if (record.Diagnosis() is not Diagnosis.None and var diagnosis) record["diagnosisTitle"] = Catalogue.Find((int)diagnosis)?.Title.In(language);
        return record;
    }
}
