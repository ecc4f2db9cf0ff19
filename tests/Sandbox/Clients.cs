using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Tasks;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>Clients that trust the sandbox's CA and nothing else.</summary>
internal static class Clients
{
    public const int TimeoutMs = 30_000;

    public static X509ChainPolicy Pinned(SandboxProvider sandbox) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(sandbox.CaFile) },
    };

    public static HttpClient Https(SandboxProvider sandbox) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Pinned(sandbox) },
    }) { Timeout = TimeSpan.FromMilliseconds(3 * TimeoutMs) }; // The first request to the OAuth server makes it.

    /// <summary>A MailKit client. It validates the chain against the sandbox's CA and the name against localhost.</summary>
    public static SmtpClient MailKit(SandboxProvider sandbox) => new()
    {
        Timeout = TimeoutMs,
        CheckCertificateRevocation = false,
        ServerCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
            using var chain = new X509Chain { ChainPolicy = Pinned(sandbox) };
            return chain.Build((X509Certificate2)certificate);
        },
    };

    public static async Task<(int Status, JsonElement Json)> Refresh(SandboxProvider sandbox, params (string Name, string Value)[] others)
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "refresh_token", ["client_id"] = "sandbox-client", ["refresh_token"] = sandbox.RefreshToken };
        foreach ((string name, string value) in others) form[name] = value;
        using HttpClient https = Https(sandbox);
        using HttpResponseMessage answer = await https.PostAsync(sandbox.TokenEndpoint, new FormUrlEncodedContent(form));
        string text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    public static async Task<string> AccessToken(SandboxProvider sandbox) => (await Refresh(sandbox)).Json.GetProperty("access_token").GetString()!;

    /// <summary>A MailKit client that is connected over STARTTLS and logged in with a token from the endpoint.</summary>
    public static async Task<SmtpClient> LoggedIn(SandboxProvider sandbox)
    {
        SmtpClient client = MailKit(sandbox);
        await client.ConnectAsync("localhost", sandbox.SmtpPort, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(new SaslMechanismOAuth2(sandbox.User, await AccessToken(sandbox)));
        return client;
    }

    public static MimeMessage Scan(SandboxProvider sandbox, int attachmentOctets = 5000)
    {
        byte[] pdf = new byte[attachmentOctets];
        new Random(7).NextBytes(pdf);
        var body = new BodyBuilder { TextBody = ".dot\r\n..two\r\nplain\r\n.\r\n" };
        body.Attachments.Add("scan.pdf", pdf, new ContentType("application", "pdf"));
        return new MimeMessage([MailboxAddress.Parse(sandbox.User)], [MailboxAddress.Parse("archive@contoso.example")], "Scan", body.ToMessageBody());
    }

    public static byte[] AttachmentOf(string file)
    {
        using MimeMessage message = MimeMessage.Load(file);
        using var content = new MemoryStream();
        foreach (MimeEntity attachment in message.Attachments) ((MimePart)attachment).Content!.DecodeTo(content);
        return content.ToArray();
    }
}
