using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
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
/// <c>devicemail devices</c>: the saved devices; <c>add</c>, <c>remove</c> and <c>default</c> change them. Exit codes: 0 done, 1 the device cannot be asked over the LAN;
/// those of <see cref="ExitCodes"/> if there is no such device or it could not be asked.
/// </summary>
internal static class DevicesCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON and nothing else", Recursive = true };
    private static readonly Option<string?> Lang = Recursive(Languages.Option());
    private static readonly Argument<string> Name = new("name") { Description = "The device's name" };
    private static readonly Argument<string> Address = new("address") { Description = "unix:/path, serial:/dev/ttyUSB0 or tls://host:port#fingerprint" };
    private static readonly Option<string?> Key = new("--admin-key") { Description = "File with the device's admin key, for tls://" };
    private static readonly Option<string?> Lan = new("--lan") { Description = "The device's host name or address on the LAN: asks it for its fingerprint, gives it a new admin key, and saves that way to it" };

    private static readonly Phrase None = new("No device is saved. devicemail devices add NAME ADDRESS saves one.", "保存済みの装置はありません。devicemail devices add 名前 アドレス で保存します。");
    private static readonly Phrase Saved = new("{0} is saved: {1}", "{0} を保存しました: {1}");
    private static readonly Phrase Removed = new("{0} is no longer saved.", "{0} を削除しました。");
    private static readonly Phrase IsDefault = new("{0} is the default now.", "{0} を既定にしました。");
    private static readonly Phrase NoLan = new("The device does not take devicemail over the LAN.", "装置がネットワーク経由の接続を受け付けていません。");
    private static readonly Phrase NoLanNext = new("Put \"control\": {\"listen\": ...} into its agent.json (devicemail provision --control-listen), restart it, and run this again.", "agent.json の control.listen を設定し (devicemail provision --control-listen)、再起動してからやり直してください。");
    private static readonly Phrase BadNameNext = new("Choose another name.", "別の名前を指定してください。");

    public static Command Create()
    {
        var command = new Command("devices", "Lists the saved devices; add, remove and default change them") { Json, Lang };
        command.SetAction(line => Told(line, List));
        var add = new Command("add", "Saves a device by its address") { Name, Address, Key, Lan };
        add.SetAction(Add);
        var remove = new Command("remove", "Forgets a saved device; the device itself is not asked") { Name };
        remove.SetAction(line => Told(line, Remove));
        var chosen = new Command("default", "Makes a saved device the one that is meant when none is named") { Name };
        chosen.SetAction(line => Told(line, Default));
        foreach (Command part in (Command[])[add, remove, chosen]) command.Subcommands.Add(part);
        return command;
    }

    private static Option<string?> Recursive(Option<string?> option)
    {
        option.Recursive = true;
        return option;
    }

    private static int List(ParseResult line)
    {
        DeviceProfiles profiles = DeviceProfiles.Load();
        if (line.GetValue(Json))
        {
            DeviceOptions.Write(JsonSerializer.SerializeToNode(profiles, JsonSerializerOptions.Web)!);
            return ExitCodes.Ok;
        }

        if (profiles.Devices.Count == 0) Console.WriteLine(None.In(LanguageOf(line)));
        foreach (DeviceProfile device in profiles.Devices)
        {
            bool isDefault = device.Name.Equals(profiles.Default, StringComparison.OrdinalIgnoreCase);
            Console.WriteLine($"{(isDefault ? "*" : " ")} {device.Name,-20} {device.Address}");
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> Add(ParseResult line, CancellationToken cancellation)
    {
        try
        {
            string name = line.GetValue(Name)!;
            // It becomes part of a file's name.
            if (PlanFaults.OfName(name) is { } wrong) return Refuse(line, ExitCodes.Usage, "bad-name", wrong, BadNameNext);
            DeviceAddress address = DeviceAddress.Parse(line.GetValue(Address)!) ?? throw new ControlException(ControlFault.BadAddress, line.GetValue(Address)!);
            DeviceProfile? saved;
            if (line.GetValue(Lan) is { } host)
            {
                saved = await Enrolment.OverLan(name, address, host, cancellation);
                if (saved is null) return Refuse(line, ExitCodes.Failed, "no-lan", NoLan, NoLanNext);
            }
            else
            {
                if (address is { Way: DeviceWay.Tls, Fingerprint: null }) throw new ControlException(ControlFault.NoFingerprint, address.ToString());
                saved = Enrolment.Save(name, address, line.GetValue(Key) is { } key ? Path.GetFullPath(key) : null);
            }

            return Say(line, Saved, name, saved.Address);
        }
        catch (ControlException fault)
        {
            return Refuse(line, fault);
        }
    }

    private static int Remove(ParseResult line)
    {
        DeviceProfile device = Named(line, out DeviceProfiles profiles);
        profiles.Without(device.Name).Save();
        return Say(line, Removed, device.Name);
    }

    private static int Default(ParseResult line)
    {
        DeviceProfile device = Named(line, out DeviceProfiles profiles);
        (profiles with { Default = device.Name }).Save();
        return Say(line, IsDefault, device.Name);
    }

    private static DeviceProfile Named(ParseResult line, out DeviceProfiles profiles)
    {
        profiles = DeviceProfiles.Load();
        return profiles.Find(line.GetValue(Name)!) ?? throw new ControlException(ControlFault.BadAddress, line.GetValue(Name)!);
    }

    private static int Told(ParseResult line, Func<ParseResult, int> story)
    {
        try
        {
            return story(line);
        }
        catch (ControlException fault)
        {
            return Refuse(line, fault);
        }
    }

    private static Language LanguageOf(ParseResult line) => Languages.Of(line.GetValue(Lang));

    private static int Say(ParseResult line, Phrase phrase, params string[] about)
    {
        if (line.GetValue(Json)) DeviceOptions.Write(new JsonObject { ["ok"] = true, ["name"] = about[0] });
        else Console.WriteLine(Fill(phrase, LanguageOf(line), about));
        return ExitCodes.Ok;
    }

    private static int Refuse(ParseResult line, ControlException fault)
    {
        (Phrase what, Phrase next) = ControlTexts.Of(fault.Fault);
        return Refuse(line, fault.ExitCode, JsonNamingPolicy.KebabCaseLower.ConvertName(fault.Fault.ToString()), what, next, fault.About);
    }

    private static int Refuse(ParseResult line, int code, string error, Phrase what, Phrase next, params string[] about)
    {
        string message = Fill(what, LanguageOf(line), about), step = next.In(LanguageOf(line));
        if (line.GetValue(Json)) DeviceOptions.Write(new JsonObject { ["ok"] = false, ["error"] = error, ["message"] = message, ["next"] = step });
        else foreach (string row in Columns.Wrap(message, Terminal.Columns()).Concat(Columns.Wrap(step, Terminal.Columns()))) Console.Error.WriteLine(row);
        return code;
    }

    private static string Fill(Phrase phrase, Language language, IReadOnlyList<string> about)
    {
        string text = phrase.In(language);
        for (int i = 0; i < about.Count; i++) text = text.Replace("{" + i.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}", about[i], StringComparison.Ordinal);
        return text;
    }
}
