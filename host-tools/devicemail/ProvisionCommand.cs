using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Provision;
using DeviceMailAgent.Tool.Texts;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail provision</c>: writes a device's agent.json, by a short wizard or by options alone. Exit codes: 0 written, 1 the agent refuses what would be written,
/// 64 something is missing or cannot be, 73 the file is there already or cannot be written.
/// </summary>
internal static class ProvisionCommand
{
    private const int ExitCannotWrite = 73;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };
    private static readonly ProvisionOptions Options = new();
    private static readonly Option<string?> Out = new("--out") { Description = "The file to write (default: agent.json)" };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the file if it is there" };
    private static readonly Option<string?> Device = new("--device") { Description = "Where devicemail will reach the device, to be saved under its name: unix:/path, serial:/dev/ttyUSB0 or tls://host:port#fingerprint" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object and nothing else; asks nothing" };
    private static readonly Option<string?> Lang = Languages.Option();

    private static readonly Phrase Missing = new("Something is missing: {0}", "次の指定がありません: {0}");
    private static readonly Phrase MissingNext = new("Add these options, or run devicemail provision in a terminal to be asked.", "オプションを追加するか、ターミナルで devicemail provision を実行すると質問形式で設定できます。");
    private static readonly Phrase Exists = new("{0} is there already, and was left as it is.", "{0} は既に存在するため、変更していません。");
    private static readonly Phrase ExistsNext = new("Name another file with --out, or add --force to replace it.", "--out で別のファイルを指定するか、--force で置き換えてください。");
    private static readonly Phrase CannotWrite = new("{0} cannot be written: {1}", "{0} に書き込めません: {1}");
    private static readonly Phrase CannotWriteNext = new("Check the folder and your permissions, or name another file with --out.", "フォルダーと権限を確認するか、--out で別のファイルを指定してください。");
    private static readonly Phrase ItIsADevice = new("it is a device", "デバイス ファイルです");
    private static readonly Phrase AgentRefuses = new("The agent would refuse this configuration, so it was not written: {0}", "エージェントがこの設定を受け付けないため、書き込みませんでした: {0}");
    private static readonly Phrase AgentRefusesNext = new("Change the option that this key comes from.", "該当するキーの元になったオプションを修正してください。");
    private static readonly Phrase BadOptionText = new("{0}", "{0}");
    private static readonly Phrase BadOptionNext = new("devicemail provision --help lists the options.", "オプションは devicemail provision --help で確認できます。");

    public static Command Create()
    {
        var command = new Command("provision", "Writes a device's agent.json, asking what the options leave open; says what the administrator and the scanner need");
        Options.AddTo(command);
        foreach (Option option in (Option[])[Out, Force, Device, Json, Lang]) command.Options.Add(option);
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        var language = Languages.Of(line.GetValue(Lang));
        // Where the answer belongs: the option alone decides while nothing was asked yet.
        string file = line.GetValue(Out) ?? "agent.json";
        try
        {
            ProvisionPlan plan = Options.Read(line);
            string? device = line.GetValue(Device);
            if (Options.Missing(plan) is { Count: > 0 } missing)
            {
                bool canAsk = !line.GetValue(Json) && !Console.IsInputRedirected && !Console.IsOutputRedirected;
                if (!canAsk) return Refuse(line, ExitCodes.Usage, "missing", Missing, MissingNext, string.Join(", ", missing));
                var wizard = new Wizard(language, name => line.GetResult(name) is System.CommandLine.Parsing.OptionResult { Implicit: false });
                plan = wizard.Complete(plan);
                device ??= wizard.Device;
                file = wizard.File ?? file;
            }

            if (File.Exists(file) && !line.GetValue(Force)) return Refuse(line, ExitCannotWrite, "exists", Exists, ExistsNext, file);
            // Replacing a file is a rename, and a device node must not become a file that way.
            if (Path.GetFullPath(file).StartsWith("/dev/", StringComparison.Ordinal)) return Refuse(line, ExitCannotWrite, "not-written", CannotWrite, CannotWriteNext, file, ItIsADevice.In(language));
            if (plan.Contradiction() is { } contradiction) return Refuse(line, ExitCodes.Usage, "bad-option", BadOptionText, BadOptionNext, contradiction.In(language));
            AppCertificate? certificate = plan.Certificate?.Beside(file);
            if (certificate?.Copy is not null && CopyOf(certificate, file) is var copy && File.Exists(copy) && File.ReadAllText(copy) != certificate.Copy && !line.GetValue(Force))
            {
                return Refuse(line, ExitCannotWrite, "exists", Exists, ExistsNext, copy);
            }

            return await Write(line, plan with { Certificate = certificate }, file, device, cancellation);
        }
        catch (BadOption wrong)
        {
            return Refuse(line, ExitCodes.Usage, "bad-option", BadOptionText, BadOptionNext, wrong.Why.In(language));
        }
        catch (ArgumentException wrong)
        {
            return Refuse(line, ExitCodes.Usage, "bad-option", BadOptionText, BadOptionNext, wrong.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse(line, ExitCannotWrite, "not-written", CannotWrite, CannotWriteNext, file, fault.Message);
        }
        catch (ControlException fault)
        {
            (Phrase what, Phrase next) = ControlTexts.Of(fault.Fault);
            return Refuse(line, fault.ExitCode, JsonNamingPolicy.KebabCaseLower.ConvertName(fault.Fault.ToString()), what, next, fault.About);
        }
    }

    private static async Task<int> Write(ParseResult line, ProvisionPlan plan, string file, string? device, CancellationToken cancellation)
    {
        // Before anything is written: a wrong address must not leave half of it done.
        DeviceAddress? address = device is null ? null : DeviceAddress.Parse(device) ?? throw new ControlException(ControlFault.BadAddress, device);
        bool logsIn = plan.ScannerUser is { Length: > 0 };
        string? made = logsIn && plan.ScannerPassword is null ? ProvisionPlan.NewPassword() : null;
        byte[] content = JsonSerializer.SerializeToUtf8Bytes((JsonNode)plan.ToJson(logsIn ? plan.ScannerPassword ?? made : null), Indented);

        // Beside the file, since its paths start there.
        string beside = file + "." + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture) + ".new";
        bool? isSound;
        string? copied = null;
        try
        {
            if (plan.Certificate is { Copy: { } copy } certificate)
            {
                if (!File.Exists(CopyOf(certificate, file))) copied = CopyOf(certificate, file);
                await File.WriteAllTextAsync(CopyOf(certificate, file), copy, cancellation);
            }

            AgentFile.WriteNew(beside, content);
            string said = "";
            isSound = Board.Find(plan.Board!)!.IsEsp32 ? (said = BoardRules.Fault(content, Path.GetDirectoryName(Path.GetFullPath(file))!) ?? "").Length == 0 : AgentCheck.Run(beside, out said);
            if (isSound == false) return Refuse(line, ExitCodes.Failed, "refused", AgentRefuses, AgentRefusesNext, said.Replace(beside, file, StringComparison.Ordinal));
            File.Move(beside, file, overwrite: line.GetValue(Force));
            copied = null;
        }
        finally
        {
            File.Delete(beside);
            // Without its agent.json it would only puzzle.
            if (copied is not null) File.Delete(copied);
        }

        string? saved = address is null ? null : await Save(plan, address, cancellation);
        var done = new Provisioned(plan, file, isSound, made, saved);
        var screen = new ProvisionScreen(Languages.Of(line.GetValue(Lang)));
        Terminal.LeaveLinesAlone();
        if (line.GetValue(Json)) DeviceOptions.Write(screen.Json(done));
        else screen.Show(done);
        return ExitCodes.Ok;
    }

    private static string CopyOf(AppCertificate certificate, string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, certificate.FileName!);

    // Where a device answers already and takes devicemail over the LAN, that is what is saved; else its address as it was given.
    private static async Task<string?> Save(ProvisionPlan plan, DeviceAddress address, CancellationToken cancellation)
    {
        if (address.Way != DeviceWay.Tls && plan.ControlListen is { } end && !end.Address.Equals(System.Net.IPAddress.Any))
        {
            try
            {
                if (await Enrolment.OverLan(plan.Name!, address, null, cancellation) is not null) return plan.Name;
            }
            catch (ControlException fault) when (fault.Fault is ControlFault.NotReachable or ControlFault.NoAnswer or ControlFault.NotPermitted)
            {
                // It is not there yet, as one would expect before its first start.
            }
        }

        Enrolment.Save(plan.Name!, address);
        return plan.Name;
    }

    private static int Refuse(ParseResult line, int code, string error, Phrase what, Phrase next, params string[] about)
    {
        Language language = Languages.Of(line.GetValue(Lang));
        string message = what.In(language);
        for (int i = 0; i < about.Length; i++) message = message.Replace("{" + i.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}", about[i], StringComparison.Ordinal);
        string step = next.In(language);
        if (line.GetValue(Json))
        {
            DeviceOptions.Write(new JsonObject { ["ok"] = false, ["error"] = error, ["message"] = message, ["next"] = step });
            return code;
        }

        foreach (string text in (IEnumerable<string>)[message, step])
        {
            foreach (string row in Columns.Wrap(text, Terminal.Columns())) Console.Error.WriteLine(row);
        }

        return code;
    }
}
