using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Examination;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool.Support;

/// <summary>
/// Collects what support needs into one text: plain text, so that whoever sends it can read all of it before, and mail filters let it pass.
/// A device that does not answer is part of it, not an error.
/// </summary>
/// <param name="target">The device.</param>
/// <param name="withAddresses">False: mail and network addresses are replaced.</param>
/// <param name="logFile">A file with the agent's log; null: systemd's journal, where the device is this computer.</param>
internal sealed class SupportBundle(DeviceTarget target, bool withAddresses, string? logFile)
{
    // As many as a device keeps.
    private const int EventsMax = 512;
    private const int LogOctetsMax = 2_000_000;

    private readonly BundleText _text = new(withAddresses);

    /// <summary>Why the device could not be asked; null: it could.</summary>
    public ControlException? Fault { get; private set; }

    /// <summary>Collects everything.</summary>
    public async Task<string> Collect(CancellationToken cancellation)
    {
        _text.Line($"DeviceMailAgent support bundle, made {DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} by devicemail {Version}");
        _text.Line("Secrets are blanked as [removed]. Please read it before you send it." + (withAddresses ? "" : " Addresses are numbered."));
        _text.Section("this computer");
        foreach (string fact in HostFacts.All()) _text.Line(fact);
        var report = new DoctorReport();
        try
        {
            await using ControlClient device = await ControlClient.Connect(target, cancellation);
            await Ask(device, report, cancellation);
        }
        catch (ControlException fault)
        {
            Fault = fault;
            _text.Section("the device could not be asked");
            _text.Line(fault.Message + (fault.InnerException is { } cause ? " (" + cause.GetType().Name + ": " + cause.Message + ")" : ""));
            await new WayToDevice(target, report).Explain(fault, cancellation);
        }

        _text.Section("doctor");
        foreach (DoctorCheck check in report.Checks) _text.Line($"{check.Result,-8} {check.Name,-14} {(check.Diagnosis == 0 ? "" : "D" + (int)check.Diagnosis)} {check.Note.English}".TrimEnd());
        await Log(cancellation);
        return _text.ToString();
    }

    private static string Version => typeof(SupportBundle).Assembly.GetName().Version?.ToString(3) ?? "?";

    private async Task Ask(ControlClient device, DoctorReport report, CancellationToken cancellation)
    {
        _text.Section("device");
        _text.Line(Plain(device.Device));
        await Section(device, ControlVerb.Status, null, "status", cancellation);
        await Section(device, ControlVerb.Config, null, "config", cancellation);
        await Section(device, ControlVerb.Log, new JsonObject { ["last"] = EventsMax }, "events", cancellation);
        await new DoctorRun(device, target, report, new DoctorWishes()).Run(cancellation);
    }

    private async Task Section(ControlClient device, ControlVerb verb, JsonObject? members, string title, CancellationToken cancellation)
    {
        _text.Section(title);
        ControlAnswer answer = await device.Ask(verb, members, ControlClient.LongPatience, null, cancellation);
        foreach (JsonObject line in answer.Lines) _text.Line(Plain(line) + (line.Text("type") == "event" ? "  " + EventTexts.Of(line.Number("code") ?? 0).English : ""));
        if (!answer.IsOk) _text.Line($"ended with {answer.ErrorWord} {(answer.Diagnosis == 0 ? "" : "D" + (int)answer.Diagnosis)}".TrimEnd());
    }

    private async Task Log(CancellationToken cancellation)
    {
        _text.Section("the agent's log");
        string? log = null;
        if (logFile is not null) log = await Tail(logFile, cancellation);
        else if (target.Address.Way == DeviceWay.Unix) log = await HostFacts.Journal(cancellation);
        _text.Line(log ?? "not at hand: it is in the journal of the device (journalctl -u devicemail-agent)");
    }

    // The last octets: what happened before is seldom asked for.
    private static async Task<string> Tail(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length > LogOctetsMax) file.Seek(-LogOctetsMax, SeekOrigin.End);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(cancellation);
    }

    // The values stand apart from their names, so that a long value does not take its name along when it is blanked.
    private static string Plain(JsonObject line) =>
        line.Text("type") + " | " + string.Join(" | ", line.Where(member => member.Key is not ("id" or "type")).Select(member => member.Key + ": " + Value(line, member.Key)));

    private static string Value(JsonObject line, string name)
    {
        string text = line[name] is JsonValue value && value.TryGetValue(out string? said) ? said : line[name]?.ToJsonString() ?? "";
        return text.Replace('\n', ' ');
    }
}
