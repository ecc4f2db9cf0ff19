using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>What the doctor is asked for.</summary>
/// <param name="Account">The only account to look at; null: all of them.</param>
/// <param name="SendTo">Who receives a real mail at the end; null: nobody.</param>
/// <param name="Address">Where scanners find the device; null: as this tool does.</param>
/// <param name="ScannerSide">False: the listeners are left alone.</param>
internal sealed record DoctorWishes(string? Account = null, string? SendTo = null, string? Address = null, bool ScannerSide = true);

/// <summary>A device's examination, from beginning to end. The accounts' way is the device's own <c>check</c>; the rest is seen from here.</summary>
/// <param name="device">The device.</param>
/// <param name="target">The way to it.</param>
/// <param name="report">Where the checks go.</param>
/// <param name="wishes">What is asked for.</param>
internal sealed class DoctorRun(ControlClient device, DeviceTarget target, DoctorReport report, DoctorWishes wishes)
{
    // As in the device's own check: Entra stands five minutes (AADSTS500133).
    private const int SkewSecondsMax = 300;
    // A device that is used and renews well never comes near.
    private const int DueDays = 14;

    private static readonly string[] Steps = ["name", "port", "greeting", "tls", "certificate", "clock", "token", "login", "sender", "size"];

    private static readonly Phrase Answers = new("{0}, {1}, version {2}, {3}", "{0}、{1}、バージョン {2}、{3}");
    private static readonly Phrase Agrees = new("agrees with the provider's to {0} s", "メールサービスとの差 {0} 秒");
    private static readonly Phrase Ahead = new("{0} ahead of the provider's", "メールサービスより {0} 進んでいます");
    private static readonly Phrase Behind = new("{0} behind the provider's", "メールサービスより {0} 遅れています");
    private static readonly Phrase AgreesHere = new("agrees with this computer's to {0} s", "このコンピューターとの差 {0} 秒");
    private static readonly Phrase DiffersHere = new("differs from this computer's by {0}", "このコンピューターと {0} ずれています");
    private static readonly Phrase ThisOneWrong = new("agrees with the provider's; it is this computer's clock that is off, by {0}", "メールサービスと一致しています。このコンピューターの時計が {0} ずれています");
    // What the device tells of ends: the member of status, the check, the number that is for an end that is near, and the one of the end itself for
    // an agent or catalogue that has no other.
    private static readonly (string Member, string Name, int Near, Diagnosis End, Phrase Far)[] Ends =
    [
        ("disuseDays", "refresh-token", 621, Diagnosis.RefreshTokenUnused, new("{0}: ends {1} if nobody uses it; every renewal puts that off", "{0}: 未使用のままだと {1}に失効します (更新のたびに延長)")),
        ("signInDays", "sign-in", 624, Diagnosis.SignInFrequency, new("{0}: the sign-in ends {1}; it must be repeated then", "{0}: サインインの期限は {1}です (その後、再サインインが必要)")),
        ("secretDays", "client-secret", 622, Diagnosis.ClientSecretExpired, new("{0}: ends {1}", "{0}: 期限は {1}です")),
        ("certificateDays", "client-certificate", 623, Diagnosis.ClientAssertionRefused, new("{0}: ends {1}", "{0}: 期限は {1}です")),
    ];

    private static readonly Phrase NothingEnds = new("nothing is known to end", "期限のあるものは確認されていません");
    private static readonly Phrase FailedBefore = new("Not while the account fails above.", "上の失敗を先に解決してください。");
    private static readonly Phrase Accepted = new("{0}: {1}", "{0}: {1}");
    private static readonly Phrase NameUnknown = new("The address {0} cannot be resolved from here.", "アドレス {0} をこのコンピューターから解決できません。");

    private bool _agreesWithProvider;

