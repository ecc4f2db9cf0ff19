using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>One listener as a scanner meets it, asked from this computer: greeting, EHLO, TLS, and whether strangers get through.</summary>
/// <param name="listener">The device's line of <c>config</c> about it.</param>
/// <param name="device">Where to connect to; null: unknown.</param>
/// <param name="mailbox">The default account's address.</param>
/// <param name="report">Where the checks go.</param>
internal sealed class ScannerSide(JsonObject listener, IPAddress? device, string mailbox, DoctorReport report)
{
    private static readonly Phrase NoAddress = new("Where scanners find the device is not known over this way: name it with --address.",
        "この接続方法では、スキャナーから見た装置のアドレスが分かりません。--address で指定してください。");
    private static readonly Phrase LoopbackOnly = new("It listens on {0}, for programs on the device itself; nobody else can reach it.", "{0} で待受中です。装置内のプログラム専用で、ほかの機器からは接続できません。");
    private static readonly Phrase Refused = new("{0} did not let us connect ({1}).", "{0} に接続できません ({1})。");
    private static readonly Phrase NotSmtp = new("{0} did not greet as a mail server: {1}", "{0} はメールサーバーとして応答しません: {1}");
    private static readonly Phrase Greets = new("{0}; up to {1}; {2}", "{0}、最大 {1}、{2}");
    private static readonly Phrase NotAllowedHere = new("The port answers. This computer ({0}) is not in allow ({1}) and was turned away, as it should be.",
        "ポートは応答しています。このコンピューター ({0}) は allow ({1}) の範囲外のため、設定どおり拒否されました。");
    private static readonly Phrase NotAllowedThough = new("This computer is {0} to itself, which allow ({1}) has; the device sees another address, as behind a router.",
        "このコンピューターのアドレス {0} は allow ({1}) の範囲内ですが、装置からは別のアドレスに見えています (ルーター経由など)。");
    private static readonly Phrase TlsFine = new("{0}, the device's own certificate until {1}", "{0}、装置の証明書は {1} まで有効");
    private static readonly Phrase TurnedAwayBefore = new("Not from here: this computer is not in allow.", "このコンピューターは allow の範囲外のため、実施できません。");
    private static readonly Phrase TooWide = new("allow lets in {0}, that is to say the internet, and login is not required.", "allow に {0} (インターネット全体) が含まれ、ログインが必須ではありません。");
    private static readonly Dictionary<string, Phrase> Allowed = new()
    {
        ["required"] = new("{0}; login required", "{0}、ログイン必須"),
        ["optional"] = new("{0}; login optional", "{0}、ログイン任意"),
        ["ignored"] = new("{0}; login ignored", "{0}、ログイン不要 (内容は確認しない)"),
    };

    private static readonly Phrase ClosedAtDoor = new("From {0}, outside allow: turned away at the greeting, {1} tries.", "範囲外の {0} から: 接続時に拒否されました ({1} 通りを試行)。");
    private static readonly Phrase Closed = new("From {0}, without a login: nothing got through, {1} tries.", "{0} からログインなしで: すべて拒否されました ({1} 通りを試行)。");
    private static readonly Phrase Open = new("From {0}, without a login, this got through: {1} ({2})", "{0} からログインなしで受け付けられました: {1} ({2})");
    private static readonly Phrase NoOutside = new("Every address of this computer is in allow, which may send without a login. Run doctor from another network to try as a stranger.",
        "このコンピューターのアドレスはすべて allow の範囲内で、ログインなしで送信できます。第三者として試すには、別のネットワークから doctor を実行してください。");

    private const int TriesAgain = 6;
    private const int PauseMs = 150;

    private readonly AllowList _allow = new(listener.Text("allow"));
    private readonly string _tls = listener.Text("tls");
    private readonly string _login = listener.Text("login");
    private readonly int _port = (int)Math.Clamp(listener.Number("port") ?? 0, 0, 65535);

    private bool WantsLogin => _login == "required";

    /// <summary>Does all of it.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        IPAddress listening = IPAddress.TryParse(listener.Text("address"), out IPAddress? address) ? address : IPAddress.Any;
        bool isAny = listening.Equals(IPAddress.Any) || listening.Equals(IPAddress.IPv6Any);
        IPAddress? place = isAny ? device : listening;
        string subject = Ends(place ?? listening);
        report.Group(CheckGroup.Listener, subject);
        Allow();
        bool isElsewhere = place is not null && IPAddress.IsLoopback(place) && device is not null && !IPAddress.IsLoopback(device) && !OwnAddresses.For(device).Contains(device);
        if (place is null || isElsewhere)
        {
            Phrase why = place is null ? NoAddress : LoopbackOnly.Fill(subject);
            foreach (string name in (string[])["reachable", "tls", "open-relay"]) report.Add(new DoctorCheck(name, CheckResult.Untried, Note: why));
            return;
        }

