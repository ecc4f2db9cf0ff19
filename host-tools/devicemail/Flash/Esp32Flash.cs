using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Provision;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>
/// An ESP32 with nanoFramework. Firmware, then files and network, then the app: the board starts anew after the app alone, and must find the rest there
/// then. What it stored itself, refresh token and key, stays, since nothing is erased.
/// </summary>
internal sealed partial class Esp32Flash
{
    private const string Drive = "I:\\";
    private const string ShownFolder = "WORK";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    private const string Keep = "keep";
    private const string Newest = "newest";

    private readonly FlashRequest _request;
    private readonly BoardConfiguration _configuration;
    private readonly AppImage _app;
    private readonly DeviceAddress _address;
    private readonly string? _roots;
    // A version, Keep or Newest.
    private readonly string _firmware;
    // Where the files for nanoff lie; in a dry run a word for it.
    private readonly string _work;
    private string _fingerprint = "";

    /// <summary>Reads and checks everything that this computer has to offer.</summary>
    /// <param name="request">What the command line asks for.</param>
    /// <param name="work">A folder for this user alone; null: a dry run, nothing is written.</param>
    /// <exception cref="FlashException">Something is missing or cannot work; nothing was changed.</exception>
    public Esp32Flash(FlashRequest request, string? work)
    {
        _request = request;
        _work = work ?? ShownFolder;
        if (request.Package is not null) throw new FlashException(FlashFault.NotForBoard, "--deb", request.Board.Name);
        if (request.SshConfig is not null) throw new FlashException(FlashFault.NotForBoard, "--ssh-config", request.Board.Name);
        if (request.Port is null) throw SerialPorts.Here() is { Count: > 0 } ports ? new FlashException(FlashFault.NoPort, string.Join(", ", ports)) : new FlashException(FlashFault.NoPortHere);
        _firmware = request.Firmware ?? request.Board.Firmware ?? throw new FlashException(FlashFault.NoFirmware, request.Board.Name, request.Board.SystemNet!);
        if (_firmware is not (Keep or Newest) && !Version().IsMatch(_firmware)) throw new FlashException(FlashFault.BadOption, "--firmware", _firmware);
        NetworkDeployment.Check(request);
        _configuration = BoardConfiguration.Read(request.Configuration ?? throw new FlashException(FlashFault.Missing, "--config", "agent.json"), request.Board);
        _app = AppImage.Read(request.App ?? throw new FlashException(FlashFault.Missing, "--app", "firmware/esp32/bin/Release"));
        foreach (string ca in _configuration.CaFiles) BoardConfiguration.Roots(_configuration.Beside(ca));
        if (_configuration.NeedsRoots && request.Ca is null) throw new FlashException(FlashFault.Missing, "--ca", "accounts[].ca = null, PEM");
        _roots = request.Ca is null ? null : BoardConfiguration.Roots(request.Ca);
        _address = Address(request, _configuration);
    }

    /// <summary>The steps in order.</summary>
    public FlashPlan Plan()
    {
        var files = Nanoff.DeployFiles(InWork("files.json"), InWork("network.json"));
        var app = Nanoff.DeployApp(InWork("app.bin"), _request.Port!);
        return new(_request.Board.Name, _request.Port!,
        [
            new(new("Make ready what goes onto the board", "書き込むファイルを用意"), [], [.. Prepared()], Prepare),
            .. FirmwareSteps(),
            new(new("Write configuration, certificates and network settings", "設定ファイル、証明書、ネットワーク設定を書き込み"), [Programs.Shown("nanoff", files)], [], Run(files))
            {
                Files = [.. Lines("files.json", Files()), .. Lines("network.json", Network(isShown: true))],
            },
            new(new("Write the app and start the board anew", "アプリを書き込み、ボードを再起動"), [Programs.Shown("nanoff", app)], [], Run(app)),
            new(new($"Save the board as {_configuration.Name}", $"ボードを {_configuration.Name} として保存"), [], [new($"{_address}, with its fingerprint and admin key", $"{_address} (指紋と管理キーを含む)")], Save),
            new(new(string.Create(CultureInfo.InvariantCulture, $"Wait until it answers there, at most {_request.WaitSeconds} s"), string.Create(CultureInfo.InvariantCulture, $"応答を待機 (最大 {_request.WaitSeconds} 秒)")), [], [], Wait),
        ], new($"Next: devicemail pair --device {_configuration.Name}", $"次の手順: devicemail pair --device {_configuration.Name}"));
    }

    private IEnumerable<FlashStep> FirmwareSteps()
    {
        if (_firmware != Keep)
        {
            var update = Nanoff.Update(_request.Board.Target!, _firmware == Newest ? null : _firmware, _request.Port!);
            yield return new(new("Write the firmware of nanoFramework", "nanoFramework のファームウェアを書き込み"), [Programs.Shown("nanoff", update)], [], Run(update));
        }

        string needs = string.Join(", ", _app.Needs.Select(need => need.Name + " " + FirmwareCheck.Shown(need.Checksum)));
        yield return new(new("Compare the firmware's native methods with the app's", "ファームウェアとアプリのネイティブ メソッドを照合"), [Programs.Shown("nanoff", Nanoff.Details(_request.Port!))],
            needs.Length == 0 ? [] : [new($"The app was built for: {needs}. If the board has others, nothing more is written.", $"アプリが必要とする値: {needs}。一致しない場合、以降の書き込みは行いません。")],
            (said, cancellation) => FirmwareCheck.Run(Nanoff.Find(_request.Nanoff), _request.Port!, _app.Needs, said, cancellation));
    }

