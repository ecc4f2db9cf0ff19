using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>
/// A Raspberry Pi with its operating system: the Debian package over SSH, and agent.json if one is named. Token store and, without --config,
/// configuration stay as they are.
/// </summary>
internal sealed class PiFlash
{
    private const string Etc = "/etc/devicemail-agent";
    private const string NoConfiguration = "no agent.json";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly FlashRequest _request;
    private readonly BoardConfiguration? _configuration;
    private readonly Ssh _ssh;
    private readonly string _sudo;
    private string _folder = "$WORK";

    /// <summary>Reads and checks everything that this computer has to offer.</summary>
    /// <exception cref="FlashException">Something is missing or cannot work; nothing was changed.</exception>
    public PiFlash(FlashRequest request)
    {
        _request = request;
        foreach ((string option, string? value) in (IEnumerable<(string, string?)>)[("--port", request.Port), ("--app", request.App), ("--ca", request.Ca), ("--wifi-name", request.WifiName),
            ("--wifi-password-file", request.WifiPasswordFile), ("--ethernet-address", request.EthernetAddress), ("--nanoff", request.Nanoff), ("--firmware", request.Firmware)])
        {
            if (value is not null) throw new FlashException(FlashFault.NotForBoard, option, request.Board.Name);
        }

        _ssh = new Ssh(request.Host ?? throw new FlashException(FlashFault.Missing, "--host", "user@device"), request.SshConfig);
        _sudo = request.Host.StartsWith("root@", StringComparison.Ordinal) ? "" : "sudo -n ";
        string package = request.Package ?? throw new FlashException(FlashFault.Missing, "--deb", "devicemail-agent_VERSION_arm64.deb");
        if (!File.Exists(package)) throw new FlashException(FlashFault.NoFile, package, "?");
        if (request.Configuration is null) return;
        _configuration = BoardConfiguration.Read(request.Configuration, request.Board);
        foreach (string ca in CaFiles) BoardConfiguration.Roots(_configuration.Beside(ca));
    }

    /// <summary>The steps in order.</summary>
    public FlashPlan Plan()
    {
        var steps = new List<FlashStep>
        {
            new(new("Connect, and make a folder there", "接続し、作業用フォルダーを作成"), [Shown(LookScript)],
                [new("The printed folder is $WORK below.", "出力されたフォルダーを以下 $WORK とします。")], Look),
            new(new("Copy the files", "ファイルをコピー"), [.. Copies().Select(copy => Programs.Shown("scp", _ssh.Copy(copy.From, copy.To)).Replace("'", "", StringComparison.Ordinal))], [], Copy),
            new(new("Install the package", "パッケージをインストール"), [Shown(InstallScript)], [], (said, cancellation) => _ssh.Run(InstallScript, said, cancellation)),
        };
        if (_configuration is not null)
        {
            steps.Add(new(new("Check the configuration, put it in place and start", "設定を検査して配置し、起動"), [Shown(ConfigureScript)],
                [new("The one before is kept as agent.json.before.", "以前の設定は agent.json.before として残ります。")], (said, cancellation) => _ssh.Run(ConfigureScript, said, cancellation)));
        }

        steps.Add(new(new(string.Create(CultureInfo.InvariantCulture, $"Wait until the agent answers, at most {_request.WaitSeconds} s"), string.Create(CultureInfo.InvariantCulture, $"応答を待機 (最大 {_request.WaitSeconds} 秒)")),
            [Shown(StatusScript)], [], Wait));
        steps.Add(new(new("Delete the folder there", "作業用フォルダーを削除"), [Shown(CleanScript)], [new("Also if a step fails.", "途中で失敗した場合も削除します。")], (said, cancellation) => CleanUp()));
        return new(_request.Board.Name, _ssh.Host, steps, new($"Next, on the device: sudo devicemail pair", "次の手順 (装置上で): sudo devicemail pair"));
    }

