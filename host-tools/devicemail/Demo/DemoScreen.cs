using System;
using System.Diagnostics;
using System.Globalization;
using DeviceMailAgent.Status;
using Spectre.Console;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>
/// The demo as a person sees it: one line for each event in the order in which it happens, the side that it happens on at the line's
/// beginning. Works without colour and in 80 columns.
/// </summary>
internal sealed class DemoScreen
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly object _turn = new();
    private readonly bool _silent;
    private string? _light;

    /// <param name="silent">True to show nothing, for <c>--json</c>.</param>
    public DemoScreen(bool silent)
    {
        _silent = silent;
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 10_000;
    }

    public void Scanner(string text) => Show("scanner ", "aqua", text);

    /// <summary>What a person at a browser does, and what the tool shows him.</summary>
    public void Person(string text) => Show("person  ", "fuchsia", text);

    /// <summary>It did not come to a scan.</summary>
    public void Failed(string why)
    {
        if (_silent) return;
        lock (_turn) AnsiConsole.MarkupLineInterpolated($"\n[bold red]It did not work: {why}[/]");
    }

    public void Provider(string text) => Show("provider", "yellow", text);

    /// <summary>A line of the agent's log. "status …" is what its light would show.</summary>
    public void Agent(string text)
    {
        if (text.StartsWith("status ", StringComparison.Ordinal)) Light(text["status ".Length..]);
        else Show("agent   ", "green", text);
    }

    public void Title(string text)
    {
        if (_silent) return;
        lock (_turn) AnsiConsole.MarkupLineInterpolated($"[bold]{text}[/]");
    }

    public void Text(string text)
    {
        if (_silent) return;
        lock (_turn) AnsiConsole.WriteLine(text);
    }

    /// <summary>The last word.</summary>
    public void Result(DemoResult result, DemoScan scan, int recipients)
    {
        if (_silent) return;
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn("what").PadRight(3));
        table.AddColumn("value");
        Row(table, "delivered", result.Delivered ? $"yes, to {recipients} recipient" : "NO");
        Row(table, "subject", result.Subject ?? "none");
        Row(table, "attachment", $"{result.Attachment ?? "none"}, {Number(result.AttachmentBytes)} octets, {(result.AttachmentMatch ? "equal to the scan" : "NOT equal to the scan")}");
        Row(table, "sent", $"SHA-256 {scan.Sha256[..16]}…, {Number(scan.Octets.Length)} octets");
        Row(table, "arrived", result.Sha256 is null ? "nothing" : $"SHA-256 {result.Sha256[..16]}…, {(result.Sha256Match ? "equal" : "NOT EQUAL")}");
        Row(table, "time", string.Create(CultureInfo.InvariantCulture, $"{result.Seconds:0.000} s from the scanner's connection to its last reply"));
        Row(table, "memory", result.AgentPeakRssBytes == 0
            ? "not known on this system"
            : string.Create(CultureInfo.InvariantCulture, $"{result.AgentPeakRssBytes / 1e6:0.0} MB at the agent's peak, {(result.AgentIsNative ? "native binary" : "JIT build: the native binary needs a fraction")}"));
        lock (_turn)
        {
            AnsiConsole.WriteLine();
            AnsiConsole.Write(table);
            AnsiConsole.WriteLine();
            if (result.IsSuccess) AnsiConsole.MarkupLine("[bold green]The mail arrived unchanged.[/]");
            else AnsiConsole.MarkupLineInterpolated($"[bold red]It did not work: {result.Error ?? "the mail is not what was sent"}[/]");
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void Row(Table table, string name, string value) =>
        table.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));

    // The agent logs its state; the light's colour and blinks come from the same table that drives a real LED.
    private void Light(string status)
    {
        string name = status.Split(' ')[0].Replace("-", "", StringComparison.Ordinal);
        if (status == _light || !Enum.TryParse(name, true, out AgentState state)) return;
        _light = status;
        LightPattern pattern = LightPattern.Of(state);
        string rhythm = pattern.Blinks switch
        {
            0 => "steady",
            1 => "1 blink",
            LightPattern.Endless => "blinking without a pause",
            _ => $"{pattern.Blinks} blinks",
        };
        Show("agent  ●", Colour(pattern).Replace("magenta", "fuchsia", StringComparison.Ordinal), $"light: {Colour(pattern)}, {rhythm} ({status})");
    }

    // One event, one line: a reply of 150 characters is cut for the screen. A file or pipe gets all of it.
    private static string Fitting(string text)
    {
        const int Margin = 18;
        int room = AnsiConsole.Profile.Width - Margin;
        return text.Length <= room || Console.IsOutputRedirected ? text : text[..(room - 1)] + "…";
    }

    private static string Colour(LightPattern pattern) => (pattern.Red, pattern.Green, pattern.Blue) switch
    {
        (true, true, true) => "white",
        (true, true, false) => "yellow",
        (true, false, true) => "magenta",
        (true, false, false) => "red",
        (false, false, true) => "blue",
        _ => "green",
    };

    private void Show(string side, string colour, string text)
    {
        if (_silent) return;
        lock (_turn)
        {
            string time = _clock.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
            AnsiConsole.MarkupInterpolated($"[grey]{time,7}[/] [{colour}]{side}[/] ");
            AnsiConsole.WriteLine(Fitting(text));
        }
    }
}
