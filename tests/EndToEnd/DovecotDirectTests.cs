using System;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>The bench itself: MailKit straight to Dovecot, so that a failure behind the agent is the agent's.</summary>
public sealed class DovecotDirectTests(Provider provider)
{
    [Theory]
    [InlineData("xoauth2", 0)]
    [InlineData("oauthbearer", 0)]
    [InlineData("xoauth2", 3000)]
    // Dovecot takes lines of up to 8192 octets; in base64 the token is a third longer.
    [InlineData("xoauth2", 5900)]
    [InlineData("oauthbearer", 5900)]
    public async Task MailKit_logs_in_and_delivers(string mechanism, int tokenLength)
    {
        Dovecot dovecot = provider.Dovecot;
        string recipient = $"{Guid.NewGuid():N}@example.test";
        string token = provider.Tokens.Issue("scans@example.test", length: tokenLength);
        MimeMessage message = Message(recipient);
        using (SmtpClient client = Client())
        {
            await client.ConnectAsync("localhost", dovecot.Port, SecureSocketOptions.StartTls);
            await client.AuthenticateAsync(Mechanism(mechanism, token));
            await client.SendAsync(message);
            await client.DisconnectAsync(true);
        }
        SunkMail mail = Assert.Single(provider.Sink.For(recipient));
        ReadOnlySpan<byte> content = SameOctets.BehindTrace(mail.Content);
        SameOctets.Assert(".one\r\n..two\r\nthree\r\n.\r\nfour\r\n"u8, content[(content.IndexOf("\r\n\r\n"u8) + 4)..]);
    }

    private static SaslMechanism Mechanism(string name, string token) => name == "xoauth2"
        ? new PatientXOAuth2("scans@example.test", token)
        : new PatientOAuthBearer("scans@example.test", token);

    private static MimeMessage Message(string recipient)
    {
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress("", "scans@example.test"));
        message.To.Add(new MailboxAddress("", recipient));
        message.Subject = "direct";
        message.Body = new TextPart("plain") { Text = ".one\r\n..two\r\nthree\r\n.\r\nfour\r\n" };
        return message;
    }

    private SmtpClient Client()
    {
        var roots = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        roots.CustomTrustStore.Add(X509Certificate2.CreateFromPem(provider.Authority.Pem));
        return new SmtpClient
        {
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                using var chain = new X509Chain { ChainPolicy = roots };
                return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0 && chain.Build((X509Certificate2)certificate!);
            },
        };
    }

    // Waits for 334 before it sends the token: the initial response would not fit into a command line (RFC 4954 4).
    private sealed class PatientXOAuth2(string user, string token) : SaslMechanismOAuth2(user, token)
    {
        public override bool SupportsInitialResponse => false;
    }

    private sealed class PatientOAuthBearer(string user, string token) : SaslMechanismOAuthBearer(user, token)
    {
        public override bool SupportsInitialResponse => false;
    }
}
