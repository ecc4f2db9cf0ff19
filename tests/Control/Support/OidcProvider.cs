using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>The npm package oidc-provider as a process, installed by npm into a folder of its own: once for all tests that use it.</summary>
public sealed class OidcProvider : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dma-oidc-").FullName;
    private readonly HttpClient _client = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator });
    private ChildProcess? _server;
    private string? _missing;

    /// <summary>The key of the client "app-key", and its certificate.</summary>
    internal X509Certificate2 AppCertificate { get; } = Make("app-key");

    internal string AppKeyPem { get; private set; } = "";

    private string Address { get; set; } = "";

    private string RootPem { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        using RSA key = AppCertificate.GetRSAPrivateKey()!;
        AppKeyPem = key.ExportPkcs8PrivateKeyPem();
        _missing = await Install();
        if (_missing is null) await Run();
    }

    /// <summary>Skips the test, with the reason, where the server cannot be had.</summary>
    internal void Require() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    /// <summary>Points an account of agent.json here.</summary>
    internal void Use(JsonObject configuration, Bench bench, JsonObject oauth)
    {
        File.WriteAllText(bench.File("oidc-root.pem"), RootPem);
        File.WriteAllText(bench.File("app-cert.pem"), AppCertificate.ExportCertificatePem());
        JsonNode account = configuration["accounts"]![0]!;
        account["ca"] = "oidc-root.pem";
        oauth["tokenEndpoint"] = Address + "/token";
        if (oauth["flow"]!.GetValue<string>() == "device-code") oauth["deviceEndpoint"] = Address + "/device/auth";
        account["oauth"] = oauth;
    }

    /// <summary>What a person does with the code in a browser.</summary>
    internal Task Approve(string userCode) => _client.GetStringAsync(new Uri($"{Address}/test/approve?user_code={userCode}"));

    /// <summary>When the device polled, in milliseconds.</summary>
    internal async Task<long[]> Polls() => JsonSerializer.Deserialize<long[]>(await _client.GetStringAsync(new Uri(Address + "/test/polls")))!;

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _client.Dispose();
        AppCertificate.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private async Task<string?> Install()
    {
        if (Find("node") is not { } node || Find("npm") is not { } npm) return "node and npm are not installed (Node.js 20 or later)";
        (_, string version, _) = await ChildProcess.Run(node, ["--version"]);
        if (!Version.TryParse(version.Trim().TrimStart('v'), out Version? number) || number.Major < 20) return $"Node.js is {version.Trim()}, oidc-provider needs 20 or later";
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "oidc-provider"))) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        try
        {
            return await Install(npm);
        }
        catch (OperationCanceledException)
        {
            return "npm did not install oidc-provider within two minutes: its registry cannot be reached";
        }
    }

    private async Task<string?> Install(string npm)
    {
        // What npm says last is the reason, such as a registry that cannot be reached.
        (int code, _, string errors) = await ChildProcess.Run(npm, ["ci", "--prefix", _folder, "--no-audit", "--no-fund", "--ignore-scripts"], environment: new Dictionary<string, string> { ["npm_config_fetch_retries"] = "1" });
        return code == 0 ? null : "npm could not install oidc-provider: " + errors.Split('\n').FirstOrDefault(line => line.Contains("npm error", StringComparison.OrdinalIgnoreCase) || line.Contains("npm ERR", StringComparison.Ordinal));
    }

    private async Task Run()
    {
        using X509Certificate2 certificate = Make("localhost");
        using RSA key = certificate.GetRSAPrivateKey()!;
        RootPem = certificate.ExportCertificatePem();
        using RSA app = AppCertificate.GetRSAPublicKey()!;
        RSAParameters numbers = app.ExportParameters(false);
        var jwk = new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url(numbers.Modulus!), ["e"] = Base64Url(numbers.Exponent!) };
        string[] files = [Write("cert.pem", RootPem), Write("key.pem", key.ExportPkcs8PrivateKeyPem()), Write("app.json", jwk.ToJsonString())];
        _server = ChildProcess.Start(Find("node")!, [Path.Combine(_folder, "server.mjs"), .. files]);
        string line = await _server.Says("listening ");
        Address = "https://localhost:" + line.Split(' ')[^1];
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Base64Url(byte[] octets) => System.Buffers.Text.Base64Url.EncodeToString(octets);

    private static X509Certificate2 Make(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
