using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Texts;
using Spectre.Console;

namespace DeviceMailAgent.Tool.Control;

/// <summary>A device's status for a person, in 80 columns and without need of colour.</summary>
internal sealed class StatusScreen(Language language)
{
    // A device that is used warns a fortnight ahead.
    private const long DisuseDaysNear = 14;

    private static readonly Phrase Running = new("up {0}, {1} of memory, {2} of {3} sessions taken", "稼働 {0}、メモリ {1}、接続 {2} / {3}");
    private static readonly Phrase RunningOnBoard = new("up {0}, {1} of memory free, {2} of {3} sessions taken", "稼働 {0}、空きメモリ {1}、接続 {2} / {3}");
    private static readonly Phrase Fingerprint = new("Fingerprint", "フィンガープリント");
    private static readonly Phrase Listener = new("Listener", "受信口");
    private static readonly Phrase Tls = new("TLS", "TLS");
    private static readonly Phrase State = new("State", "状態");
    private static readonly Phrase Account = new("Account", "アカウント");
    private static readonly Phrase LastMail = new("Last mail", "最後のメール");
    private static readonly Phrase Mails = new("Sent / not", "成功 / 失敗");
    private static readonly Phrase Token = new("Token", "トークン");
    private static readonly Phrase Listening = new("listening", "待受中");
    private static readonly Phrase NoMail = new("none yet", "なし");
    private static readonly Phrase NoSecret = new("missing", "未登録");
    private static readonly Phrase Left = new("{0} left", "残り {0}");
    private static readonly Phrase AtNeed = new("got when needed", "使用時に取得");
    private static readonly Phrase Explain = new("What to do: devicemail explain {0}", "対処: devicemail explain {0}");

    // What ends on a day that is known, by the answer's member.
    private static readonly (string Member, Phrase Phrase)[] Ends =
    [
        ("secretDays", new("{0}: the secret ends {1}.", "{0}: シークレットの期限は {1}です。")),
        ("certificateDays", new("{0}: the certificate ends {1}.", "{0}: 証明書の期限は {1}です。")),
        ("signInDays", new("{0}: the sign-in ends {1}; it must be repeated then.", "{0}: サインインの期限は {1}です (その後、再サインインが必要です)。")),
        ("disuseDays", new("{0}: the refresh token dies {1} unless it is used.", "{0}: リフレッシュ トークンは未使用のままだと {1}に失効します。")),
    ];

    public void Show(JsonObject hello, ControlAnswer answer)
    {
        AnsiConsole.Profile.Width = Terminal.Columns();
        Device(hello, answer.Of("device").FirstOrDefault() ?? []);
        Listeners(answer);
        Accounts(answer);
        foreach (JsonObject account in answer.Of("account")) Notes(account);
    }

    private void Device(JsonObject hello, JsonObject device)
    {
        string state = device.Text("state");
        AnsiConsole.Write(new Text(device.Text("name"), new Style(decoration: Decoration.Bold)));
        AnsiConsole.Write(new Text($"  {device.Text("board")}  {device.Text("version")}  "));
        AnsiConsole.Write(new Text(EventTexts.OfState(state).In(language) + "\n", StyleOf(state)));
        // A board tells what its heap has left, a computer what the agent takes.
        long? free = device.Number("heapFreeOctets");
        AnsiConsole.WriteLine(Filled(free is null ? Running : RunningOnBoard, Quantities.Span(device.Number("uptimeSeconds") ?? 0, language), Quantities.Octets(free ?? device.Number("rssOctets") ?? 0),
            Number(device, "sessions"), Number(device, "sessionsMax")));
        if (hello.Text("fingerprint") is { Length: > 0 } fingerprint) AnsiConsole.WriteLine($"{Fingerprint.In(language)}\n  {fingerprint}");
    }

    private void Listeners(ControlAnswer answer)
    {
        Table table = TableOf(Listener, Tls, State);
        foreach (JsonObject listener in answer.Of("listener"))
        {
            string address = listener.Text("address");
            string where = (address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address) + ":" + Number(listener, "port");
            table.AddRow(new Text(where), new Text(listener.Text("tls")), new Text(Listening.In(language)));
        }

        AnsiConsole.Write(table);
    }

    private void Accounts(ControlAnswer answer)
    {
        Table table = TableOf(Account, State, LastMail, Mails, Token);
        foreach (JsonObject account in answer.Of("account"))
        {
            string state = account.Text("state");
            table.AddRow(new Text(account.Text("account")), new Text(EventTexts.OfState(state).In(language), StyleOf(state)), new Text(Last(account)),
                new Text($"{Number(account, "delivered")} / {Number(account, "refused")}"), new Text(TokenOf(account)));
        }

        AnsiConsole.Write(table);
    }

    // What needs care, one account after another.
    private void Notes(JsonObject account)
    {
        Diagnosis diagnosis = account.Diagnosis();
        if (diagnosis == Diagnosis.None && !account.Flag("secretStored")) diagnosis = Diagnosis.NoRefreshToken;
        if (diagnosis != Diagnosis.None)
        {
            AnsiConsole.WriteLine($"{account.Text("account")}: {DiagnosisLine.Of(diagnosis, language)}");
            AnsiConsole.WriteLine("  " + Filled(Explain, ((int)diagnosis).ToString(CultureInfo.InvariantCulture)));
        }

        foreach ((string member, Phrase phrase) in Ends)
        {
            if (account.Number(member) is not { } days || (member == "disuseDays" && days > DisuseDaysNear)) continue;
            AnsiConsole.WriteLine(Filled(phrase, account.Text("account"), Quantities.InDays(days, language)));
        }
    }

    private string Last(JsonObject account)
    {
        string moment = Quantities.Moment(account.Text("lastTime"));
        if (moment.Length == 0) return NoMail.In(language);
        Diagnosis diagnosis = account.Diagnosis("lastDiagnosis");
        string outcome = diagnosis == Diagnosis.None ? Quantities.Octets(account.Number("lastOctets") ?? 0) : string.Create(CultureInfo.InvariantCulture, $"D{(int)diagnosis}");
        return $"{moment}, {outcome}";
    }

    private string TokenOf(JsonObject account)
    {
        if (!account.Flag("secretStored")) return NoSecret.In(language);
        if (account.Number("tokenSeconds") is { } seconds) return Filled(Left, Quantities.Span(seconds, language));
        return account.Flag("bearer") ? AtNeed.In(language) : "-";
    }

    private Table TableOf(params Phrase[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (Phrase column in columns) table.AddColumn(column.In(language));
        return table;
    }

    private string Filled(Phrase phrase, params string[] values)
    {
        string text = phrase.In(language);
        for (int i = 0; i < values.Length; i++) text = text.Replace("{" + i.ToString(CultureInfo.InvariantCulture) + "}", values[i], StringComparison.Ordinal);
        return text;
    }

    private static string Number(JsonObject line, string name) => (line.Number(name) ?? 0).ToString(CultureInfo.InvariantCulture);

    private static Style StyleOf(string state) => new(state switch { "ready" or "sending" => Color.Green, "attention" or "booting" => Color.Yellow, _ => Color.Red }, decoration: Decoration.Bold);
}
