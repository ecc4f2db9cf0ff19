using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Flash;
using DeviceMailAgent.Tool.Provision;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail flash</c>: brings firmware, app and configuration onto an ESP32 with nanoff, or the Debian package onto a Raspberry Pi over SSH. Exit codes: 0 done,
/// or printed; 1 a step failed; 64 an option; 66 a file; 69 a program is missing, or the device does not answer; 77 not allowed; 130 stopped.
/// </summary>
internal static class FlashCommand
{
    private const int ExitStopped = 130;
    private const int WaitSecondsDefault = 120;

    private static readonly Option<string?> BoardId = new("--board") { Description = "The board: " + string.Join(", ", Board.All.Select(board => board.Id)) };
    private static readonly Option<string?> Configuration = new("--config") { Description = "Its agent.json, as devicemail provision writes it; a Raspberry Pi keeps its own without" };
    private static readonly Option<string?> Host = new("--host") { Description = "Raspberry Pi: where ssh goes, for example pi@192.168.7.2. ESP32: where the board will be reached, if its agent.json listens on 0.0.0.0" };
    private static readonly Option<string?> Port = new("--port") { Description = "ESP32: its serial port, for example /dev/ttyUSB0 or COM3; without it the ports are listed" };
    private static readonly Option<string?> Firmware = new("--firmware") { Description = "ESP32: the firmware's version, four numbers (firmware/esp32/README.md: Which firmware); newest; or keep what the board has. Default: as boards.json says" };
    private static readonly Option<string?> App = new("--app") { Description = "ESP32: the folder with the .pe files of firmware/esp32, or a packed .bin" };
    private static readonly Option<string?> Ca = new("--ca") { Description = "ESP32: PEM file with the roots to trust for accounts whose ca is null" };
    private static readonly Option<string?> WifiName = new("--wifi-name") { Description = "ESP32: the Wi-Fi's name (SSID)" };
    private static readonly Option<string?> WifiPassword = new("--wifi-password-file") { Description = "ESP32: file with its password (WPA2); without it the Wi-Fi is open" };
    private static readonly Option<string?> Ethernet = new("--ethernet-address") { Description = "ESP32: a fixed address on the scanners' side, for example 192.168.7.2/24, with the internet over Wi-Fi (default: DHCP)" };
    private static readonly Option<string?> NanoffPath = new("--nanoff") { Description = "ESP32: where nanoff is (default: it is looked for)" };
    private static readonly Option<string?> Package = new("--deb") { Description = "Raspberry Pi: the package devicemail-agent_VERSION_arm64.deb" };
    private static readonly Option<string?> SshConfig = new("--ssh-config") { Description = "Raspberry Pi: a configuration for ssh and scp in place of your own" };
    private static readonly Option<int> Wait = new("--wait") { Description = "Seconds that the device has to answer in, 0 to 3600", DefaultValueFactory = static _ => WaitSecondsDefault };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print every step and do none" };
    private static readonly Option<string?> Lang = Languages.Option();

    private static readonly Phrase Stopped = new("Stopped. The board may be half written; run the same command again.", "中断しました。書き込みが途中の可能性があります。同じコマンドを再実行してください。");

    public static Command Create()
    {
        var command = new Command("flash", "Brings firmware, app and configuration onto a board (ESP32: nanoff; Raspberry Pi: the package over SSH)");
        foreach (Option option in (Option[])[BoardId, Configuration, Host, Port, Firmware, App, Ca, WifiName, WifiPassword, Ethernet, NanoffPath, Package, SshConfig, Wait, DryRun, Lang]) command.Options.Add(option);
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        Language language = Languages.Of(line.GetValue(Lang));
        try
        {
            FlashRequest request = Read(line) with { Language = language };
            var screen = new FlashScreen(language);
            if (line.GetValue(DryRun)) screen.Show(request.Board.IsEsp32 ? new Esp32Flash(request, null).Plan() : new PiFlash(request).Plan());
            else if (request.Board.IsEsp32) await Esp32(request, screen, cancellation);
            else await Pi(request, screen, cancellation);
            return ExitCodes.Ok;
        }
        catch (FlashException fault)
        {
            (Phrase what, Phrase next) = FlashTexts.Of(fault.Fault);
            foreach (Phrase phrase in (Phrase[])[what, next]) Say(Filled(phrase.In(language), fault.About));
            return fault.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Say(Stopped.In(language));
            return ExitStopped;
        }
    }

    private static async Task Esp32(FlashRequest request, FlashScreen screen, CancellationToken cancellation)
    {
        // Its mode lets nobody else in (mkdtemp(3)): admin key and Wi-Fi password lie there.
        string work = Directory.CreateTempSubdirectory("devicemail-flash-").FullName;
        try
        {
            FlashPlan plan = new Esp32Flash(request, work).Plan();
            // Before anything is done, since nothing can be without them.
            SerialPorts.Check(request.Port!);
            Nanoff.Find(request.Nanoff);
            await screen.Do(plan, cancellation);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task Pi(FlashRequest request, FlashScreen screen, CancellationToken cancellation)
    {
        var flash = new PiFlash(request);
        try
        {
            await screen.Do(flash.Plan(), cancellation);
        }
        finally
        {
            await flash.CleanUp();
        }
    }

    private static FlashRequest Read(ParseResult line)
    {
        Board? board = line.GetValue(BoardId) is { } id ? Board.Find(id) : null;
        if (board is null) throw new FlashException(FlashFault.NoBoard, string.Join(", ", Board.All.Select(known => known.Id)));
        int wait = line.GetValue(Wait);
        if (wait is < 0 or > 3600) throw new FlashException(FlashFault.BadOption, "--wait", wait.ToString(CultureInfo.InvariantCulture));
        return new(board)
        {
            Port = line.GetValue(Port), Host = line.GetValue(Host), Configuration = line.GetValue(Configuration), Firmware = line.GetValue(Firmware), App = line.GetValue(App), Ca = line.GetValue(Ca), WifiName = line.GetValue(WifiName),
            WifiPasswordFile = line.GetValue(WifiPassword), EthernetAddress = line.GetValue(Ethernet), Nanoff = line.GetValue(NanoffPath), Package = line.GetValue(Package),
            SshConfig = line.GetValue(SshConfig), WaitSeconds = wait,
        };
    }

    private static string Filled(string text, IReadOnlyList<string> about)
    {
        for (int i = 0; i < about.Count; i++) text = text.Replace("{" + i.ToString(CultureInfo.InvariantCulture) + "}", about[i], StringComparison.Ordinal);
        return text;
    }

    private static void Say(string text)
    {
        foreach (string row in Columns.Wrap(text, Terminal.Columns())) Console.Error.WriteLine(row);
    }
}
