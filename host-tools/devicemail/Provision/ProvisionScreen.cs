using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using DeviceMailAgent.Tool.Diagnoses;
using Spectre.Console;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>What was written, and what is to be done now, by whom.</summary>
/// <param name="Plan">What the file was made of.</param>
/// <param name="File">Where it is.</param>
/// <param name="IsChecked">True if the agent found it sound; null if there was no agent to ask.</param>
/// <param name="Password">The scanner's password where it was made here; it is shown this once.</param>
/// <param name="Device">The saved device's name; null: none was saved.</param>
internal sealed record Provisioned(ProvisionPlan Plan, string File, bool? IsChecked, string? Password, string? Device);

/// <summary>Shows the outcome of <c>devicemail provision</c>, to a person or as JSON.</summary>
internal sealed class ProvisionScreen(Language language)
{
    private const int LabelColumns = 14;

    private static readonly Phrase Written = new("Wrote {0}. ", "{0} を作成しました。");
    private static readonly Phrase Sound = new("The agent finds nothing wrong with it.", "エージェントによる検査で問題は見つかりませんでした。");
    private static readonly Phrase Unchecked = new("No devicemail-agent stands beside this tool, so it was not checked: run devicemail-agent --check on the device.", "devicemail-agent が見つからないため検査していません。装置で devicemail-agent --check を実行してください。");
    private static readonly Phrase BoardJudges = new("The board's own program judges the rest when it starts.", "残りの検査はボードのプログラムが起動時に行います。");
    private static readonly Phrase FlashIt = new("Connect the board over USB and put the program and this file on it (--port as devicemail flash --board {0} lists them; VERSION: firmware/esp32/README.md says which fit; roots.pem: the roots of the provider's certificates):",
        "ボードを USB で接続し、プログラムとこのファイルを書き込みます (--port は devicemail flash --board {0} で確認、VERSION は firmware/esp32/README.md を参照、roots.pem はサービスの証明書のルート)。");
    private static readonly Phrase Saved = new("The device is saved as {0}.", "装置を {0} として保存しました。");
    private static readonly Phrase CertificateBeside = new("It names {0} beside it: the app's certificate, without its key. It ends on {1}.", "アプリの証明書 (公開部分のみ) は同じフォルダーの {0} です。期限は {1} です。");
    private static readonly Phrase Admin = new("What the provider's side must have done first", "サービス側で先に必要な設定");
    private static readonly Phrase Scanner = new("What to type into the scanner", "スキャナーの設定");
    private static readonly Phrase Server = new("SMTP server", "SMTP サーバー");
    private static readonly Phrase DeviceAddress = new("the device's address", "装置の IP アドレス");
    private static readonly Phrase Port = new("Port", "ポート");
    private static readonly Phrase Tls = new("SSL/TLS", "SSL/TLS");
    private static readonly Phrase Login = new("Login", "認証");
    private static readonly Phrase NoLogin = new("off", "なし");
    private static readonly Phrase LoginOn = new("on (SMTP AUTH), user {0}", "SMTP 認証を使用、ユーザー名 {0}");
    private static readonly Phrase PasswordLabel = new("Password", "パスワード");
    private static readonly Phrase Made = new("{0}  (shown only now; agent.json has its hash)", "{0}  (表示は今回のみ。agent.json にはハッシュを保存)");
    private static readonly Phrase Yours = new("the one that you gave", "指定したもの");
    private static readonly Phrase Sender = new("Sender", "差出人");
    private static readonly Phrase Next = new("Then", "次の手順");
    private static readonly Phrase Carry = new("Put the file onto the device and start the agent with it:", "ファイルを装置に置き、エージェントを起動します。");
    private static readonly Phrase CarryBoth = new("Put this file and {0} onto the device, into one folder, and start the agent:", "このファイルと {0} を装置の同じフォルダーに置き、エージェントを起動します。");
    private static readonly Phrase GiveKey = new("Hand the certificate's private key over, and wait for the test mail:", "証明書の秘密鍵を装置に登録し、テストメールの到着を確認します。");
    private static readonly Phrase GiveServiceKey = new("Hand the service account's key file over, and wait for the test mail:", "サービス アカウントのキー ファイルを装置に登録し、テストメールの到着を確認します。");
    private static readonly Phrase GiveSecret = new("Hand the secret over (it is asked for and not shown), and wait for the test mail:", "シークレットを装置に登録し (入力は表示されません)、テストメールの到着を確認します。");
    private static readonly Phrase SeeAll = new("See that everything between scanner and provider is well:", "スキャナーからメールサービスまでの全体を確認します。");
    private static readonly Phrase PairIt = new("Pair it, and wait for the test mail:", "ペアリングし、テストメールの到着を確認します。");
    private static readonly Phrase SaveIt = new("To reach it over the network, save it once over a serial cable, or on the device itself:", "ネットワーク経由で使うには、シリアル接続または装置上で一度だけ次を実行します。");

