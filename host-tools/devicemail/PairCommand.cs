using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Pairing;
using DeviceMailAgent.Tool.Provision;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail pair</c>: gives an account of a device what it logs in with, then sends a test mail. Exit codes: 0 paired and the test mail accepted, 1 not
/// paired or the mail refused, 130 stopped by Ctrl+C; those of <see cref="ExitCodes"/> if the device could not be asked.
/// </summary>
internal static class PairCommand
{
    private const int ExitCancelled = 130;

    private static readonly Option<string?> Account = new("--account") { Description = "The account to pair (default: the device's default)" };
    private static readonly Option<string?> Flow = new("--flow") { Description = "device-code or authorization-code (default: the one that can work)" };
    private static readonly Option<string?> SendTo = new("--send-to") { Description = "Who receives the test mail (default: the mailbox itself)" };
    private static readonly Option<bool> NoTestMail = new("--no-test-mail") { Description = "Send no test mail" };
    private static readonly Option<string?> SecretFile = new("--secret-file") { Description = "File with the password, the app's secret or private key, or the service account's key file; - for standard input (default: asked for, without echo)" };
    private static readonly Option<string?> SecretEnds = new("--secret-ends") { Description = "The day on which the app's secret ends, such as 2028-11-25, as its registration shows it; the device warns ahead" };
    private static readonly Option<string?> Endpoint = new("--authorization-endpoint") { Description = "Where a browser signs in, https; needed for providers that are not known" };
    private static readonly Option<string?> Ca = new("--ca") { Description = "PEM file with the only roots to trust for the provider (default: the system's)" };
    private static readonly Option<bool> NoBrowser = new("--no-browser") { Description = "Start no browser, only show the address" };
    private static readonly Option<bool> Ascii = new("--ascii") { Description = "Draw the code with ASCII alone; there is no QR code then" };
    private static readonly DeviceOptions Options = new();

    public static Command Create()
    {
        Flow.AcceptOnlyFromAmong("device-code", "authorization-code");
        var command = new Command("pair", "Signs a device in at its mail provider and sends a test mail; exit code 0 only if that was accepted")
        {
            Account, Flow, SendTo, NoTestMail, SecretFile, SecretEnds, Endpoint, Ca, NoBrowser, Ascii,
        };
        Options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        Language language = Options.LanguageOf(line);
        bool isJson = Options.IsJson(line);
        Terminal.LeaveLinesAlone();
        var keys = new Keys(!isJson);
        bool isAscii = line.GetValue(Ascii) || Console.OutputEncoding.CodePage != Encoding.UTF8.CodePage;
        IPairScreen screen = isJson ? new PairLines(language) : new PairScreen(language, isAscii, keys.IsOn);
        try
        {
            await using ControlClient device = await ControlClient.Connect(Options.Target(line), cancellation);
            ControlAnswer config = await device.Ask(ControlVerb.Config, cancellation: cancellation);
            if (AccountOf(config, line.GetValue(Account)) is not { } account) return Unknown(screen, config, language);
            if (line.GetValue(SecretEnds) is { } ends && PlanFaults.OfDay(ends) is not null) return Refused(screen, "bad-day", PairTexts.BadDay, PairTexts.BadDayNext, ends, language, ExitCodes.Usage);
            if (line.GetValue(Flow) is not null && PairFlow.HasNoSignIn(account))
            {
                return Refused(screen, "not-possible", PairTexts.NoSignIn, PairTexts.NoSignInNext, PairFlow.Of(account, null).Why.In(language), language, ExitCodes.Failed);
            }

            PairFlow flow = PairFlow.Of(account, line.GetValue(Flow));
            PairContext context = Context(line, device, account, screen);
            return await Pair(context, flow, keys, line, cancellation);
        }
        catch (ControlException fault)
        {
            (Phrase what, Phrase next) = ControlTexts.Of(fault.Fault);
            screen.Refused(JsonNamingPolicy.KebabCaseLower.ConvertName(fault.Fault.ToString()), Filled(what, fault.About, language), Filled(next, fault.About, language));
            screen.Ends(false, null);
            return fault.ExitCode;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or UriFormatException)
        {
            screen.Refused("bad-file", Filled(PairTexts.BadFile, fault.Message, language), PairTexts.BadFileNext.In(language));
            screen.Ends(false, null);
            return ExitCodes.Usage;
        }
        catch (OperationCanceledException)
        {
            screen.Cancelled();
            return ExitCancelled;
        }
    }

