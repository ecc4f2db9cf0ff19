using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using DeviceMailAgent.Sandbox;

namespace DeviceMailAgent.Bench;

/// <summary>The sandbox, told to keep no mail, in a process of its own, so that its CPU time and memory are its own too.</summary>
public sealed class ProviderProcess : IDisposable
{
    /// <summary>The word on the command line that makes this program the sandbox's host.</summary>
    public const string Command = "serve-provider";

    // RFC 1870: Exchange Online's service ceiling (providers publish 150 MB as 157286400).
    private const long SizeMax = 157_286_400;

    private readonly Process _process;
    private readonly ProviderFacts _facts;

    private ProviderProcess(Process process, ProviderFacts facts)
    {
        _process = process;
        _facts = facts;
    }

    /// <summary>What a client has to know of the provider. The tokens are the sandbox's own and good nowhere else.</summary>
    private sealed record ProviderFacts(int Port, string Host, string User, string CaFile, string TokenEndpoint, string RefreshToken, string AccessToken);

    /// <summary>Process id.</summary>
    public int Id
    {
        get { return _process.Id; }
    }

    /// <summary>SMTP with STARTTLS.</summary>
    public IPEndPoint Smtp
    {
        get { return new IPEndPoint(IPAddress.Loopback, _facts.Port); }
    }

    /// <summary>The name that the certificate carries; it resolves to loopback.</summary>
    public string Host
    {
        get { return _facts.Host; }
    }

    /// <summary>The account's address.</summary>
    public string User
    {
        get { return _facts.User; }
    }

    /// <summary>PEM of the only CA that its certificates are under.</summary>
    public string CaFile
    {
        get { return _facts.CaFile; }
    }

    /// <summary>Where the refresh token is turned into access tokens.</summary>
    public string TokenEndpoint
    {
        get { return _facts.TokenEndpoint; }
    }

    /// <summary>A refresh token for the agent.</summary>
    public string RefreshToken
    {
        get { return _facts.RefreshToken; }
    }

    /// <summary>The way straight to the provider.</summary>
    public MailPath Straight
    {
        get
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(_facts.CaFile);
            // The XOAUTH2 line as Google and Microsoft publish it.
            byte[] response = Encoding.ASCII.GetBytes($"user={_facts.User}\u0001auth=Bearer {_facts.AccessToken}\u0001\u0001");
            byte[] line = Encoding.ASCII.GetBytes(Convert.ToBase64String(response) + "\r\n");
            return new MailPath("straight", Smtp, new ProviderLogin(_facts.Host, roots, line));
        }
    }

    /// <summary>Starts this program anew as the sandbox's host and waits until it listens.</summary>
    public static ProviderProcess Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // `dotnet run` starts the program itself; `dotnet Bench.dll` starts dotnet, which then needs to be told the file.
        if (Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)) start.ArgumentList.Add(typeof(ProviderProcess).Assembly.Location);
        start.ArgumentList.Add(Command);
        Process process = Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        if (line == null) throw new InvalidOperationException("The sandbox did not start; what it said on standard error tells why.");
        return new ProviderProcess(process, JsonSerializer.Deserialize<ProviderFacts>(line)!);
    }

    /// <summary>Counts since the start, so that what a client believes to have sent can be held against what arrived.</summary>
    public SandboxCounters Count()
    {
        _process.StandardInput.WriteLine();
        return JsonSerializer.Deserialize<SandboxCounters>(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The sandbox has ended."))!;
    }

    /// <summary>Ends the process: its standard input does.</summary>
    public void Dispose()
    {
        _process.StandardInput.Dispose();
        if (!_process.WaitForExit(10_000)) _process.Kill();
        _process.Dispose();
    }

    /// <summary>What runs in that process: one line of facts, then one line of counts for each line read, until there are no more.</summary>
    public static int Serve()
    {
        var options = new SandboxOptions { Keep = KeepMode.None, SizeMax = SizeMax, TokenLifetimeSeconds = 24 * 3600 };
        SandboxProvider sandbox = SandboxProvider.Start(options);
        var facts = new ProviderFacts(sandbox.SmtpPort, sandbox.Host, sandbox.User, sandbox.CaFile, sandbox.TokenEndpoint.ToString(),
            sandbox.RefreshToken, sandbox.IssueAccessToken());
        Console.WriteLine(JsonSerializer.Serialize(facts));
        while (Console.ReadLine() != null) Console.WriteLine(JsonSerializer.Serialize(sandbox.Counters));
        sandbox.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return 0;
    }
}
