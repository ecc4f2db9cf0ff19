using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Fleet;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail fleet</c>: all devices of a broker, live; <c>test-mail</c>, <c>refresh</c> and <c>re-pair</c> command one of them. Exit codes: 0 all is well or done, 1 a device needs care or the
/// command failed; 64 wrong arguments, 69 broker or device not reachable, 77 no permission.
/// </summary>
internal static class FleetCommand
{
    private const int QuietMs = 700;
    private const int GatherSecondsMax = 20;
    private const int AnswerSecondsMax = 30;
    private const int TestMailSecondsMax = 12 * 60;
    private const int PairSecondsMax = 20 * 60;

    private static readonly Option<string> Broker = new("--broker") { Description = "The broker: mqtts://USER@HOST:8883/PREFIX, or mqtt:// without TLS", Required = true, Recursive = true };
    private static readonly Option<string?> Ca = new("--ca") { Description = "PEM file with the only roots trusted for the broker (default: the system's)", Recursive = true };
    private static readonly Option<string?> PasswordFile = new("--password-file") { Description = "File with the broker's password on one line", Recursive = true };
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON and nothing else", Recursive = true };
    private static readonly Option<string?> Lang = MadeRecursive(Languages.Option());
    private static readonly Option<bool> Csv = new("--csv") { Description = "Print CSV and nothing else, once" };
    private static readonly Option<bool> Once = new("--once") { Description = "Print all devices once and end; exit code 1 if one needs care" };
    private static readonly Argument<string> Device = new("device") { Description = "The device's id in the fleet" };
    private static readonly Option<string?> Account = new("--account") { Description = "The account (default: the device's default account)" };
    private static readonly Option<string?> Key = new("--admin-key") { Description = "File with the device's admin key (default: that of the saved device of this name)" };

    private static readonly Phrase Begun = new("{0} has begun; waiting for its answer.", "{0} が処理を開始しました。応答を待っています。");
    private static readonly Phrase Done = new("{0}: done.", "{0}: 完了しました。");
    private static readonly Phrase Failed = new("{0}: it failed. {1}", "{0}: 失敗しました。{1}");
    private static readonly Phrase Refused = new("{0}: refused. {1}", "{0}: 拒否されました。{1}");
    private static readonly Phrase Code = new("Open {1} in any browser, sign in with the device's mailbox, and enter {0}", "ブラウザーで {1} を開き、装置のメールボックスでサインインして次のコードを入力してください: {0}");
    private static readonly Phrase Lost = new("The broker is gone; this is how it was. Trying again ...", "ブローカーとの接続が切れました (表示は切断前の状態)。再接続中 ...");

    public static Command Create()
    {
        var command = new Command("fleet", "Shows all devices that tell an MQTT broker how they are, worst first; commands one of them") { Broker, Ca, PasswordFile, Json, Lang, Csv, Once };
        command.SetAction((line, cancellation) => Told(line, () => Watch(line, cancellation)));
        (string, string)[] verbs = [("test-mail", "Lets a device send a test mail to its own mailbox"), ("refresh", "Lets a device renew its access token now"), ("re-pair", "Begins a pairing by device code and shows the code")];
        foreach ((string verb, string what) in verbs)
        {
            var part = new Command(verb, what) { Device, Account, Key };
            part.SetAction((line, cancellation) => Told(line, () => Order(line, verb, cancellation)));
            command.Subcommands.Add(part);
        }

        return command;
    }

    private static Option<string?> MadeRecursive(Option<string?> option)
    {
        option.Recursive = true;
        return option;
    }