    /// <summary>Does all of it.</summary>
    /// <returns>None; else why the device refuses to be examined at all.</returns>
    /// <exception cref="ControlException">The device stopped answering.</exception>
    public async Task<ControlError> Run(CancellationToken cancellation)
    {
        ControlAnswer config = await device.Ask(ControlVerb.Config, cancellation: cancellation);
        ControlAnswer status = await device.Ask(ControlVerb.Status, cancellation: cancellation);
        if (!config.IsOk || !status.IsOk) return config.IsOk ? status.Error : config.Error;
        JsonObject[] accounts = [.. config.Of("account").Where(account => wishes.Account is null || account.Text("account") == wishes.Account)];
        if (accounts.Length == 0) return ControlError.UnknownAccount;
        DateTimeOffset asked = DateTimeOffset.UtcNow;
        report.Group(CheckGroup.Device, target.Address.ToString().Split('#')[0]);
        JsonObject self = status.Of("device").FirstOrDefault() ?? [];
        string state = self.Text("state");
        report.Add(new DoctorCheck("answers", CheckResult.Passed, Note: new Phrase(
            Answers.Fill(self.Text("name"), self.Text("board"), self.Text("version"), EventTexts.OfState(state).English).English,
            Answers.Fill(self.Text("name"), self.Text("board"), self.Text("version"), EventTexts.OfState(state).Japanese).Japanese)));
        foreach (JsonObject account in accounts) await Account(account, cancellation);
        report.Group(CheckGroup.Outlook, "");
        Clock(self, asked);
        Forecast(status, accounts);
        if (wishes.ScannerSide) await ScannerSides(config, accounts[0], cancellation);
        if (wishes.SendTo is not null) await Mails(accounts, wishes.SendTo, cancellation);
        return ControlError.None;
    }

    private async Task ScannerSides(ControlAnswer config, JsonObject account, CancellationToken cancellation)
    {
        IPAddress? place = await Place(cancellation);
        string mailbox = account.Text("sender") is { Length: > 0 } sender ? sender : account.Text("user");
        foreach (JsonObject listener in config.Of("listener")) await new ScannerSide(listener, place, mailbox, report).Run(cancellation);
    }

    private async Task Account(JsonObject account, CancellationToken cancellation)
    {
        string name = account.Text("account");
        report.Group(CheckGroup.Account, name);
        int next = 0;
        report.Begin(Steps[next]);
        ControlAnswer answer = await device.Ask(ControlVerb.Check, new JsonObject { ["account"] = name }, ControlClient.LongPatience, line =>
        {
            report.Add(Step(line, account));
            if (++next < Steps.Length) report.Begin(Steps[next]);
        }, cancellation);
        // Refused before the first step: busy with somebody else's check, or a fault.
        if (!answer.IsOk && !answer.Of("step").Any()) report.Add(new DoctorCheck("check", CheckResult.Failed, Note: ControlTexts.Of(answer).What));
    }

    private DoctorCheck Step(JsonObject line, JsonObject account)
    {
        string name = line.Text("step");
        CheckResult result = line.Text("result") switch { "passed" => CheckResult.Passed, "failed" => CheckResult.Failed, "unused" => CheckResult.Unused, _ => CheckResult.Untried };
        Phrase note = result == CheckResult.Untried ? default : name switch
        {
            "name" => Same(line.Text("host")),
            "port" => Same((line.Number("port") ?? 0).ToString(CultureInfo.InvariantCulture)),
            "login" or "sender" when result == CheckResult.Passed => Same(account.Text(name == "login" || account.Text("sender").Length == 0 ? "user" : "sender")),
            "size" => Same(Quantities.Octets(line.Number("sizeMax") ?? 0)),
            "clock" => Skew(line.Number("skewSeconds")),
            _ => default,
        };
        if (name == "clock" && result == CheckResult.Passed && line.Number("skewSeconds") is not null) _agreesWithProvider = true;
        if (result == CheckResult.Failed && line.Number("replyCode") is { } code) note = Same($"{code} {line.Text("replyEnhanced")} {line.Text("replyText")}".Replace("  ", " ", StringComparison.Ordinal));
        return new DoctorCheck(name, result, line.Diagnosis(), note) { Values = ValuesOf(account) };
    }

    private static Phrase Skew(long? seconds)
    {
        if (seconds is not { } ahead) return default;
        if (Math.Abs(ahead) <= SkewSecondsMax) return Agrees.Fill(Math.Abs(ahead));
        return Spanned(ahead > 0 ? Ahead : Behind, Math.Abs(ahead));
    }

    private void Clock(JsonObject self, DateTimeOffset here)
    {
        bool isTime = DateTimeOffset.TryParseExact(self.Text("time"), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset there);
        if (!isTime)
        {
            report.Add(new DoctorCheck("device-clock", CheckResult.Untried));
            return;
        }

        long apart = (long)Math.Abs((there - here).TotalSeconds);
        if (apart <= SkewSecondsMax) report.Add(new DoctorCheck("device-clock", CheckResult.Passed, Note: AgreesHere.Fill(apart)));
        else if (_agreesWithProvider) report.Add(new DoctorCheck("device-clock", CheckResult.Passed, Note: Spanned(ThisOneWrong, apart)));
        else report.Add(new DoctorCheck("device-clock", CheckResult.Failed, Diagnosis.ClockWrong, Spanned(DiffersHere, apart)));
    }

