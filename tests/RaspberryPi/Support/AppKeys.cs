using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>An app's certificate and key, made once for a run, and an agent.json that uses them.</summary>
internal static class AppKeys
{
    /// <summary>The app's key.</summary>
    public static readonly RSA Key = RSA.Create(2048);

    /// <summary>Another app's.</summary>
    public static readonly RSA StrangeKey = RSA.Create(2048);

    /// <summary>The app's certificate; it has its key in it.</summary>
    public static readonly X509Certificate2 Certificate = new CertificateRequest("CN=app", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));

    /// <summary>A service account's key file, as Google's are.</summary>
    public static string ServiceAccount(string? key = null, string email = "scans@project.iam.example", string type = "service_account")
    {
        return new JsonObject
        {
            ["type"] = type, ["project_id"] = "project", ["private_key_id"] = "key-1", ["private_key"] = key ?? Key.ExportPkcs8PrivateKeyPem() + "\n",
            ["client_email"] = email, ["client_id"] = "100000000000000000000", ["token_uri"] = "https://elsewhere.example/token",
        }.ToJsonString();
    }

    /// <summary>An agent.json whose account has this <c>oauth</c> part besides endpoint and scope; app-cert.pem lies beside it.</summary>
    public static string Configuration(TestFolder folder, string oauth, Action<JsonNode>? change = null)
    {
        folder.Write("app-cert.pem", Certificate.ExportCertificatePem());
        JsonNode configuration = JsonNode.Parse(AgentJson.WithOAuth(AgentJson.For(2525, "127.0.0.1", 25, "store"), "https://login.example/contoso/token"))!;
        JsonObject part = JsonNode.Parse("{" + oauth + "}")!.AsObject();
        if (!part.ContainsKey("scope")) part["scope"] = "https://outlook.office365.com/.default";
        if (!part.ContainsKey("tokenEndpoint")) part["tokenEndpoint"] = "https://login.example/contoso/token";
        configuration["accounts"]![0]!["oauth"] = part;
        change?.Invoke(configuration);
        return folder.Write("agent.json", configuration.ToJsonString());
    }
}