    /// <summary>Deletes what lies on the device for the time of the installation; says nothing if that cannot be done.</summary>
    public async Task CleanUp()
    {
        if (_folder.StartsWith('$')) return;
        try
        {
            await _ssh.Ask(CleanScript, static _ => { }, CancellationToken.None);
            _folder = "$WORK";
        }
        catch (FlashException)
        {
            // It is in /tmp and holds no secret but the hash of a scanner's password, readable to that user alone.
        }
    }

    private string LookScript => $"{(_sudo.Length > 0 ? _sudo + "true && " : "")}dpkg --print-architecture && mktemp -d /tmp/devicemail.XXXXXXXX";

    private string InstallScript => $"{_sudo}env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install {_folder}/devicemail-agent.deb";

    private string ConfigureScript =>
        $"{_sudo}devicemail-agent --config {_folder}/agent.json --check"
        + $" && {_sudo}install -b -S .before -o root -g devicemail-agent -m 0640 {string.Join(' ', CaFiles.Prepend("agent.json").Select(name => _folder + "/" + name))} {Etc}/"
        + $" && {_sudo}systemctl restart devicemail-agent";

    private string AskScript => $"{_sudo}devicemail status --json --lang en --device unix:{_configuration?.ControlSocket ?? DeviceAddress.Local.Place}";

    // The unit's condition is that there is an agent.json.
    private string StatusScript =>
        _configuration is not null ? AskScript : $"if test \"$(systemctl show -p ConditionResult --value devicemail-agent)\" = no; then echo '{NoConfiguration}'; else {AskScript}; fi";

    private string CleanScript => $"rm -rf {_folder}";

    // An absolute path is one of the device's own files.
    private IEnumerable<string> CaFiles => (_configuration?.CaFiles ?? []).Where(ca => !ca.StartsWith('/'));

    private string Shown(string script) => Programs.Shown("ssh", _ssh.Command(script));

    private IEnumerable<(string From, string To)> Copies()
    {
        yield return (_request.Package!, _folder + "/devicemail-agent.deb");
        if (_configuration is null) yield break;
        yield return (_configuration.Path, _folder + "/agent.json");
        foreach (string ca in CaFiles) yield return (Path.Combine(Path.GetDirectoryName(_configuration.Path)!, ca), _folder + "/" + ca);
    }

    private async Task Look(Action<string> said, CancellationToken cancellation)
    {
        ProgramResult result = await _ssh.Run(LookScript, said, cancellation);
        string folder = result.Lines[^1];
        // It goes into commands that run as root.
        bool isSound = folder.StartsWith("/tmp/devicemail.", StringComparison.Ordinal) && folder["/tmp/".Length..].All(c => char.IsAsciiLetterOrDigit(c) || c == '.');
        if (!isSound) throw new FlashException(FlashFault.CommandFailed, result.Last);
        _folder = folder;
    }

    private async Task Copy(Action<string> said, CancellationToken cancellation)
    {
        foreach ((string from, string to) in Copies()) await _ssh.CopyThere(from, to, said, cancellation);
    }

    private async Task Wait(Action<string> said, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            ProgramResult result = await _ssh.Ask(StatusScript, static _ => { }, cancellation);
            if (result.Lines is [NoConfiguration])
            {
                said(NoConfiguration);
                return;
            }

            // 0: well; 1: it answers, and has to be paired, for instance.
            if (result.ExitCode is ExitCodes.Ok or ExitCodes.Failed && Status(result) is { } status)
            {
                said($"{status.Text("name")}: {status.Text("board")}, {status.Text("version")}, {EventTexts.OfState(status.Text("state")).In(_request.Language)}");
                return;
            }

            if (Stopwatch.GetElapsedTime(began).TotalSeconds >= _request.WaitSeconds)
                throw new FlashException(FlashFault.NoAnswer, _ssh.Host, _request.WaitSeconds.ToString(CultureInfo.InvariantCulture), Status(result)?.Text("error") ?? result.Last);
            await Task.Delay(Pause, cancellation);
        }
    }

    private static JsonObject? Status(ProgramResult result)
    {
        try
        {
            return JsonNode.Parse(string.Join('\n', result.Lines)) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
