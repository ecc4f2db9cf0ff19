using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Provision;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>
/// The product's one job on one computer: a legacy scanner hands a scan to the real agent, which carries it to a provider that
/// wants OAuth2. Only the provider is a stand-in, and so is the scanner; what lies between is what runs on a board.
/// </summary>
internal sealed class DemoRun
{
    private const int LightHoldMs = 250;
    private readonly DemoOptions _options;
    private readonly DemoScreen _screen;

    public DemoRun(DemoOptions options)
    {
        _options = options;
        _screen = new DemoScreen(options.Json);
    }

    /// <summary>Runs it.</summary>
    /// <returns>True if the mail arrived unchanged.</returns>
    public async Task<bool> Run(CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("devicemail-demo-").FullName;
        try
        {
            await using SandboxProvider sandbox = StartSandbox(Path.Combine(folder, "provider"));
            int port = DemoConfiguration.FreePort();
            string password = ProvisionPlan.NewPassword();
            string configuration = Path.Combine(folder, "agent.json");
            DemoConfiguration.Write(configuration, sandbox, port, password, _options.Keep);
            using var agent = new AgentProcess(_options.Agent, configuration, _screen.Agent);
            agent.Run();
            string socket = Path.Combine(folder, "store", "control.sock");
            string? fault = await new DemoPairing(sandbox, socket, _screen).Run(cancellation);
            DemoResult result = fault is null ? await Scan(sandbox, agent, port, password) : new DemoResult { AgentIsNative = agent.IsNative, Error = fault };
            if (fault is not null) _screen.Failed(fault);
            if (_options.Json) Console.WriteLine(result.ToJson());
            if (_options.Keep && result.IsSuccess) await Keep(sandbox, socket, port, password, cancellation);
            return result.IsSuccess;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private SandboxProvider StartSandbox(string folder)
    {
        SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions
        {
            Profile = _options.Profile,
            Folder = folder,
            // Entra's five seconds are for people.
            DeviceIntervalSeconds = 1,
            Happened = happened => _screen.Provider(happened.Text),
        });
        _screen.Title($"A scanner from 2009, the agent, and a provider that wants OAuth2 ({_options.Profile.Name}, played by the sandbox)");
        return sandbox;
    }

    private async Task<DemoResult> Scan(SandboxProvider sandbox, AgentProcess agent, int port, string password)
    {
        const string Sender = "mfp-3f@contoso.example";
        var scan = new DemoScan(_options, Sender, "office@contoso.example");
        var result = new DemoResult { Paired = true, MessageBytes = scan.Octets.Length, AgentIsNative = agent.IsNative };
        var clock = Stopwatch.StartNew();
        try
        {
            using var scanner = new LegacyScanner(_screen.Scanner);
            result = result with { ScannerReply = scanner.Send("127.0.0.1", port, DemoConfiguration.ScannerUser, password, Sender, scan) };
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            result = result with { Error = fault.Message };
        }
        result = result with { Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3), AgentPeakRssBytes = agent.PeakRssBytes() };
        bool arrived = await sandbox.WaitForMails(1, TimeSpan.FromSeconds(5));
        bool accepted = result.ScannerReply?.StartsWith("250", StringComparison.Ordinal) == true;
        if (arrived) result = scan.Compare(sandbox.Mails[0], result);
        result = result with { Delivered = arrived && accepted, Error = result.Error ?? (accepted ? null : $"the scanner heard: {result.ScannerReply}") };
        // The light holds each state for a quarter of a second; let it come to rest before the summary.
        await Task.Delay(LightHoldMs * 2);
        _screen.Result(result, scan, arrived ? sandbox.Mails[0].Recipients.Count : 0);
        return result;
    }

    private async Task Keep(SandboxProvider sandbox, string socket, int port, string password, CancellationToken cancellation)
    {
        string address = LanAddress() ?? "127.0.0.1";
        _screen.Title("Still listening. Type this into a scanner's panel:");
        _screen.Text($"  SMTP server     {address}");
        _screen.Text($"  Port            {port}");
        _screen.Text("  SSL/TLS         off");
        _screen.Text("  Authentication  on (AUTH LOGIN), or off: this address range is allowed without");
        _screen.Text($"  User name       {DemoConfiguration.ScannerUser}");
        _screen.Text($"  Password        {password}");
        _screen.Text("or, from this computer:");
        _screen.Text($"  swaks --server 127.0.0.1:{port} --from me@example.com --to you@example.com --auth LOGIN --auth-user {DemoConfiguration.ScannerUser} --auth-password {password}");
        _screen.Text("To pair it yourself, as you would a device, and be the person at the browser, too:");
        _screen.Text($"  devicemail pair --device unix:{socket}{PairOptions(sandbox)}");
        _screen.Text($"Mails arrive in {sandbox.MailFolder} until Ctrl-C ends all of it.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it is ended.
        }
    }

    // The code's page shows a certificate of the sandbox's own CA; a browser warns of it.
    private static string PairOptions(SandboxProvider sandbox) => sandbox.Profile != ProviderProfile.Gmail
        ? "" : $" --ca {sandbox.CaFile} --authorization-endpoint \"{sandbox.AuthorizationEndpoint}?access_type=offline\"";

    private static string? LanAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork)?.ToString();
}
