using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>MailKit, a client that others wrote, delivers by each way that each profile offers.</summary>
public sealed class DeliveryTests
{
    public static TheoryData<string, bool, string> Ways => new()
    {
        { "exchange-online", false, "XOAUTH2" },
        { "exchange-online", true, "XOAUTH2" },
        { "exchange-online", false, "LOGIN" },
        { "outlook.com", false, "XOAUTH2" },
        { "gmail", false, "XOAUTH2" },
        { "gmail", true, "OAUTHBEARER" },
        { "gmail", true, "PLAIN" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_mail_arrives_as_it_was_sent(string profile, bool implicitTls, string mechanism)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile), Password = "not-a-secret" });
        using SmtpClient client = Clients.MailKit(sandbox);
        await client.ConnectAsync("localhost", implicitTls ? sandbox.SmtpsPort : sandbox.SmtpPort,
            implicitTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls);
        string secret = mechanism is "LOGIN" or "PLAIN" ? "not-a-secret" : await Clients.AccessToken(sandbox);
        await client.AuthenticateAsync(mechanism switch
        {
            "XOAUTH2" => new SaslMechanismOAuth2(sandbox.User, secret),
            "OAUTHBEARER" => new SaslMechanismOAuthBearer(sandbox.User, secret),
            "PLAIN" => new SaslMechanismPlain(sandbox.User, secret),
            _ => new SaslMechanismLogin(sandbox.User, secret),
        });
        using MimeMessage scan = Clients.Scan(sandbox, 100_000);
        string answer = await client.SendAsync(scan);
        await client.DisconnectAsync(true);

        Assert.StartsWith(profile == "gmail" ? "2.0.0 OK  " : "2.0.0 OK <", answer);
        ReceivedMail mail = Assert.Single(sandbox.Mails);
        Assert.Equal(sandbox.User, mail.Sender);
        Assert.Equal(["archive@contoso.example"], mail.Recipients);
        byte[] kept = await File.ReadAllBytesAsync(mail.File!);
        Assert.Equal(Sent(scan), kept);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(kept)), mail.Sha256);
        Assert.Equal(kept.Length, mail.Octets);
        Assert.Equal(100_000, Clients.AttachmentOf(mail.File!).Length);
        Assert.Equal(1, sandbox.Counters.Logins);
        Assert.Contains(sandbox.CommandLines, command => command.Line == $"AUTH {mechanism}" || command.Line.StartsWith($"AUTH {mechanism} <"));
        Assert.DoesNotContain(sandbox.CommandLines, command => command.Line.Contains(Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(secret))[..8]));
    }

    [Fact]
    public async Task Two_mails_go_over_one_connection_and_a_token_is_used_twice()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using SmtpClient client = await Clients.LoggedIn(sandbox);
        await client.SendAsync(Clients.Scan(sandbox));
        await client.SendAsync(Clients.Scan(sandbox));
        Assert.Equal(2, sandbox.Mails.Count);
        Assert.Equal(1, sandbox.Counters.Connections);
        Assert.Equal(2, sandbox.Mails.Select(mail => mail.File).Distinct().Count());
    }

    private static byte[] Sent(MimeMessage message)
    {
        using var octets = new MemoryStream();
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, octets);
        return octets.ToArray();
    }
}
