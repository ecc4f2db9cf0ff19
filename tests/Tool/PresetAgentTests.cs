using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Providers;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>The real agent reads what presets become: its own <c>--check</c> is the judge.</summary>
public sealed class PresetAgentTests
{
    private const string CertificateFile = "app-cert.pem";

    private static readonly Lazy<string> Certificate = new(() =>
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 certificate = new CertificateRequest("CN=app", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(30));
        return certificate.ExportCertificatePem();
    });

    private static readonly Dictionary<string, string> Values = new()
    {
        ["tenant"] = "contoso.com", ["domain"] = "contoso-com", ["region"] = "ap-northeast-1", ["data-centre"] = "jp", ["host"] = "mail.contoso.com", ["initial-domain"] = "contoso",
        ["server"] = "sv1234", ["smtp-user"] = "smtp-user", ["resource"] = "contoso-mail", ["app-id"] = "00000000-1111-2222-3333-444444444444", ["scope"] = "mail",
        ["token-endpoint"] = "https://login.contoso.com/token", ["device-endpoint"] = "https://login.contoso.com/device",
    };

    [Fact]
    public async Task The_agent_takes_every_preset()
    {
        PresetExpansion[] ways = [.. Presets.All.SelectMany(Ways)];
        Assert.True(Presets.All.Count <= ways.Length);
        foreach (PresetExpansion[] few in ways.Chunk(12))
        {
            (int exitCode, string output) = await Check(few);
            Assert.True(exitCode == 0, output);
            foreach (PresetExpansion way in few) Assert.Contains($"account {way.Name}:", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_judge_refuses_what_is_wrong()
    {
        JsonObject configuration = Configuration([Ways(Presets.Find("gmail")!).First()]);
        configuration["accounts"]![0]!["smtp"]!["security"] = "tls";
        (int exitCode, string output) = await Check(configuration);
        Assert.Equal(78, exitCode);
        Assert.Contains("accounts[0].smtp.security", output, StringComparison.Ordinal);
    }

    private static IEnumerable<PresetExpansion> Ways(ProviderPreset preset)
    {
        foreach (string mechanism in preset.Mechanisms)
        {
            bool isOAuth = mechanism is "xoauth2" or "oauthbearer";
            foreach (string? flow in isOAuth ? preset.Flows.Select(flow => (string?)flow.Name) : (string?[])[null])
            {
                foreach (string? certificate in Certificates(flow)) yield return Way(preset, mechanism, flow, certificate);
            }
        }
    }

    // An app proves itself with a secret, or with a certificate, which agent.json names by its file or its thumbprint.
    private static string?[] Certificates(string? flow) => flow == "client-credentials" ? [null, CertificateFile, new string('A', 64)] : [null];

    private static PresetExpansion Way(ProviderPreset preset, string mechanism, string? flow, string? certificate) => new(preset)
    {
        Name = $"{preset.Name}.{mechanism}.{flow ?? "none"}{certificate?[..2]}", Mechanism = mechanism, Flow = flow, Mailbox = "scans@contoso.com", Certificate = certificate,
        ClientId = flow == "service-account" ? null : "00000000-1111-2222-3333-444444444444", Values = Values, IsDefault = false,
    };

    private static JsonObject Configuration(IEnumerable<PresetExpansion> ways)
    {
        var accounts = new JsonArray([.. ways.Select(way => way.Account())]);
        accounts[0]!["default"] = true;
        return new JsonObject
        {
            ["name"] = "bench",
            ["board"] = "raspberry-pi-4",
            ["listen"] = new JsonArray(new JsonObject { ["address"] = "127.0.0.1", ["port"] = 2525, ["tls"] = "off", ["allow"] = new JsonArray("127.0.0.0/8"), ["login"] = "optional" }),
            ["logins"] = new JsonArray(),
            ["accounts"] = accounts,
            ["store"] = "store",
        };
    }

    private static Task<(int ExitCode, string Output)> Check(IEnumerable<PresetExpansion> ways) => Check(Configuration(ways));

    private static async Task<(int ExitCode, string Output)> Check(JsonObject configuration)
    {
        string folder = Directory.CreateTempSubdirectory("devicemail-presets-").FullName;
        try
        {
            string file = Path.Combine(folder, "agent.json");
            await File.WriteAllTextAsync(file, configuration.ToJsonString());
            await File.WriteAllTextAsync(Path.Combine(folder, CertificateFile), Certificate.Value);
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "devicemail-agent.dll"), "--config", file, "--check"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(60_000))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException("devicemail-agent --check did not end within a minute");
            }

            return (process.ExitCode, await output + await error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