    private static async Task<int> Watch(ParseResult line, CancellationToken cancellation)
    {
        BrokerAddress address = AddressOf(line);
        var list = new FleetList(address.Prefix);
        using var broker = new FleetBroker(address, line.GetValue(Ca), line.GetValue(PasswordFile), list.Take);
        await broker.Connect(cancellation);
        await Gather(broker, list, cancellation);
        bool isLive = !line.GetValue(Once) && !line.GetValue(Json) && !line.GetValue(Csv) && !Console.IsOutputRedirected;
        if (isLive) return await Live(line, address, broker, list, cancellation);
        FleetDevice[] devices = list.Sorted();
        if (line.GetValue(Json)) DeviceOptions.Write(FleetExport.Json(devices));
        else if (line.GetValue(Csv)) Console.Out.Write(FleetExport.Csv(devices));
        else foreach (string row in new FleetScreen(LanguageOf(line), Terminal.Columns()).Lines(devices, address.Prefix, DateTimeOffset.UtcNow)) Console.WriteLine(row);
        return devices.Any(FleetList.NeedsCare) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    // What is retained comes behind the subscription; how much of it there is nobody says. Once nothing came for a while, that was all.
    private static async Task Gather(FleetBroker broker, FleetList list, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(GatherSecondsMax));
        foreach (string part in (string[])["+/status", "+/health", "+/event"])
        {
            await broker.Subscribe(cancellation, part);
            long before = -1;
            while (!limit.IsCancellationRequested && before != list.Changes + list.Ignored)
            {
                before = list.Changes + list.Ignored;
                await Task.Delay(part == "+/event" ? 0 : QuietMs, cancellation);
            }
        }
    }