    private void Forecast(ControlAnswer status, JsonObject[] accounts)
    {
        bool isAny = false;
        foreach (JsonObject told in status.Of("account").Where(line => accounts.Any(account => account.Text("account") == line.Text("account"))))
        {
            JsonObject account = accounts.First(one => one.Text("account") == told.Text("account"));
            foreach ((string member, string name, int near, Diagnosis end, Phrase far) in Ends)
            {
                if (told.Number(member) is not { } days) continue;
                isAny = true;
                bool isNear = days <= DueDays;
                Diagnosis due = Catalogue.Find(near) is null ? end : (Diagnosis)near;
                report.Add(new DoctorCheck(name, isNear ? CheckResult.Failed : CheckResult.Passed, isNear ? due : Diagnosis.None, Counted(far, told.Text("account"), days)) { Values = ValuesOf(account) });
            }
        }

        if (!isAny) report.Add(new DoctorCheck("forecast", CheckResult.Passed, Note: NothingEnds));
    }

    private static Phrase Counted(Phrase far, string account, long days) =>
        new(far.Fill(account, Quantities.InDays(days, Language.English)).English, far.Fill(account, Quantities.InDays(days, Language.Japanese)).Japanese);

    // Where scanners find the device; null: nobody said.
    private async Task<IPAddress?> Place(CancellationToken cancellation)
    {
        string? host = wishes.Address ?? (target.Address.Way == DeviceWay.Tls ? target.Address.Place : null);
        if (host is null) return target.Address.Way == DeviceWay.Unix ? OwnAddresses.OnLan() ?? IPAddress.Loopback : null;
        if (IPAddress.TryParse(host, out IPAddress? address)) return address;
        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancellation)).OrderBy(found => found.AddressFamily).FirstOrDefault();
        }
        catch (SocketException)
        {
            report.Add(new DoctorCheck("address", CheckResult.Failed, Note: NameUnknown.Fill(host)));
            return null;
        }
    }

    private async Task Mails(JsonObject[] accounts, string recipient, CancellationToken cancellation)
    {
        report.Group(CheckGroup.Mail, recipient);
        foreach (JsonObject account in accounts)
        {
            string name = account.Text("account");
            if (report.Of(CheckGroup.Account, name).Any(check => check.Result == CheckResult.Failed))
            {
                report.Add(new DoctorCheck("mail", CheckResult.Untried, Note: FailedBefore));
                continue;
            }

            report.Begin("mail");
            ControlAnswer answer = await device.Ask(ControlVerb.TestMail, new JsonObject { ["recipient"] = recipient, ["account"] = name }, ControlClient.LongPatience, null, cancellation);
            JsonObject? mail = answer.Of("mail").FirstOrDefault();
            Phrase note = mail?.Number("replyCode") is { } code
                ? Accepted.Fill(name, $"{code} {mail.Text("replyEnhanced")} {mail.Text("replyText")}".Replace("  ", " ", StringComparison.Ordinal))
                : mail is null ? ControlTexts.Of(answer).What : Same(name);
            report.Add(new DoctorCheck("mail", answer.IsOk ? CheckResult.Passed : CheckResult.Failed, answer.Diagnosis, note) { Values = ValuesOf(account) });
        }
    }

    private static Dictionary<string, string> ValuesOf(JsonObject account)
    {
        var values = new Dictionary<string, string>();
        void Put(string name, string value)
        {
            if (value.Length > 0) values[name] = value;
        }

        Put("<mailbox>", account.Text("user"));
        Put("<sender>", account.Text("sender"));
        Put("<host>", account.Text("host"));
        Put("<app-id>", account.Text("clientId"));
        return values;
    }

    private static Phrase Spanned(Phrase phrase, long seconds) =>
        new(phrase.Fill(Quantities.Span(seconds, Language.English)).English, phrase.Fill(Quantities.Span(seconds, Language.Japanese)).Japanese);

    private static Phrase Same(string text) => new(text, text);
}