    public void Show(Provisioned done)
    {
        Paragraph(Fill(Written, done.File) + (done.IsChecked == true ? Sound : IsBoard(done.Plan) ? BoardJudges : Unchecked).In(language));
        if (done.Plan.Certificate is { FileName: { } certificate, Ends: { } ends })
        {
            Paragraph(Fill(CertificateBeside, certificate).Replace("{1}", ends.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        if (done.Device is { } device) Paragraph(Fill(Saved, device));
        Heading(Admin);
        new ExplanationScreen(language, Terminal.Columns(), Values(done.Plan)).Show(AdminSteps.Of(done.Plan));
        Heading(Scanner);
        foreach ((Phrase name, string value) in ScannerFields(done)) Field(name, value);
        Heading(Next);
        new ExplanationScreen(language, Terminal.Columns(), Values(done.Plan)).Show(NextSteps(done));
    }

    public JsonObject Json(Provisioned done)
    {
        ProvisionPlan plan = done.Plan;
        var scanner = new JsonObject { ["address"] = plan.Address, ["port"] = plan.Port, ["tls"] = TlsOf(plan), ["login"] = plan.ScannerUser is { Length: > 0 } };
        if (plan.ScannerUser is { Length: > 0 } user) scanner["user"] = user;
        if (done.Password is { } password) scanner["password"] = password;
        scanner["sender"] = plan.Sender ?? plan.Mailbox;
        JsonObject? certificate = plan.Certificate is { } given ? new JsonObject { ["file"] = given.FileName, ["ends"] = given.Ends?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) } : null;
        IReadOnlyDictionary<string, string> values = Values(plan);
        return new JsonObject
        {
            ["ok"] = true, ["file"] = done.File, ["checked"] = done.IsChecked == true, ["certificate"] = certificate, ["device"] = done.Device, ["scanner"] = scanner,
            ["adminSteps"] = new JsonArray([.. AdminSteps.Of(plan).Select(step => Step(step, values))]), ["next"] = new JsonArray([.. NextSteps(done).Select(step => Step(step, values))]),
        };
    }

    private JsonObject Step(Step step, IReadOnlyDictionary<string, string> values)
    {
        string text = step.Text.In(language);
        foreach ((string name, string value) in values) text = text.Replace(name, value, StringComparison.Ordinal);
        return new JsonObject { ["kind"] = step.Kind.ToString().ToLowerInvariant(), ["text"] = text };
    }

    private static Dictionary<string, string> Values(ProvisionPlan plan)
    {
        var values = new Dictionary<string, string> { ["<mailbox>"] = plan.Mailbox!, ["<sender>"] = plan.Sender ?? plan.Mailbox! };
        if (plan.ClientId is { } clientId) values["<app-id>"] = clientId;
        if (plan.Values.TryGetValue("tenant", out string? tenant)) values["<tenant>"] = tenant;
        if (plan.Values.TryGetValue("app-id", out string? app)) values["<app-id>"] = app;
        return values;
    }

    private IEnumerable<(Phrase Name, string Value)> ScannerFields(Provisioned done)
    {
        ProvisionPlan plan = done.Plan;
        yield return (Server, plan.Address is "0.0.0.0" or "::" ? DeviceAddress.In(language) : plan.Address);
        yield return (Port, plan.Port.ToString(CultureInfo.InvariantCulture));
        yield return (Tls, TlsText(TlsOf(plan)).In(language));
        if (plan.ScannerUser is not { Length: > 0 } user)
        {
            yield return (Login, NoLogin.In(language));
        }
        else
        {
            yield return (Login, Fill(LoginOn, user));
            yield return (PasswordLabel, done.Password is { } made ? Fill(Made, made) : Yours.In(language));
        }

        yield return (Sender, plan.Sender ?? plan.Mailbox!);
    }

    private static bool IsBoard(ProvisionPlan plan) => plan.Board is { } id && Board.Find(id) is { IsEsp32: true };

    // As the file has it: a board has no room for TLS with scanners.
    private static string TlsOf(ProvisionPlan plan) => IsBoard(plan) && plan.Tls == "auto" ? "off" : plan.Tls;

    private static Phrase TlsText(string tls) => tls switch
    {
        "off" => new("off", "使用しない"),
        "starttls" => new("off, or STARTTLS with the certificate not checked", "使用しない、または STARTTLS (証明書の検証なし)"),
        "implicit" => new("on (SSL), with the certificate not checked", "SSL を使用 (証明書の検証なし)"),
        _ => new("any setting works; with TLS, the certificate not checked", "どの設定でも可 (TLS の場合は証明書の検証なし)"),
    };

    private static List<Step> NextSteps(Provisioned done)
    {
        bool isBoard = IsBoard(done.Plan);
        List<Step> steps = isBoard ? FlashSteps(done) :
        [
            CarryStep(done.Plan), Diagnoses.Step.Run("devicemail-agent --config " + done.File),
        ];
        if (!isBoard && done.Device is null && done.Plan.ControlListen is not null)
        {
            steps.Add(Diagnoses.Step.Do(SaveIt.English, SaveIt.Japanese));
            steps.Add(Diagnoses.Step.Run($"devicemail devices add {done.Plan.Name} unix:/run/devicemail-agent/control.sock --lan HOST"));
        }

        // Flashing saves a board under its name.
        string device = (done.Device ?? (isBoard ? done.Plan.Name : null)) is { } name ? " --device " + name : "";
        (Phrase pair, string options) = PairingOf(done.Plan);
        steps.Add(Diagnoses.Step.Do(pair.English, pair.Japanese));
        steps.Add(Diagnoses.Step.Run("devicemail pair" + device + options));
        steps.Add(Diagnoses.Step.Do(SeeAll.English, SeeAll.Japanese));
        steps.Add(Diagnoses.Step.Run("devicemail doctor" + device));
        return steps;
    }

    private static List<Step> FlashSteps(Provisioned done)
    {
        string board = done.Plan.Board!;
        string roots = done.Plan.Ca is null ? " --ca roots.pem" : "";
        string firmware = Board.Find(board)!.Firmware is null ? " --firmware VERSION" : "";
        return
        [
            Diagnoses.Step.Do(FlashIt.English.Replace("{0}", board, StringComparison.Ordinal), FlashIt.Japanese.Replace("{0}", board, StringComparison.Ordinal)),
            Diagnoses.Step.Run($"devicemail flash --board {board} --port /dev/ttyUSB0{firmware} --config {done.File} --app firmware/esp32/bin/Release{roots}"),
        ];
    }

    private static Step CarryStep(ProvisionPlan plan)
    {
        if (plan.Certificate?.FileName is not { } file) return Diagnoses.Step.Do(Carry.English, Carry.Japanese);
        return Diagnoses.Step.Do(CarryBoth.English.Replace("{0}", file, StringComparison.Ordinal), CarryBoth.Japanese.Replace("{0}", file, StringComparison.Ordinal));
    }

    private static (Phrase What, string Options) PairingOf(ProvisionPlan plan) => plan.ChosenFlow?.Name switch
    {
        "client-credentials" when plan.Certificate is not null => (GiveKey, " --secret-file KEY.pem"),
        "client-credentials" => (GiveSecret, plan.SecretEnds is null ? " --secret-ends YYYY-MM-DD" : ""),
        "service-account" => (GiveServiceKey, " --secret-file KEY.json"),
        null => (PairIt, ""),
        // The tool runs where the file was written, and there its roots are.
        _ => (PairIt, plan.Ca is { } roots ? " --ca " + roots : ""),
    };

    private void Heading(Phrase text)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold]{text.In(language)}[/]");
    }

    private void Field(Phrase name, string value)
    {
        string label = name.In(language);
        bool isFirst = true;
        foreach (string row in Columns.Wrap(value, Terminal.Columns() - LabelColumns - 1))
        {
            AnsiConsole.WriteLine(" " + (isFirst ? label + new string(' ', LabelColumns - Columns.Width(label)) : new string(' ', LabelColumns)) + row);
            isFirst = false;
        }
    }

    private static void Paragraph(string text)
    {
        foreach (string line in Columns.Wrap(text, Terminal.Columns())) AnsiConsole.WriteLine(line);
    }

    private string Fill(Phrase phrase, string value) => phrase.In(language).Replace("{0}", value, StringComparison.Ordinal);
}
