using System;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Sandbox.Faults;
using DeviceMailAgent.Sandbox.Scenarios;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary>What <c>devicemail sandbox</c> shows, to a person or as JSON lines.</summary>
internal static class SandboxScreen
{
    private static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    public static void ListFaults(bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(FaultTable.All.Select(fault => new { fault.Name, fault.What, fault.Argument }), Line));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Fault", "Default argument", "What the sandbox does");
        foreach (Fault fault in FaultTable.All) table.AddRow(Markup.Escape(fault.Name), Markup.Escape(fault.Argument), Markup.Escape(fault.What));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("Set one with --fault NAME[=ARGUMENT][:COUNT]. An argument such as \"451 4.3.0 Later\" replaces the reply of any fault that is one.");
    }

    public static void ListScenarios(bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(ScenarioTable.All.Select(row => new { row.Name, row.Sees, row.Faults, row.Diagnosis, profile = row.Provider?.Name }), Line));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Scenario", "What the technician sees", "Number");
        foreach (Scenario row in ScenarioTable.All)
            table.AddRow(Markup.Escape(row.Name), Markup.Escape(row.Sees), row.Diagnosis == 0 ? "-" : row.Diagnosis.ToString(CultureInfo.InvariantCulture));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("Practise one with --scenario NAME. devicemail explain NUMBER has the words for the number.");
    }

    public static void Started(SandboxProvider sandbox, Scenario? scenario, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                profile = sandbox.Profile.Name, user = sandbox.User, host = sandbox.Host, smtpPort = sandbox.SmtpPort, smtpsPort = sandbox.SmtpsPort,
                tokenEndpoint = sandbox.TokenEndpoint, deviceEndpoint = sandbox.DeviceEndpoint, authorizationEndpoint = sandbox.AuthorizationEndpoint,
                verificationPage = sandbox.VerificationPage, daemonClientId = sandbox.DaemonClientId, daemonSecret = sandbox.DaemonSecret,
                daemonCertificateFile = sandbox.DaemonCertificateFile, serviceAccountFile = sandbox.ServiceAccountFile, scenario = scenario?.Name, controlEndpoint = sandbox.ControlEndpoint, caFile = sandbox.CaFile,
                mailFolder = sandbox.MailFolder, refreshToken = sandbox.RefreshToken, agentConfiguration = AgentConfiguration(sandbox),
            }, Line));
            return;
        }

        var grid = new Grid().AddColumn().AddColumn();
        Row(grid, "Plays", sandbox.Profile.Name);
        Row(grid, "SMTP, STARTTLS", $"{sandbox.Host}:{sandbox.SmtpPort}");
        Row(grid, "SMTP, implicit TLS", $"{sandbox.Host}:{sandbox.SmtpsPort}");
        Row(grid, "Account", sandbox.User);
        Row(grid, "Token endpoint", sandbox.TokenEndpoint.ToString());
        Row(grid, "Device endpoint", sandbox.DeviceEndpoint.ToString());
        Row(grid, "Sign-in in a browser", sandbox.AuthorizationEndpoint.ToString());
        Row(grid, "Page for a code", sandbox.VerificationPage.ToString());
        Row(grid, "App of its own", $"{sandbox.DaemonClientId}, secret {sandbox.DaemonSecret}, certificate {sandbox.DaemonCertificateFile}");
        if (sandbox.ServiceAccountFile is { } file) Row(grid, "Service account", file);
        Row(grid, "Control", $"{sandbox.ControlEndpoint} (state, mails, faults)");
        Row(grid, "Trust only", sandbox.CaFile);
        Row(grid, "Mails go to", sandbox.MailFolder);
        AnsiConsole.Write(grid);
        if (scenario is not null)
        {
            string number = scenario.Diagnosis == 0 ? "and nothing to be found" : $"number {scenario.Diagnosis}";
            AnsiConsole.MarkupLineInterpolated($"\n[bold]Scenario {scenario.Name}[/]: {scenario.Sees} ({number}).");
        }

        AnsiConsole.MarkupLine("\n[bold]agent.json[/] that sends through it:");
        Console.WriteLine(AgentConfiguration(sandbox).ToJsonString(Indented));
        AnsiConsole.MarkupLine("\n[bold]Refresh token[/], for [bold]devicemail-agent --config agent.json --import-refresh-token sandbox[/] (it is good for this sandbox alone):");
        Console.WriteLine(sandbox.RefreshToken);
        AnsiConsole.MarkupLine("\nOr practise it all, [bold]provision[/] and [bold]pair[/], from another terminal:");
        foreach (string line in Practice(sandbox)) Console.WriteLine(line);
        AnsiConsole.MarkupLine("\nCtrl-C ends it.");
    }

    // Lines to paste into a shell, in an empty folder. Both programs as this one was started: nothing is installed yet on a bench.
    private static string[] Practice(SandboxProvider sandbox)
    {
        bool hasDeviceCode = sandbox.Profile != ProviderProfile.Gmail;
        string tools = System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string device = hasDeviceCode ? $" --value device-endpoint={sandbox.DeviceEndpoint}" : "";
        string browser = hasDeviceCode ? "" : $" --ca {sandbox.CaFile} --authorization-endpoint \"{sandbox.AuthorizationEndpoint}?access_type=offline\"";
        return
        [
            $"{tools}/devicemail provision --name bench --board raspberry-pi-4 --provider other --flow {(hasDeviceCode ? "device-code" : "authorization-code")} --client-id sandbox-client \\",
            $"  --mailbox {sandbox.User} --value host={sandbox.Host} --smtp-port {sandbox.SmtpPort} --ca {sandbox.CaFile} --value \"scope={sandbox.Profile.Scope}\" \\",
            $"  --value token-endpoint={sandbox.TokenEndpoint}{device} --allow 127.0.0.0/8 --store store",
            $"{tools}/devicemail-agent --config agent.json &",
            $"{tools}/devicemail pair --device unix:store/control.sock{browser}",
        ];
    }

    /// <summary>Shows each event as it happens; may be called from several threads.</summary>
    public static Action<SandboxEvent> Events(bool json) => json
        ? happened => Console.WriteLine(JsonSerializer.Serialize(happened, Line))
        : happened =>
        {
            string colour = happened.Kind switch { "mail" => "green", "fault" => "red", "login" or "token" => "blue", _ => "grey" };
            string time = happened.Time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
            lock (Line) AnsiConsole.MarkupLine($"[grey]{time}[/] [{colour}]{happened.Kind,-10}[/] {Markup.Escape(happened.Text)}");
        };

    private static void Row(Grid grid, string name, string value) => grid.AddRow($"[grey]{name}[/]", Markup.Escape(value));

    private static JsonObject AgentConfiguration(SandboxProvider sandbox) => new()
    {
        ["name"] = "bench",
        ["board"] = "raspberry-pi-4",
        ["listen"] = new JsonArray(new JsonObject
        {
            ["address"] = "127.0.0.1", ["port"] = 2525, ["tls"] = "off", ["allow"] = new JsonArray("127.0.0.0/8"), ["login"] = "optional",
        }),
        ["logins"] = new JsonArray(new JsonObject { ["user"] = "scanner", ["password"] = "any", ["account"] = "sandbox" }),
        ["accounts"] = new JsonArray(new JsonObject
        {
            ["name"] = "sandbox",
            ["default"] = true,
            ["ca"] = sandbox.CaFile,
            ["smtp"] = new JsonObject { ["host"] = sandbox.Host, ["port"] = sandbox.SmtpPort, ["security"] = "starttls", ["sizeMax"] = sandbox.Profile.SizeMax },
            ["mechanism"] = "xoauth2",
            ["user"] = sandbox.User,
            ["sender"] = new JsonObject { ["address"] = sandbox.User, ["rewrite"] = "if-different" },
            ["oauth"] = OAuth(sandbox),
        }),
        ["store"] = "store",
    };

    // Google gives no device code for mail, so that there the tool signs in in a browser and hands the token over.
    private static JsonObject OAuth(SandboxProvider sandbox)
    {
        bool hasDeviceCode = sandbox.Profile != ProviderProfile.Gmail;
        var oauth = new JsonObject
        {
            ["flow"] = hasDeviceCode ? "device-code" : "authorization-code",
            ["clientId"] = "sandbox-client",
            ["scope"] = sandbox.Profile.Scope,
            ["tokenEndpoint"] = sandbox.TokenEndpoint.ToString(),
        };
        if (hasDeviceCode) oauth["deviceEndpoint"] = sandbox.DeviceEndpoint.ToString();
        return oauth;
    }
}