    private static async Task<int> Pair(PairContext context, PairFlow flow, Keys keys, ParseResult line, CancellationToken cancellation)
    {
        context.Screen.Begins(context.Account, flow);
        PairEnd end = flow.Way switch
        {
            PairWay.DeviceCode => await new DeviceCodePairing(context, keys).Run(cancellation),
            PairWay.AuthorizationCode => await new BrowserPairing(context).Run(cancellation),
            PairWay.Secret => await HandOver(context, flow, cancellation),
            _ => PairEnd.Paired,
        };
        if (end == PairEnd.Blocked) end = await Otherwise(context, cancellation);
        if (end != PairEnd.Paired)
        {
            context.Screen.Ends(false, null);
            return end == PairEnd.Cancelled ? ExitCancelled : ExitCodes.Failed;
        }

        context.Screen.Stored(flow);
        bool? isAccepted = line.GetValue(NoTestMail) ? null : await SendTestMail(context, line.GetValue(SendTo), cancellation);
        context.Screen.Ends(true, isAccepted);
        return isAccepted == false ? ExitCodes.Failed : ExitCodes.Ok;
    }

    // The person has seen that the browser blocks device codes.
    private static async Task<PairEnd> Otherwise(PairContext context, CancellationToken cancellation)
    {
        if (context.OtherWay is null)
        {
            context.Screen.Failed(Diagnosis.AuthenticationFlowBlocked, "", 0);
            return PairEnd.Failed;
        }

        context.Screen.Begins(context.Account, PairFlow.Otherwise);
        return await new BrowserPairing(context).Run(cancellation);
    }

    private static async Task<PairEnd> HandOver(PairContext context, PairFlow flow, CancellationToken cancellation)
    {
        bool isPassword = flow.Flow == "password";
        string kind = SecretInput.KindOf(context.Account, flow);
        string? secret = SecretInput.Read(context, isPassword ? PairTexts.AskPassword : PairTexts.AskClientSecret, context.Account.Text(isPassword ? "user" : "clientId"), kind);
        if (secret is null) return PairEnd.Failed;
        // Only where somebody sits who could know it; a script says --secret-ends.
        if (kind == SecretInput.ClientSecretKind && context is { SecretEnds: null, SecretFile: null } && !Console.IsInputRedirected) context = context with { SecretEnds = SecretInput.AskDay(context.Language) };
        return await context.Import(kind, secret, cancellation) ? PairEnd.Paired : PairEnd.Failed;
    }

    // Null: there is nobody to send it to.
    private static async Task<bool?> SendTestMail(PairContext context, string? sendTo, CancellationToken cancellation)
    {
        string? recipient = sendTo ?? new[] { context.Account.Text("sender"), context.Account.Text("user") }.FirstOrDefault(address => address.Contains('@', StringComparison.Ordinal));
        if (recipient is null) return null;
        context.Screen.Sending(recipient);
        JsonObject request = context.Request();
        request["recipient"] = recipient;
        ControlAnswer answer = await context.Device.Ask(ControlVerb.TestMail, request, ControlClient.LongPatience, null, cancellation);
        if (answer.Of("mail").FirstOrDefault() is { } mail) context.Screen.Sent(mail, answer, recipient);
        else context.Refuse(answer);
        return answer.IsOk;
    }

    private static PairContext Context(ParseResult line, ControlClient device, JsonObject account, IPairScreen screen)
    {
        Uri? endpoint = line.GetValue(Endpoint) is { } named ? new Uri(named) : PairFlow.AuthorizationEndpoint(account.Text("tokenEndpoint"));
        if (endpoint is not null && endpoint.Scheme != Uri.UriSchemeHttps) throw new UriFormatException($"{endpoint} does not begin with https://.");
        X509Certificate2Collection? roots = null;
        if (line.GetValue(Ca) is { } file)
        {
            roots = [];
            roots.ImportFromPemFile(file);
        }

        return new PairContext
        {
            Device = device,
            Account = account,
            Screen = screen,
            Language = Options.LanguageOf(line),
            AuthorizationEndpoint = endpoint,
            Roots = roots,
            SecretFile = line.GetValue(SecretFile),
            SecretEnds = line.GetValue(SecretEnds),
            OpensBrowser = !line.GetValue(NoBrowser) && !Options.IsJson(line),
            OtherWay = endpoint is null ? null : "devicemail pair --flow authorization-code" + Options.Again(line) + (line.GetValue(Account) is { } name ? " --account " + name : ""),
        };
    }

    private static JsonObject? AccountOf(ControlAnswer config, string? name) =>
        config.Of("account").FirstOrDefault(account => name is null ? account.Flag("default") : account.Text("account") == name);

    private static int Unknown(IPairScreen screen, ControlAnswer config, Language language)
    {
        ControlError error = config.IsOk ? ControlError.UnknownAccount : config.Error;
        (Phrase what, Phrase next) = ControlTexts.Of(error);
        screen.Refused(Encoding.ASCII.GetString(ControlErrors.WordOf(error)), what.In(language), next.In(language));
        screen.Ends(false, null);
        return ExitCodes.Failed;
    }

    private static int Refused(IPairScreen screen, string error, Phrase what, Phrase next, string about, Language language, int exitCode)
    {
        screen.Refused(error, Filled(what, about, language), next.In(language));
        screen.Ends(false, null);
        return exitCode;
    }

    private static string Filled(Phrase phrase, string about, Language language) => phrase.In(language).Replace("{0}", about, StringComparison.Ordinal);
}
