using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>Lines of EHLO replies. One row, one line: what it offers, as STARTTLS, 8BITMIME, SIZE, mechanism.</summary>
public class CapabilitiesTests
{
    private const string XOAuth2 = "XOAUTH2";

    [Theory]
    [InlineData("250-STARTTLS", "T---")]
    [InlineData("250 starttls", "T---")]
    [InlineData("250-8BITMIME", "-8--")]
    [InlineData("250-SIZE 157286400", "--S-")]
    [InlineData("250-SIZE", "--S-")]
    [InlineData("250-AUTH LOGIN XOAUTH2", "---M")]
    [InlineData("250-AUTH XOAUTH2 LOGIN", "---M")]
    [InlineData("250-auth login xoauth2", "---M")]
    [InlineData("250-AUTH LOGIN  XOAUTH2", "---M")]
    [InlineData("250-AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH", "---M")]
    [InlineData("250-AUTH LOGIN PLAIN", "----")]
    [InlineData("250-AUTH XOAUTH", "----")]
    [InlineData("250-AUTH XOAUTH22", "----")]
    [InlineData("250-AUTH=XOAUTH2", "----")]
    [InlineData("250-AUTH", "----")]
    [InlineData("250-XSTARTTLS", "----")]
    [InlineData("250-STARTTLSX", "----")]
    [InlineData("250-XAUTH XOAUTH2", "----")]
    [InlineData("250-mail.example.com Hello STARTTLS", "----")]
    [InlineData("250-BINARYMIME", "----")]
    [InlineData("250", "----")]
    [InlineData("250 ", "----")]
    public void Reads_a_line(string line, string offers)
    {
        LineFeeds.InEveryWay(line, (buffer, offset, count) =>
        {
            var capabilities = new Capabilities();
            capabilities.Line(buffer, offset, count, XOAuth2);
            Assert.Equal(offers, Letters(capabilities));
            capabilities.Clear();
            Assert.Equal("----", Letters(capabilities));
        });
    }

    [Fact]
    public void Adds_up_the_lines_and_needs_no_mechanism()
    {
        var capabilities = new Capabilities();
        foreach (string line in new[] { "250-outlook.office365.com Hello", "250-SIZE 1", "250-STARTTLS", "250-AUTH XOAUTH2", "250-AUTH PLAIN", "250 8BITMIME" })
            capabilities.Line(Octets.Of(line), 0, line.Length, XOAuth2);
        Assert.Equal("T8SM", Letters(capabilities));
        capabilities.Clear();
        capabilities.Line(Octets.Of("250-AUTH XOAUTH2"), 0, 16, null);
        Assert.Equal("----", Letters(capabilities));
    }

    private static string Letters(Capabilities capabilities)
    {
        return (capabilities.StartTls ? "T" : "-") + (capabilities.EightBitMime ? "8" : "-") + (capabilities.Size ? "S" : "-") + (capabilities.Mechanism ? "M" : "-");
    }
}
