using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Record;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail record</c>: plays the device for one scanner, sends nothing on, and writes the dialogue down as a transcript without secrets and without
/// the mail. Exit codes: 0 recorded, 1 nothing that could be, 64 wrong arguments, 69 the port cannot be had, 73 the file cannot be written.
/// </summary>
internal static class RecordCommand
{
    private const int CannotCreate = 73;
    private const int CertificateDays = 30;

    private static readonly Option<string> Listen = new("--listen") { Description = "Port, or address and port, to wait for the scanner on; port 0: any free one", DefaultValueFactory = _ => "2525" };
    private static readonly Option<string?> Out = new("--out") { Description = "The file to write (default: scanner-DATE-TIME.txt here); it must not be there yet" };
    private static readonly Option<string> Make = new("--device-name") { Description = "Make and model, for the file", DefaultValueFactory = _ => "" };
    private static readonly Option<string> Tls = new("--tls") { Description = "What the scanner is offered: auto (STARTTLS, or TLS at once) or off", DefaultValueFactory = _ => "auto" };
    private static readonly Option<int> Patience = new("--patience") { Description = "Seconds that a scanner that says nothing is waited for", DefaultValueFactory = _ => 120 };
    private static readonly Option<string?> Lang = Languages.Option();

    private static readonly Phrase Waiting = new("Waiting for one scanner on {0} port {1}.", "{0} ポート {1} でスキャナーの接続を待っています。");
    private static readonly Phrase Set = new("Set the scanner's SMTP server to this computer and scan one page. The mail is not delivered.",
        "スキャナーの SMTP サーバーをこのコンピューターに設定し、1 ページ送信してください。メールは配信されません。");
    private static readonly Phrase Connected = new("{0} connected.", "{0} が接続しました。");
    private static readonly Phrase Shows = new("This scanner", "このスキャナーの特徴");
    private static readonly Phrase Nothing = new("Nothing unusual: this scanner does all as the RFCs have it.", "特に変わった動作はありません (RFC どおりです)。");
    private static readonly Phrase NoDialogue = new("There was no dialogue to write down.", "記録できる対話がありませんでした。");
    private static readonly Phrase TooLarge = new("More than 256 MiB came, and the rest was not recorded. Scan a single page.", "256 MiB を超えたため、残りは記録していません。1 ページだけ送信してください。");
    private static readonly Phrase Written = new("Written to {0}. Logins, addresses and the mail are blanked; the device's own name is not.",
        "{0} に保存しました。ログイン情報、アドレス、メール本文は伏せてあります (機器名はそのまま)。");
    private static readonly Phrase NoPort = new("The port cannot be had: {0} Choose another one with --listen.", "ポートを使用できません: {0} --listen で別のポートを指定してください。");
    private static readonly Phrase NoListen = new("--listen takes a port such as 2525, or an address and a port such as 192.168.7.5:2525, not {0}.",
        "--listen には 2525 のようなポート、または 192.168.7.5:2525 のようなアドレスとポートを指定してください ({0} は使えません)。");
    private static readonly Phrase NoFile = new("{0} cannot be written: {1} Choose another file with --out.", "{0} に書き込めません: {1} --out で別のファイルを指定してください。");

