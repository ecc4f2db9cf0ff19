using DeviceMailAgent.Tool.Diagnoses;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>Secrets that were pasted by mistake are not shown again; what support needs is.</summary>
public sealed class RedactionTests
{
    private const string Jwt = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJmYWtlIiwic3ViIjoibm90LXJlYWwifQ.ZmFrZS1zaWduYXR1cmUtMTIz";

    [Theory]
    [InlineData("Authorization: Bearer fake-token-1", "fake-token-1")]
    [InlineData("token " + Jwt + " end", "eyJ")]
    [InlineData("""{"access_token":"short1","refresh_token":"short2","expires_in":3599}""", "short")]
    [InlineData("refresh_token=0.AXsAfakeFAKEfake0123456789_-fakefake&grant_type=refresh_token", "AXsA")]
    [InlineData("client_secret: abc8Q~fake.Fake-fake0123456789fakefake", "8Q~")]
    [InlineData("password=hunter2 user=scans", "hunter2")]
    [InlineData("パスワード: hunter2", "hunter2")]
    [InlineData("AUTH PLAIN AHNjYW5zAGh1bnRlcjI=", "AHNj")]
    [InlineData("c2NhbnM6aHVudGVyMg==", "c2Nh")]
    [InlineData("C: aHVudGVyMg==", "aHVu")]
    [InlineData("AUTH XOAUTH2 dXNlcj1zY2Fuc0Bjb250b3NvLmNvbQFhdXRoPUJlYXJlciBmYWtlAQE", "dXNl")]
    [InlineData("ya29.a0AfFAKEfakeFAKEfake0123456789FAKEfake", "a0Af")]
    [InlineData("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE", "MCow")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----", "MIGH")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nMIGHAgEAMBMG", "MIGH")]
    [InlineData("http://localhost:4711/?code=0.AXsAfakeFAKEfake0123456789fakefakefake&state=x", "AXsA")]
    [InlineData("api_key = SG.fakefake.fakefake", "SG.fake")]
    public void A_secret_does_not_come_back(string text, string part)
    {
        string clean = Redaction.Clean(text);
        Assert.DoesNotContain(part, clean);
        Assert.Contains("[removed]", clean);
    }

    [Theory]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.")]
    [InlineData("[SN2PR00CA0018.namprd00.prod.outlook.com 2026-11-23T09:11:23.456Z 08DE2A5D4C0B1234]")]
    [InlineData("Trace ID: 0f0f0f0f-1111-2222-3333-444444444444 Correlation ID: 0f0f0f0f-1111-2222-3333-555555555555")]
    [InlineData("STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied")]
    [InlineData("scans@contoso.com not allowed to send as copier-3f@contoso.com")]
    [InlineData("https://login.microsoftonline.com/error?code=700082")]
    [InlineData("----------------------------------------")]
    public void What_support_needs_stays(string text)
    {
        Assert.Equal(text, Redaction.Clean(text));
    }

    [Fact]
    public void Control_characters_cannot_rewrite_the_terminal()
    {
        Assert.Equal("a [31mb c d", Redaction.Clean("a\u001b[31mb\r\nc\u202ed"));
    }
}
