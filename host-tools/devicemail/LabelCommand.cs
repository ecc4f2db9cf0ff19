using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Label;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail label</c>: a label to print for a saved device, or an empty one. Exit codes: 0 written; 64 there is no such device, or the guide is no https address; 73 the file is
/// there already or cannot be written.
/// </summary>
internal static class LabelCommand
{
    // sysexits(3): EX_CANTCREAT.
    private const int CannotCreate = 73;
    // A longer one makes modules too small for a phone at this size.
    private const int GuideCharactersMax = 150;

    private static readonly Argument<string?> Name = new("name") { Description = "A saved device (default: an empty label, to fill in with a pen)", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Address = new("--address") { Description = "What is typed into the scanner, such as 192.168.7.2:2525" };
    private static readonly Option<string?> Call = new("--call") { Description = "Whom to call: a name, a number" };
    private static readonly Option<string?> Guide = new("--guide") { Description = "An https address for the QR code (default: no QR code)" };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "The file to write (default: label-NAME.svg in this folder)" };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the file if it is there" };
    private static readonly Option<string?> Lang = Languages.Option();

    private static readonly Phrase Written = new("Written: {0}. Print it at its own size, 90 by 62.5 mm.", "保存しました: {0}。原寸 (90 × 62.5 mm) で印刷してください。");
    private static readonly Phrase Exists = new("{0} is there already. Name another file with --output, or replace it with --force.", "{0} は既にあります。--output で別のファイルを指定するか、--force で置き換えてください。");
    private static readonly Phrase CannotWrite = new("{0} cannot be written. Name another file with --output.", "{0} に書き込めません。--output で別のファイルを指定してください。");
    private static readonly Phrase BadGuide = new("{0} is no https address of at most 150 characters, which a QR code on this label could hold. Correct --guide.", "{0} は 150 文字以内の https アドレスではないため、QR コードにできません。--guide を修正してください。");

    public static Command Create()
    {
        var command = new Command("label", "Writes a label to print and stick on a device: name, address, fingerprint, what the light says") { Name, Address, Call, Guide, Output, Force, Lang };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult line)
    {
        Language language = Languages.Of(line.GetValue(Lang));
        string? guide = line.GetValue(Guide);
        if (guide is not null && !(guide.Length <= GuideCharactersMax && Uri.TryCreate(guide, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            return Refuse(BadGuide, guide, ExitCodes.Usage, language);
        }

        DeviceProfile? device = null;
        try
        {
            if (line.GetValue(Name) is { } name) device = DeviceProfiles.Load().Find(name) ?? throw new ControlException(ControlFault.BadAddress, name);
        }
        catch (ControlException fault)
        {
            (Phrase what, Phrase next) = ControlTexts.Of(fault.Fault);
            Refuse(what, fault.About, fault.ExitCode, language);
            return Refuse(next, "", fault.ExitCode, language);
        }

        string path = Path.GetFullPath(line.GetValue(Output) ?? (device is null ? "label.svg" : $"label-{device.Name}.svg"));
        string picture = LabelPicture.Of(new LabelText(device?.Name, line.GetValue(Address), device?.Fingerprint?.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant(), line.GetValue(Call), guide));
        if (File.Exists(path) && !line.GetValue(Force)) return Refuse(Exists, path, CannotCreate, language);
        try
        {
            File.WriteAllBytes(path, Encoding.UTF8.GetBytes(picture));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse(CannotWrite, path, CannotCreate, language);
        }

        Console.WriteLine(Written.In(language).Replace("{0}", path, StringComparison.Ordinal));
        return ExitCodes.Ok;
    }

    private static int Refuse(Phrase phrase, string about, int code, Language language)
    {
        foreach (string row in Columns.Wrap(phrase.In(language).Replace("{0}", about, StringComparison.Ordinal), Terminal.Columns())) Console.Error.WriteLine(row);
        return code;
    }
}