        var end = new IPEndPoint(place, _port);
        IPAddress[] own = [.. OwnAddresses.For(place)];
        IPAddress? inside = own.FirstOrDefault(_allow.Contains);
        IPAddress? outside = own.FirstOrDefault(one => !_allow.Contains(one));
        bool isIn = await Reach(end, inside, cancellation);
        await Tls(end, inside, isIn, cancellation);
        await Relay(end, inside, outside, cancellation);
    }

    private void Allow()
    {
        string[] wide = [.. _allow.FarTooWide()];
        bool isOpen = wide.Length > 0 && !WantsLogin;
        Phrase note = isOpen ? TooWide.Fill(string.Join(' ', wide)) : Allowed.GetValueOrDefault(_login, new("{0}", "{0}")).Fill(_allow.Text);
        report.Add(new DoctorCheck("allow", isOpen ? CheckResult.Failed : CheckResult.Passed, isOpen ? Diagnosis.OpenRelay : Diagnosis.None, note));
    }

    // Whether a scanner in allow would be greeted. True: we were.
    private async Task<bool> Reach(IPEndPoint end, IPAddress? inside, CancellationToken cancellation)
    {
        report.Begin("reachable");
        (SmtpTalk? talk, SocketError error) = await SmtpTalk.Connect(end, inside, cancellation);
        using (talk)
        {
            if (talk is null)
            {
                report.Add(new DoctorCheck("reachable", CheckResult.Failed, Diagnosis.ListenerUnreachable, Refused.Fill(Ends(end.Address), error)));
                return false;
            }

            if (_tls == "implicit" && !await talk.BeginTls(end.Address.ToString(), cancellation))
            {
                // A stranger is refused before TLS.
                report.Add(_allow.Contains(talk.From) ? new DoctorCheck("reachable", CheckResult.Failed, Diagnosis.ScannerTlsFailed)
                    : new DoctorCheck("reachable", CheckResult.Passed, Note: NotAllowedHere.Fill(talk.From, _allow.Text)));
                return false;
            }

            SmtpAnswer greeting = await talk.Hear(cancellation);
            if (greeting.Code != 220)
            {
                report.Add(TurnedAway(greeting, talk.From, end));
                return false;
            }

            SmtpAnswer hello = await talk.Ask("EHLO doctor.example.org", cancellation);
            bool isSmtp = hello.Code == 250;
            report.Add(new DoctorCheck("reachable", isSmtp ? CheckResult.Passed : CheckResult.Failed, isSmtp ? Diagnosis.None : Diagnosis.ListenerUnreachable,
                isSmtp ? Offers(greeting, hello) : NotSmtp.Fill(Ends(end.Address), hello.FirstLine)));
            await talk.Say("QUIT\r\n", cancellation);
            return isSmtp;
        }
    }

    private DoctorCheck TurnedAway(SmtpAnswer greeting, IPAddress from, IPEndPoint end)
    {
        if (greeting.Number == (int)Diagnosis.ScannerNotAllowed && !_allow.Contains(from)) return new DoctorCheck("reachable", CheckResult.Passed, Note: NotAllowedHere.Fill(from, _allow.Text));
        if (greeting.Number == (int)Diagnosis.ScannerNotAllowed) return new DoctorCheck("reachable", CheckResult.Failed, Diagnosis.ScannerNotAllowed, NotAllowedThough.Fill(from, _allow.Text));
        Diagnosis diagnosis = greeting.Number > 0 ? (Diagnosis)greeting.Number : Diagnosis.ListenerUnreachable;
        return new DoctorCheck("reachable", CheckResult.Failed, diagnosis, NotSmtp.Fill(Ends(end.Address), greeting.FirstLine));
    }

    private static Phrase Offers(SmtpAnswer greeting, SmtpAnswer hello)
    {
        string[] lines = [.. hello.Text.Split('\n').Skip(1).Select(line => line.Length > 4 ? line[4..] : "")];
        string size = lines.FirstOrDefault(line => line.StartsWith("SIZE ", StringComparison.Ordinal)) is { } said && long.TryParse(said.AsSpan(5), out long octets) ? Quantities.Octets(octets) : "?";
        string others = string.Join(", ", lines.Where(line => line.StartsWith("AUTH ", StringComparison.Ordinal) || line == "STARTTLS").Select(line => line.Replace("AUTH ", "AUTH: ", StringComparison.Ordinal)));
        string name = greeting.Text.Length > 4 ? greeting.Text[4..].Split(' ')[0] : "";
        return Greets.Fill(name, size, others.Length > 0 ? others : "no AUTH, no STARTTLS");
    }

    private async Task Tls(IPEndPoint end, IPAddress? inside, bool isIn, CancellationToken cancellation)
    {
        if (_tls == "off")
        {
            report.Add(new DoctorCheck("tls", CheckResult.Unused));
            return;
        }

        if (!isIn)
        {
            report.Add(new DoctorCheck("tls", CheckResult.Untried, Note: inside is null ? TurnedAwayBefore : default));
            return;
        }

        report.Begin("tls");
        Phrase found = default;
        bool isFine = true;
        // An automatic listener has to serve both kinds of scanners.
        foreach (bool atOnce in _tls switch { "auto" => (bool[])[false, true], "implicit" => [true], _ => [false] })
        {
            (isFine, found) = await Handshake(end, inside, atOnce, cancellation);
            // An automatic listener greets in clear whom it knows to wait for that, as it has known us until now; it learns at the first try.
            for (int again = 1; again <= TriesAgain && !isFine && atOnce && _tls == "auto"; again++)
            {
                await Task.Delay(again * PauseMs, cancellation);
                (isFine, found) = await Handshake(end, inside, atOnce, cancellation);
            }

            if (!isFine) break;
        }

        report.Add(new DoctorCheck("tls", isFine ? CheckResult.Passed : CheckResult.Failed, isFine ? Diagnosis.None : Diagnosis.ScannerTlsFailed, found));
    }

    private static async Task<(bool IsFine, Phrase Found)> Handshake(IPEndPoint end, IPAddress? inside, bool atOnce, CancellationToken cancellation)
    {
        (SmtpTalk? talk, _) = await SmtpTalk.Connect(end, inside, cancellation);
        using (talk)
        {
            if (talk is null) return (false, default);
            if (!atOnce)
            {
                bool isOffered = (await talk.Hear(cancellation)).Code == 220 && (await talk.Ask("EHLO doctor.example.org", cancellation)).Code == 250;
                if (!isOffered || (await talk.Ask("STARTTLS", cancellation)).Code != 220) return (false, new Phrase("STARTTLS", "STARTTLS"));
            }

            bool isUp = await talk.BeginTls(end.Address.ToString(), cancellation) && (!atOnce || (await talk.Hear(cancellation)).Code == 220);
            if (isUp) isUp = (await talk.Ask("EHLO doctor.example.org", cancellation)).Code == 250;
            await talk.Say("QUIT\r\n", cancellation);
            if (!isUp || talk.Certificate is not { } certificate) return (false, default);
            return (certificate.NotAfter > DateTime.Now, TlsFine.Fill(Name(talk.Protocol), certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        }
    }

    private static string Name(SslProtocols protocol) => protocol switch { SslProtocols.Tls13 => "TLS 1.3", SslProtocols.Tls12 => "TLS 1.2", _ => protocol.ToString() };

    // As a stranger from outside if this computer has an address there; else without a login from inside, where one is required.
    private async Task Relay(IPEndPoint end, IPAddress? inside, IPAddress? outside, CancellationToken cancellation)
    {
        if (outside is null && !WantsLogin)
        {
            report.Add(new DoctorCheck("open-relay", CheckResult.Untried, Note: NoOutside));
            return;
        }

        report.Begin("open-relay");
        DoctorCheck check = await Probe(end, outside ?? inside, cancellation);
        if (check.Result == CheckResult.Passed && outside is not null && inside is not null && WantsLogin) check = await Probe(end, inside, cancellation);
        report.Add(check);
    }

    private async Task<DoctorCheck> Probe(IPEndPoint end, IPAddress? from, CancellationToken cancellation)
    {
        string domain = mailbox.Contains('@', StringComparison.Ordinal) ? mailbox[(mailbox.LastIndexOf('@') + 1)..] : "localhost";
        var probe = new RelayProbe(end, from, domain, mailbox.Contains('@', StringComparison.Ordinal) ? mailbox : "postmaster@localhost", _allow.Sample(), _tls == "implicit");
        RelayResult result = await probe.Run(cancellation);
        return result.Verdict switch
        {
            RelayVerdict.Open => new DoctorCheck("open-relay", CheckResult.Failed, Diagnosis.OpenRelay, Open.Fill(from ?? IPAddress.None, result.Way, result.Reply)),
            RelayVerdict.Closed => new DoctorCheck("open-relay", CheckResult.Passed, Note: (result.AtTheDoor ? ClosedAtDoor : Closed).Fill(from ?? IPAddress.None, result.Tries)),
            _ => new DoctorCheck("open-relay", CheckResult.Untried),
        };
    }

    private string Ends(IPAddress address) => new IPEndPoint(address, _port).ToString();
}