    public static Command Create()
    {
        Tls.AcceptOnlyFromAmong("auto", "off");
        var command = new Command("record", "Plays the device for one scanner and writes the dialogue down without secrets, for `replay` and for us") { Listen, Out, Make, Tls, Patience, Lang };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        Language language = Languages.Of(line.GetValue(Lang));
        Terminal.LeaveLinesAlone();
        string listen = line.GetValue(Listen)!;
        IPEndPoint? end = int.TryParse(listen, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort ? new IPEndPoint(IPAddress.Any, port)
            : listen.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(listen, out IPEndPoint? parsed) ? parsed : null;
        if (end == null) return Fail(NoListen.In(language).Replace("{0}", listen, StringComparison.Ordinal), ExitCodes.Usage);
        using var listener = new TcpListener(end);
        try
        {
            listener.Start(1);
        }
        catch (SocketException failure)
        {
            return Fail(NoPort.In(language).Replace("{0}", failure.Message.TrimEnd('.') + ".", StringComparison.Ordinal), ExitCodes.Unavailable);
        }
        var own = (IPEndPoint)listener.LocalEndpoint;
        Say(Waiting.In(language).Replace("{0}", own.Address.Equals(IPAddress.Any) ? LanAddresses() : own.Address.ToString(), StringComparison.Ordinal).Replace("{1}", own.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Say(Set.In(language));
        Socket socket = await listener.AcceptSocketAsync(cancellation);
        listener.Stop();
        Say(Connected.In(language).Replace("{0}", ((IPEndPoint)socket.RemoteEndPoint!).Address.ToString(), StringComparison.Ordinal));
        bool offersTls = line.GetValue(Tls) == "auto";
        using X509Certificate2? certificate = offersTls ? OwnCertificate() : null;
        using var scanner = new RecordedConnection(socket, certificate, Math.Clamp(line.GetValue(Patience), 1, 3600) * 1000);
        bool talks = await Task.Run(() => Serve(scanner, offersTls), cancellation);
        return Report(line, language, scanner, talks, offersTls);
    }

    private static bool Serve(RecordedConnection scanner, bool offersTls)
    {
        if (!scanner.Begin(offersTls)) return false;
        new Stage(new Transcripts.Tape(), offersTls && !scanner.BeganWithTls).Run(scanner);
        scanner.Dispose();
        return true;
    }

    private static int Report(ParseResult line, Language language, RecordedConnection scanner, bool talks, bool offersTls)
    {
        Dialogue dialogue = Dialogue.Read(scanner);
        Say("");
        if (dialogue.Quirks.Count == 0) Say(Nothing.In(language));
        else Say(Shows.In(language));
        foreach (int quirk in dialogue.Quirks) Indented($"{quirk,4}  ", QuirkTexts.All[quirk].In(language));
        Say("");
        if (scanner.IsTooLarge) Say(TooLarge.In(language));
        if (!talks) return Fail(NoDialogue.In(language), ExitCodes.Failed);
        DateTime now = DateTime.Now;
        string file = line.GetValue(Out) ?? string.Create(CultureInfo.InvariantCulture, $"scanner-{now:yyyyMMdd-HHmmss}.txt");
        string device = line.GetValue(Make)!.ReplaceLineEndings(" ");
        string title = string.Create(CultureInfo.InvariantCulture, $"A scanner, recorded on {now:yyyy-MM-dd}");
        string text = Rehearsal.Transcript(title, device, scanner, dialogue.Blanked, dialogue.Quirks, offersTls && !scanner.BeganWithTls);
        try
        {
            // Never over another one's.
            using var stream = new FileStream(file, FileMode.CreateNew);
            using var writer = new StreamWriter(stream);
            writer.Write(text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(NoFile.In(language).Replace("{0}", file, StringComparison.Ordinal).Replace("{1}", failure.Message, StringComparison.Ordinal), CannotCreate);
        }
        Say(Written.In(language).Replace("{0}", file, StringComparison.Ordinal));
        return ExitCodes.Ok;
    }

    // What can be typed into a panel: this computer's addresses on its networks.
    private static string LanAddresses()
    {
        IEnumerable<string> addresses = NetworkInterface.GetAllNetworkInterfaces().Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)).Select(address => address.ToString());
        string text = string.Join(", ", addresses);
        return text.Length > 0 ? text : IPAddress.Loopback.ToString();
    }

    // RSA, since old scanners know nothing else.
    private static X509Certificate2 OwnCertificate()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=devicemail record", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(CertificateDays));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static void Say(string text)
    {
        foreach (string row in Columns.Wrap(text, Terminal.Columns())) AnsiConsole.WriteLine(row);
        if (text.Length == 0) AnsiConsole.WriteLine();
    }

    private static void Indented(string label, string text)
    {
        foreach (string row in Columns.Wrap(text, Terminal.Columns() - label.Length))
        {
            AnsiConsole.WriteLine(label + row);
            label = new string(' ', label.Length);
        }
    }

    private static int Fail(string text, int code)
    {
        foreach (string row in Columns.Wrap(text, Terminal.Columns())) Console.Error.WriteLine(row);
        return code;
    }
}
