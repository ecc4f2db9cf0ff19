using System;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool.Control;

/// <summary>The options of every command that asks a device, and what they have in common: connecting, and saying why that failed.</summary>
internal sealed class DeviceOptions
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    private readonly Option<string?> _device = new("--device")
    {
        Description = "The device: a saved one's name, unix:/path, tls://host:port#fingerprint or serial:/dev/ttyUSB0 (default: the saved default, else this computer)",
    };

    private readonly Option<string?> _adminKey = new("--admin-key") { Description = "File with the device's admin key, for tls:// (default: the saved device's)" };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON and nothing else" };
    private readonly Option<string?> _lang = Languages.Option();

    public void AddTo(Command command)
    {
        command.Options.Add(_device);
        command.Options.Add(_adminKey);
        command.Options.Add(_json);
        command.Options.Add(_lang);
    }

    public bool IsJson(ParseResult line) => line.GetValue(_json);

    public Language LanguageOf(ParseResult line) => Languages.Of(line.GetValue(_lang));

    /// <summary>The device that the command line means.</summary>
    /// <exception cref="ControlException">There is no such device.</exception>
    public DeviceTarget Target(ParseResult line) => DeviceTarget.Of(line.GetValue(_device), line.GetValue(_adminKey));

    /// <summary>The options that name the device, as they were given, for a command that a person is told to run next; begins with a blank.</summary>
    public string Again(ParseResult line) =>
        (line.GetValue(_device) is { } device ? " --device " + device : "") + (line.GetValue(_adminKey) is { } key ? " --admin-key " + key : "");

    /// <summary>Connects and tells the story; what keeps the device from being asked is shown, with what to do.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Ask(ParseResult line, Func<ControlClient, Task<int>> story, CancellationToken cancellation)
    {
        try
        {
            await using ControlClient device = await ControlClient.Connect(Target(line), cancellation);
            return await story(device);
        }
        catch (ControlException fault)
        {
            Show(fault, line);
            return fault.ExitCode;
        }
    }

    /// <summary>Says that the device refused a request.</summary>
    /// <returns>The exit code.</returns>
    public int Refused(ControlAnswer answer, ParseResult line, JsonObject? json = null)
    {
        (Phrase what, Phrase next) = ControlTexts.Of(answer);
        if (IsJson(line))
        {
            json ??= [];
            json["ok"] = false;
            json["error"] = answer.ErrorWord;
            json["message"] = what.In(LanguageOf(line));
            Write(json);
        }
        else
        {
            Say(what.In(LanguageOf(line)), next.In(LanguageOf(line)));
        }

        return ExitCodes.Failed;
    }

    public static void Write(JsonNode json) => Console.WriteLine(json.ToJsonString(Indented));

    /// <summary>Says that the device could not be asked, and what to do.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="line">The command line.</param>
    /// <param name="json">With --json: what else is known; null: nothing.</param>
    public void Show(ControlException fault, ParseResult line, JsonObject? json = null)
    {
        (Phrase what, Phrase next) = ControlTexts.Of(fault.Fault);
        string message = what.In(LanguageOf(line)).Replace("{0}", fault.About, StringComparison.Ordinal);
        string step = next.In(LanguageOf(line)).Replace("{0}", fault.About, StringComparison.Ordinal);
        if (IsJson(line))
        {
            json ??= [];
            json["ok"] = false;
            json["error"] = JsonNamingPolicy.KebabCaseLower.ConvertName(fault.Fault.ToString());
            json["message"] = message;
            json["next"] = step;
            Write(json);
        }
        else
        {
            Say(message, step);
        }
    }

    private static void Say(string what, string next)
    {
        foreach (string row in Columns.Wrap(what, Terminal.Columns())) Console.Error.WriteLine(row);
        foreach (string row in Columns.Wrap(next, Terminal.Columns())) Console.Error.WriteLine(row);
    }
}
