using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Support;
using DeviceMailAgent.Tool.Control;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail support-bundle</c>: one text file with all that support needs and no secret. Exit codes: 0 written, and the device answered; those
/// of <see cref="ExitCodes"/> if it did not (the file is written all the same); 73 if the file cannot be written.
/// </summary>
internal static class SupportBundleCommand
{
    // sysexits(3): EX_CANTCREAT.
    private const int CannotCreate = 73;

    private static readonly Option<string?> Output = new("--output", "-o") { Description = "The file to write (default: devicemail-support-DATE.txt in this folder)" };
    private static readonly Option<bool> NoAddresses = new("--no-addresses") { Description = "Replace mail and network addresses by numbers" };
    private static readonly Option<string?> Log = new("--agent-log") { Description = "File with the agent's log (default: this computer's journal, where the device is this computer)" };
    private static readonly DeviceOptions Options = new();

    private static readonly Phrase Collecting = new("Collecting; this takes a few seconds ...", "情報を収集しています...");
    private static readonly Phrase Written = new("Written: {0}", "保存しました: {0}");
    private static readonly Phrase ReadIt = new("Passwords, tokens and keys are blanked. It is plain text: read it before you send it.{0}",
        "パスワード、トークン、鍵は消去済みです。テキスト形式のため、送付前に内容を確認できます。{0}");
    private static readonly Phrase HasAddresses = new(" Mail and network addresses are in it; --no-addresses leaves them out.", " メールアドレスと IP アドレスが含まれます (--no-addresses で除外)。");
    private static readonly Phrase WithoutDevice = new("The device did not answer; the file says how far the way to it goes.", "装置から応答がありません。どこまで到達したかを記録しました。");
    private static readonly Phrase CannotWrite = new("{0} cannot be written: {1} Name another file with --output.", "{0} に書き込めません: {1} --output で別のファイルを指定してください。");
    private static readonly Phrase CannotRead = new("{0} cannot be read: {1} Check --agent-log.", "{0} を読み込めません: {1} --agent-log を確認してください。");

    public static Command Create()
    {
        var command = new Command("support-bundle", "Writes one text file for support: status, settings, log and checks, without secrets") { Output, NoAddresses, Log };
        Options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        Language language = Options.LanguageOf(line);
        bool json = Options.IsJson(line);
        Terminal.LeaveLinesAlone();
        DeviceTarget target;
        try
        {
            target = Options.Target(line);
        }
        catch (ControlException fault)
        {
            Options.Show(fault, line);
            return fault.ExitCode;
        }

        string path = Path.GetFullPath(line.GetValue(Output) ?? $"devicemail-support-{DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.txt");
        string? log = line.GetValue(Log);
        if (log is not null && Unreadable(log) is { } reason) return Fail(CannotRead, log, reason, ExitCodes.Usage, json, language);
        if (!json) AnsiConsole.WriteLine(Collecting.In(language));
        var bundle = new SupportBundle(target, !line.GetValue(NoAddresses), log);
        string text = await bundle.Collect(cancellation);
        try
        {
            // Nobody else's business, even without secrets.
            PrivateFile.Write(path, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail(CannotWrite, path, fault.Message, CannotCreate, json, language);
        }

        int code = bundle.Fault?.ExitCode ?? ExitCodes.Ok;
        if (json)
        {
            DeviceOptions.Write(new JsonObject
            {
                ["ok"] = bundle.Fault is null, ["file"] = path, ["octets"] = Encoding.UTF8.GetByteCount(text), ["addresses"] = !line.GetValue(NoAddresses),
                ["error"] = bundle.Fault is { } fault ? JsonNamingPolicy.KebabCaseLower.ConvertName(fault.Fault.ToString()) : null,
            });
            return code;
        }

        Paragraph(Written, path, "", language);
        Paragraph(ReadIt, line.GetValue(NoAddresses) ? "" : HasAddresses.In(language), "", language);
        if (bundle.Fault is not null) Paragraph(WithoutDevice, "", "", language);
        return code;
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using FileStream opened = File.OpenRead(file);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    private static int Fail(Phrase phrase, string file, string reason, int code, bool json, Language language)
    {
        string message = Filled(phrase, file, reason, language);
        if (json) DeviceOptions.Write(new JsonObject { ["ok"] = false, ["error"] = code == CannotCreate ? "not-writable" : "not-readable", ["message"] = message });
        else Console.Error.WriteLine(message);
        return code;
    }

    private static void Paragraph(Phrase phrase, string first, string second, Language language)
    {
        foreach (string row in Columns.Wrap(Filled(phrase, first, second, language), Terminal.Columns())) AnsiConsole.WriteLine(row);
    }

    private static string Filled(Phrase phrase, string first, string second, Language language) =>
        phrase.In(language).Replace("{0}", first, StringComparison.Ordinal).Replace("{1}", second, StringComparison.Ordinal);
}
