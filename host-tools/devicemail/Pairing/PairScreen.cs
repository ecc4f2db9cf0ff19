using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Texts;
using Spectre.Console;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>A pairing for a person: in 80 columns, without need of colour, the code and what to do always among the last lines.</summary>
/// <param name="language">The words' language.</param>
/// <param name="ascii">True where block characters cannot be shown; then there is no QR code.</param>
/// <param name="hasKeys">True if keys can be pressed, so that they are named.</param>
internal sealed class PairScreen(Language language, bool ascii, bool hasKeys) : IPairScreen
{
    private readonly WaitingLine _waiting = new();
    private readonly Dictionary<string, string> _values = [];
    private int _interval;
    private bool _isBrowser;

    public void Begins(JsonObject account, PairFlow flow)
    {
        if (account.Text("user") is { Length: > 0 } user) _values["<mailbox>"] = user;
        if (account.Text("clientId") is { Length: > 0 } clientId) _values["<app-id>"] = clientId;
        _values["<host>"] = account.Text("host");
        _waiting.Clear();
        string who = account.Text("user").Length > 0 ? account.Text("user") + " > " : "";
        AnsiConsole.MarkupLineInterpolated($"[bold]{account.Text("account")}[/]  {who}{account.Text("host")}");
        Paragraph(Fill(PairTexts.Way, PairTexts.NameOf(flow).In(language)) + flow.Why.In(language));
        AnsiConsole.WriteLine();
    }

    public void Code(DeviceCode code)
    {
        // The code stands last: a terminal of 24 lines then loses the head of the QR code, not the code.
        if (!ascii && !Console.IsOutputRedirected) Qr(code.AddressWithCode.Length > 0 ? code.AddressWithCode : code.Address);
        AnsiConsole.MarkupLineInterpolated($"{PairTexts.OpenAddress.In(language)} [bold]{code.Address}[/]");
        Paragraph(PairTexts.EnterCode.In(language));
        AnsiConsole.WriteLine();
        int columns = Terminal.Columns();
        if (BlockLetters.Of(code.UserCode, columns - 2, ascii) is { } rows) foreach (string row in rows) AnsiConsole.WriteLine("  " + row);
        // It is there to be copied, too.
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"  [bold]{code.UserCode}[/]");
        AnsiConsole.WriteLine();
        Paragraph("3. " + Fill(PairTexts.SignInAs, code.Mailbox));
        _interval = code.IntervalSeconds;
        _isBrowser = false;
    }

    public void Waiting(TimeSpan left, int intervalSeconds)
    {
        if (intervalSeconds > _interval && _interval > 0)
        {
            _waiting.Clear();
            Paragraph(Fill(PairTexts.Slower, intervalSeconds.ToString(CultureInfo.InvariantCulture)));
        }

        _interval = intervalSeconds;
        Phrase phrase = (_isBrowser, hasKeys) switch { (true, _) => PairTexts.WaitingForBrowser, (false, true) => PairTexts.WaitingWithKeys, _ => PairTexts.Waiting };
        _waiting.Show(Fill(phrase, WaitingLine.Clock(left)), left);
    }

    public void Unanswered(Diagnosis diagnosis)
    {
        _waiting.Clear();
        Paragraph(diagnosis == Diagnosis.None ? PairTexts.AnswersAgain.In(language) : Fill(PairTexts.DoesNotAnswer, DiagnosisLine.Of(diagnosis, language)));
    }

    public void MaybeBlocked(TimeSpan waited, string? next)
    {
        _waiting.Clear();
        AnsiConsole.WriteLine();
        Paragraph(Fill(PairTexts.StillWaiting, Quantities.Span((long)waited.TotalSeconds, language)), "bold yellow");
        Paragraph(PairTexts.MaybeBlocked.In(language));
        if (next is null) Paragraph(PairTexts.AskAdministrator.In(language));
        else if (hasKeys) Paragraph(PairTexts.PressB.In(language));
        else Paragraph(PairTexts.OtherWay.In(language));
        Run(next ?? "devicemail explain 331");
        AnsiConsole.WriteLine();
    }

    public void Browser(string start, Uri address, int port, bool isOpened)
    {
        _isBrowser = true;
        _interval = 0;
        Paragraph(isOpened ? PairTexts.BrowserOpened.In(language) : PairTexts.OpenBrowser.In(language));
        Run(start);
        if (_values.TryGetValue("<mailbox>", out string? mailbox)) Paragraph(Fill(PairTexts.SignInAs, mailbox));
        if (!isOpened)
        {
            Paragraph(PairTexts.FromElsewhere.In(language));
            Run(string.Create(CultureInfo.InvariantCulture, $"ssh -L {port}:127.0.0.1:{port} {Environment.MachineName}"));
        }

        AnsiConsole.WriteLine();
    }

    public void Stored(PairFlow flow)
    {
        _waiting.Clear();
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold green]{(flow.Way == PairWay.Nothing ? PairTexts.NothingNeeded : PairTexts.Paired).In(language)}[/]");
    }

    public void Failed(Diagnosis diagnosis, string oauthError, int aadsts)
    {
        _waiting.Clear();
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold red]{PairTexts.NotPaired.In(language)}[/]");
        AnsiConsole.WriteLine();
        string basis = aadsts > 0 ? "AADSTS" + aadsts.ToString(CultureInfo.InvariantCulture) : oauthError;
        if (Catalogue.Find((int)diagnosis) is null) return;
        new ExplanationScreen(language, Terminal.Columns(), _values).Show(new Finding(diagnosis, basis.Length > 0 ? InputKind.OAuthError : InputKind.Number, basis, aadsts));
    }

    public void Refused(string error, string what, string next)
    {
        _waiting.Clear();
        foreach (string row in Columns.Wrap(what, Terminal.Columns()).Concat(Columns.Wrap(next, Terminal.Columns()))) Console.Error.WriteLine(row);
    }

    public void Cancelled()
    {
        _waiting.Clear();
        AnsiConsole.WriteLine();
        Paragraph(PairTexts.Cancelled.In(language));
    }

    public void Sending(string recipient) => Paragraph(Fill(PairTexts.Sending, recipient));

    public void Sent(JsonObject mail, ControlAnswer answer, string recipient) => TestMailCommand.Show(mail, answer, recipient, language, _values);

    public void Ends(bool isPaired, bool? isMailAccepted)
    {
        if (!isPaired) return;
        AnsiConsole.WriteLine();
        Paragraph((isMailAccepted switch { true => PairTexts.Ready, false => PairTexts.NotReady, _ => PairTexts.Untried }).In(language));
    }

    private void Qr(string address)
    {
        bool hasColour = AnsiConsole.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };
        var ink = new Style(Color.Black, Color.White);
        foreach (string line in QrText.Of(address, inverted: !hasColour))
        {
            AnsiConsole.Write("  ");
            if (hasColour) AnsiConsole.Write(new Text(line, ink));
            else AnsiConsole.Write(line);
            AnsiConsole.WriteLine();
        }

        AnsiConsole.WriteLine();
    }

    private static void Paragraph(string text, string style = "")
    {
        foreach (string line in Columns.Wrap(text, Terminal.Columns()))
        {
            if (style.Length == 0) AnsiConsole.WriteLine(line);
            else AnsiConsole.MarkupLine($"[{style}]{Markup.Escape(line)}[/]");
        }
    }

    // To be copied as it is, so never broken.
    private static void Run(string line) => AnsiConsole.MarkupLine($"      [aqua]{Markup.Escape(line)}[/]");

    private string Fill(Phrase phrase, string value) => phrase.In(language).Replace("{0}", value, StringComparison.Ordinal);
}
