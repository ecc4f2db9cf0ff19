using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Sandbox.Scenarios;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary><c>devicemail sandbox</c>: a stand-in for Exchange Online, Outlook.com or Gmail on this computer.</summary>
internal static class SandboxCommand
{
    private static readonly Option<string> Profile = new("--profile")
    {
        Description = "Which provider to play: " + string.Join(", ", ProviderProfile.All.Select(profile => profile.Name)),
        DefaultValueFactory = _ => ProviderProfile.ExchangeOnline.Name,
    };

    private static readonly Option<int> SmtpPort = new("--smtp-port") { Description = "Port of SMTP with STARTTLS; 0: any free one" };
    private static readonly Option<int> SmtpsPort = new("--smtps-port") { Description = "Port of SMTP over implicit TLS; 0: any free one" };
    private static readonly Option<int> OAuthPort = new("--oauth-port") { Description = "HTTPS port of the sign-in page, the token endpoint and the control path; 0: any free one" };

    private static readonly Option<string?> Address = new("--address") { Description = "Address to listen on, where a board has to reach it (default 127.0.0.1)" };
    private static readonly Option<string?> Folder = new("--folder") { Description = "Where the mails and ca.pem go (default: a temporary folder, removed at the end)" };
    private static readonly Option<string?> User = new("--user") { Description = "The account's address" };
    private static readonly Option<int> TokenLength = new("--token-length") { Description = "Characters of an access token, 64 to 8192", DefaultValueFactory = _ => 2048 };
    private static readonly Option<int> TokenLifetime = new("--token-lifetime") { Description = "Seconds that an access token lives", DefaultValueFactory = _ => 3599 };

    private static readonly Option<int> DeviceCodeLifetime = new("--device-code-lifetime") { Description = "Seconds that a device code lives", DefaultValueFactory = _ => 900 };
    private static readonly Option<int> DeviceInterval = new("--device-interval") { Description = "Seconds between a device's questions", DefaultValueFactory = _ => 5 };

    private static readonly Option<string?> Rotate = new("--rotate") { Description = "Whether each refresh brings a new refresh token, on or off (default: as the provider does)" };
    private static readonly Option<bool> RefuseReplaced = new("--refuse-replaced") { Description = "Refuse a refresh token once it was replaced, and end what came of it" };
    private static readonly Option<bool> SenderMustMatch = new("--sender-must-match") { Description = "Refuse other senders than the account with 554 5.2.252" };
    private static readonly Option<string> Keep = new("--keep") { Description = "What becomes of the mails: files, digests or none", DefaultValueFactory = _ => "files" };
    private static readonly Option<string[]> Faults = new("--fault") { Description = "A fault to show, NAME[=ARGUMENT][:COUNT]; may be given several times" };
    private static readonly Option<string?> ScenarioName = new("--scenario") { Description = "A bad day at the provider to practise on, a name of --list-scenarios" };
    private static readonly Option<bool> ListScenarios = new("--list-scenarios") { Description = "List the scenarios and end" };
    private static readonly Option<bool> ListFaults = new("--list-faults") { Description = "List the faults and end" };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object at the start, then one for each event, a line each" };

    public static Command Create()
    {
        Rotate.AcceptOnlyFromAmong("on", "off");
        Keep.AcceptOnlyFromAmong("files", "digests", "none");
        var command = new Command("sandbox", "Runs a stand-in mail provider: SMTP, OAuth2 with a sign-in page, bad days on demand")
        {
            Profile, SmtpPort, SmtpsPort, OAuthPort, Address, Folder, User, TokenLength, TokenLifetime, DeviceCodeLifetime, DeviceInterval,
            Rotate, RefuseReplaced, SenderMustMatch, Keep, ScenarioName, ListScenarios, Faults, ListFaults, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        // A width that was guessed for a file would only break addresses in two.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 10_000;
        bool json = line.GetValue(Json);
        if (line.GetValue(ListFaults))
        {
            SandboxScreen.ListFaults(json);
            return 0;
        }

        if (line.GetValue(ListScenarios))
        {
            SandboxScreen.ListScenarios(json);
            return 0;
        }

        try
        {
            SandboxOptions options = Options(line, SandboxScreen.Events(json));
            await using SandboxProvider sandbox = SandboxProvider.Start(options);
            Task ready = sandbox.WarmUp(); // While the person reads.
            SandboxScreen.Started(sandbox, options.Scenario is { } name ? ScenarioTable.ByName(name) : null, json);
            await ready;
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it is ended.
        }
        catch (Exception refused) when (refused is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync("devicemail sandbox: " + refused.Message);
            return 64;
        }

        return 0;
    }

    private static SandboxOptions Options(ParseResult line, Action<SandboxEvent> happened) => new()
    {
        Profile = ProviderProfile.ByName(line.GetValue(Profile)!),
        Address = line.GetValue(Address) is { } address ? IPAddress.Parse(address) : IPAddress.Loopback,
        SmtpPort = line.GetValue(SmtpPort),
        SmtpsPort = line.GetValue(SmtpsPort),
        OAuthPort = line.GetValue(OAuthPort),
        Folder = line.GetValue(Folder),
        User = line.GetValue(User),
        TokenLength = line.GetValue(TokenLength),
        TokenLifetimeSeconds = line.GetValue(TokenLifetime),
        DeviceCodeLifetimeSeconds = line.GetValue(DeviceCodeLifetime),
        DeviceIntervalSeconds = line.GetValue(DeviceInterval),
        Scenario = line.GetValue(ScenarioName),
        Rotate = line.GetValue(Rotate) is { } rotate ? rotate == "on" : null,
        RefuseReplacedRefreshToken = line.GetValue(RefuseReplaced),
        SenderMustMatch = line.GetValue(SenderMustMatch),
        Keep = Enum.Parse<KeepMode>(line.GetValue(Keep)!, ignoreCase: true),
        Faults = line.GetValue(Faults) ?? [],
        Happened = happened,
    };
}