    private static DeviceAddress Address(FlashRequest request, BoardConfiguration configuration)
    {
        (string address, int port) = configuration.ControlListen!.Value;
        string host = request.Host ?? (address is "0.0.0.0" or "::" or "" ? throw new FlashException(FlashFault.Missing, "--host", $"control.listen.address = \"{address}\"") : address);
        return DeviceAddress.Parse(new DeviceAddress(DeviceWay.Tls, host, port).ToString()) ?? throw new FlashException(FlashFault.BadOption, "--host", host);
    }

    private IEnumerable<Phrase> Prepared()
    {
        string octets = _app.Octets.Length.ToString("N0", CultureInfo.InvariantCulture);
        if (_work == ShownFolder) yield return new("WORK: a folder for this user alone, deleted at the end", "WORK: このユーザー専用のフォルダー (終了時に削除)");
        yield return new($"app.bin: {string.Join(", ", _app.Files)}; {octets} octets", $"app.bin: {string.Join(", ", _app.Files)} ({octets} バイト)");
        yield return new("control.pem, control.key: a new certificate and admin key for devicemail", "control.pem, control.key: devicemail 用の新しい証明書と管理キー");
        if (_roots is not null) yield return new($"roots.pem: {_request.Ca}, the roots that the board trusts", $"roots.pem: {_request.Ca} (ボードが信頼するルート証明書)");
    }

    private static IEnumerable<string> Lines(string name, JsonObject json) => json.ToJsonString(Indented).Split('\n').Select(line => line.TrimEnd('\r')).Prepend(name);

    private JsonObject Files()
    {
        var files = new JsonArray { Entry("agent.json", System.IO.Path.GetFullPath(_configuration.Path)) };
        foreach (string ca in _configuration.CaFiles) files.Add(Entry(ca, _configuration.Beside(ca)));
        foreach (string made in (string[])["control.pem", "control.key"]) files.Add(Entry(made, InWork(made)));
        return new JsonObject { ["SerialPort"] = _request.Port, ["Files"] = files };

        JsonObject Entry(string name, string source) => new() { ["DestinationFilePath"] = Drive + name, ["SourceFilePath"] = _work == ShownFolder && !source.StartsWith(ShownFolder, StringComparison.Ordinal) ? Path.GetFileName(source) : source };
    }

    private JsonObject Network(bool isShown) => NetworkDeployment.Json(_request, _roots is null ? null : InWork("roots.pem"), isShown);

    private string InWork(string name) => _work == ShownFolder ? ShownFolder + "/" + name : Path.Combine(_work, name);

    private Task Prepare(Action<string> said, CancellationToken cancellation)
    {
        PrivateFile.Write(InWork("app.bin"), _app.Octets);
        if (_roots is not null) PrivateFile.Write(InWork("roots.pem"), Encoding.ASCII.GetBytes(_roots + "\0"));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + _configuration.Name + " control", key, HashAlgorithmName.SHA256);
        // It is pinned; nobody looks at its name or its dates. RFC 5280 4.1.2.5: a certificate that never ends has this date.
        using X509Certificate2 made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero));
        _fingerprint = Convert.ToHexStringLower(SHA256.HashData(made.RawData));
        PrivateFile.Write(InWork("control.pem"), Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n"));
        AdminKeyFile.Make(InWork("control.key"));
        PrivateFile.Write(InWork("files.json"), JsonSerializer.SerializeToUtf8Bytes((JsonNode)Files(), Indented));
        PrivateFile.Write(InWork("network.json"), JsonSerializer.SerializeToUtf8Bytes((JsonNode)Network(isShown: false), Indented));
        return Task.CompletedTask;
    }

    private Func<Action<string>, CancellationToken, Task> Run(IReadOnlyList<string> arguments) => (said, cancellation) => Nanoff.Run(Nanoff.Find(_request.Nanoff), arguments, said, cancellation);

    private Task Save(Action<string> said, CancellationToken cancellation)
    {
        string keyFile = Path.Combine(DeviceProfiles.Folder, _configuration.Name + ".key");
        PrivateFile.Write(keyFile, File.ReadAllBytes(InWork("control.key")));
        Enrolment.Save(_configuration.Name, _address with { Fingerprint = _fingerprint }, keyFile);
        return Task.CompletedTask;
    }

    private Task Wait(Action<string> said, CancellationToken cancellation) =>
        Answering.Wait(new DeviceTarget(_address with { Fingerprint = _fingerprint }, InWork("control.key")), _request.WaitSeconds, said, cancellation);

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){3}$")]
    private static partial Regex Version();
}