    private static async Task<int> Live(ParseResult line, BrokerAddress address, FleetBroker broker, FleetList list, CancellationToken cancellation)
    {
        Language language = LanguageOf(line);
        Console.Write("\u001b[?1049h\u001b[?25l");
        try
        {
            while (true)
            {
                int height = Math.Max(5, Console.WindowHeight);
                string[] lines = [.. new FleetScreen(language, Terminal.Columns()).Lines(list.Sorted(), address.Prefix, DateTimeOffset.UtcNow, height - 2)];
                if (!broker.IsConnected) lines = [.. lines, Lost.In(language)];
                // Drawn over the picture before, so that nothing flickers.
                Console.Write("\u001b[H" + string.Concat(lines.Select(row => row + "\u001b[K\r\n")) + "\u001b[J");
                await Task.Delay(1000, cancellation);
                if (!broker.IsConnected) await Again(broker, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            return list.Sorted().Any(FleetList.NeedsCare) ? ExitCodes.Failed : ExitCodes.Ok;
        }
        finally
        {
            Console.Write("\u001b[?25h\u001b[?1049l");
        }
    }

    private static async Task Again(FleetBroker broker, CancellationToken cancellation)
    {
        try
        {
            await broker.Connect(cancellation);
            await broker.Subscribe(cancellation, "+/status", "+/health", "+/event");
        }
        catch (FleetException)
        {
            await Task.Delay(2000 + Random.Shared.Next(2000), cancellation);
        }
    }

    private static async Task<int> Order(ParseResult line, string verb, CancellationToken cancellation)
    {
        BrokerAddress address = AddressOf(line);
        string device = line.GetValue(Device)!;
        if (device.AsSpan().IndexOfAny("/+#") >= 0) throw new FleetException(FleetFault.BadAddress, device);
        var order = new FleetOrder(KeyOf(line, device), device, verb, line.GetValue(Account) ?? "", DateTimeOffset.UtcNow);
        var answers = Channel.CreateUnbounded<FleetAnswer>();
        using var broker = new FleetBroker(address, line.GetValue(Ca), line.GetValue(PasswordFile), (_, payload) =>
        {
            if (order.Read(payload) is { } answer) answers.Writer.TryWrite(answer);
        });
        await broker.Connect(cancellation);
        await broker.Subscribe(cancellation, device + "/result");
        await broker.Publish(device + "/command", order.Payload, cancellation);
        return await Follow(line, verb, device, answers.Reader, cancellation);
    }

    private static async Task<int> Follow(ParseResult line, string verb, string device, ChannelReader<FleetAnswer> answers, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(AnswerSecondsMax));
        bool hasBegun = false;
        while (true)
        {
            FleetAnswer answer;
            try
            {
                answer = await answers.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new FleetException(FleetFault.NoAnswer, device);
            }

            if (answer.Outcome != "begun") return Tell(line, device, answer);
            limit.CancelAfter(TimeSpan.FromSeconds(verb == "re-pair" ? PairSecondsMax : TestMailSecondsMax));
            if (line.GetValue(Json))
            {
                if (answer.Code is { Length: 2 } told) DeviceOptions.Write(new JsonObject { ["device"] = device, ["outcome"] = "begun", ["userCode"] = told[0], ["verificationUri"] = told[1] });
                continue;
            }

            if (answer.Code is { Length: 2 } code) Say(line, Code, code);
            else if (!hasBegun) Say(line, Begun, device);
            hasBegun = true;
        }
    }

    private static int Tell(ParseResult line, string device, FleetAnswer answer)
    {
        bool isDone = answer.Outcome == "done";
        if (line.GetValue(Json)) DeviceOptions.Write(new JsonObject { ["device"] = device, ["outcome"] = answer.Outcome, ["error"] = answer.Error, ["diagnosis"] = answer.Diagnosis });
        else if (isDone) Say(line, Done, device);
        else if (answer.Outcome == "failed") Say(line, Failed, device, DiagnosisLine.Of((Diagnosis)answer.Diagnosis, LanguageOf(line)));
        else Say(line, Refused, device, FleetTexts.OfError(answer.Error, LanguageOf(line)));
        return isDone ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static byte[] KeyOf(ParseResult line, string device)
    {
        string? file = line.GetValue(Key) ?? DeviceProfiles.Load().Find(device)?.AdminKeyFile;
        return AdminKeyFile.Load(file ?? throw new FleetException(FleetFault.NoKey, device));
    }

    private static BrokerAddress AddressOf(ParseResult line) =>
        BrokerAddress.Parse(line.GetValue(Broker)!) ?? throw new FleetException(FleetFault.BadAddress, line.GetValue(Broker)!.Contains('@', StringComparison.Ordinal) ? "--broker" : line.GetValue(Broker)!);

    private static Language LanguageOf(ParseResult line) => Languages.Of(line.GetValue(Lang));

    private static async Task<int> Told(ParseResult line, Func<Task<int>> story)
    {
        try
        {
            return await story();
        }
        catch (FleetException fault)
        {
            (Phrase what, Phrase next) = FleetTexts.Of(fault.Fault);
            int code = fault.Fault switch
            {
                FleetFault.BadAddress or FleetFault.BadCa or FleetFault.BadPassword => ExitCodes.Usage,
                FleetFault.NotReachable or FleetFault.NoAnswer => ExitCodes.Unavailable,
                _ => ExitCodes.NotPermitted,
            };
            return Refuse(line, code, fault.Fault.ToString(), what, next, fault.About);
        }
        catch (ControlException fault)
        {
            (Phrase what, Phrase next) = ControlTexts.Of(fault.Fault);
            return Refuse(line, fault.ExitCode, fault.Fault.ToString(), what, next, fault.About);
        }
    }

    private static int Refuse(ParseResult line, int code, string fault, Phrase what, Phrase next, string about)
    {
        string message = what.In(LanguageOf(line)).Replace("{0}", about, StringComparison.Ordinal), step = next.In(LanguageOf(line));
        if (line.GetValue(Json)) DeviceOptions.Write(new JsonObject { ["ok"] = false, ["error"] = JsonNamingPolicy.KebabCaseLower.ConvertName(fault), ["message"] = message, ["next"] = step });
        else foreach (string row in Columns.Wrap(message, Terminal.Columns()).Concat(Columns.Wrap(step, Terminal.Columns()))) Console.Error.WriteLine(row);
        return code;
    }

    private static void Say(ParseResult line, Phrase phrase, params string[] values)
    {
        string text = phrase.In(LanguageOf(line));
        for (int i = 0; i < values.Length; i++) text = text.Replace("{" + i.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}", values[i], StringComparison.Ordinal);
        foreach (string row in Columns.Wrap(text, Terminal.Columns())) Console.WriteLine(row);
    }
}
