using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
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

/// <summary>
/// <c>devicemail test-mail</c>: lets the device send a mail in the way of a scan. Exit codes: 0 the provider accepted it, 1 it did not; those of
/// <see cref="ExitCodes"/> if the device could not be asked.
/// </summary>
internal static class TestMailCommand
{
    private static readonly Argument<string> Recipient = new("recipient") { Description = "Who is to receive it: a mail address" };
    private static readonly Option<string?> Account = new("--account") { Description = "The account to send through (default: the device's default)" };
    private static readonly DeviceOptions Options = new();

    private static readonly Phrase Sending = new("The device sends a mail to {0} ...", "{0} 宛てにテストメールを送信しています...");
    private static readonly Phrase Accepted = new("The provider accepted the mail.", "メールサービスがメールを受け付けました。");
    private static readonly Phrase Look = new("Look into the mailbox of {0}: arriving is what counts. It may be among the junk.", "{0} の受信を確認してください (迷惑メールフォルダーも確認)。");
    private static readonly Phrase NotAccepted = new("The mail was not sent.", "メールは送信されませんでした。");
    private static readonly Phrase AccountName = new("Account", "アカウント");
    private static readonly Phrase Reply = new("Reply", "応答");
    private static readonly Phrase Size = new("Size", "サイズ");
    private static readonly Phrase Took = new("Took", "所要時間");

    public static Command Create()
    {
        var command = new Command("test-mail", "Lets a device send a test mail in the way of a scan; exit code 0 only if the provider accepted it") { Recipient, Account };
        Options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static Task<int> Run(ParseResult line, CancellationToken cancellation) => Options.Ask(line, device => Send(device, line, cancellation), cancellation);

    private static async Task<int> Send(ControlClient device, ParseResult line, CancellationToken cancellation)
    {
        Language language = Options.LanguageOf(line);
        string recipient = line.GetValue(Recipient)!;
        var request = new JsonObject { ["recipient"] = recipient };
        if (line.GetValue(Account) is { } account) request["account"] = account;
        Terminal.LeaveLinesAlone();
        if (!Options.IsJson(line)) AnsiConsole.WriteLine(Sending.In(language).Replace("{0}", recipient, System.StringComparison.Ordinal));
        ControlAnswer answer = await device.Ask(ControlVerb.TestMail, request, ControlClient.LongPatience, null, cancellation);
        JsonObject? mail = answer.Of("mail").FirstOrDefault();
        if (mail is null) return Options.Refused(answer, line);
        if (Options.IsJson(line))
        {
            mail.Remove("id");
            mail.Remove("type");
            mail["ok"] = answer.IsOk;
            if (!answer.IsOk) mail["diagnosisTitle"] = Catalogue.Find((int)answer.Diagnosis)?.Title.In(language);
            DeviceOptions.Write(mail);
        }
        else
        {
            Show(mail, answer, recipient, language, new Dictionary<string, string>());
        }

        return answer.IsOk ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>Shows what became of a test mail; why it failed, if it did, with what to do.</summary>
    /// <param name="mail">The device's line about it.</param>
    /// <param name="answer">The whole answer.</param>
    /// <param name="recipient">Who was to receive it.</param>
    /// <param name="language">The words' language.</param>
    /// <param name="values">For the steps' placeholders, as <see cref="ExplanationScreen"/> takes them.</param>
    public static void Show(JsonObject mail, ControlAnswer answer, string recipient, Language language, IReadOnlyDictionary<string, string> values)
    {
        if (answer.IsOk) AnsiConsole.MarkupLineInterpolated($"[bold green]{Accepted.In(language)}[/]");
        else AnsiConsole.MarkupLineInterpolated($"[bold red]{NotAccepted.In(language)}[/]");
        AnsiConsole.WriteLine();
        Field(AccountName, mail.Text("account"), language);
        if (mail.Number("replyCode") is { } code) Field(Reply, $"{code} {mail.Text("replyEnhanced")} {mail.Text("replyText")}".Replace("  ", " ", System.StringComparison.Ordinal), language);
        if (mail.Number("octets") is > 0 and { } octets) Field(Size, Quantities.Octets(octets), language);
        if (mail.Number("ms") is { } milliseconds) Field(Took, Quantities.Elapsed(milliseconds), language);
        AnsiConsole.WriteLine();
        if (answer.IsOk)
        {
            foreach (string row in Columns.Wrap(Look.In(language).Replace("{0}", recipient, System.StringComparison.Ordinal), Terminal.Columns())) AnsiConsole.WriteLine(row);
        }
        else if (Catalogue.Find((int)answer.Diagnosis) is not null)
        {
            new ExplanationScreen(language, Terminal.Columns(), values).Show(new Finding(answer.Diagnosis, InputKind.Number, ""));
        }
    }

    private static void Field(Phrase name, string value, Language language)
    {
        string label = name.In(language);
        bool isFirst = true;
        foreach (string row in Columns.Wrap(value, Terminal.Columns() - 12))
        {
            AnsiConsole.WriteLine((isFirst ? label + new string(' ', 12 - Columns.Width(label)) : new string(' ', 12)) + row);
            isFirst = false;
        }
    }
}
