using System;
using System.Collections.Specialized;
using System.Text;
using System.Web;
using DeviceMailAgent.OAuth;
using Xunit;

namespace DeviceMailAgent.Core.Tests.OAuth;

public class FormBodyTests
{
    [Theory]
    [InlineData("", "a=")]
    [InlineData("AZaz09-._*", "a=AZaz09-._*")]
    [InlineData("https://x.test/.default offline_access", "a=https%3A%2F%2Fx.test%2F.default+offline_access")]
    [InlineData("a&b=c+d%", "a=a%26b%3Dc%2Bd%25")]
    [InlineData("~!$'()", "a=%7E%21%24%27%28%29")]
    [InlineData("\0\r\n\u007f", "a=%00%0D%0A%7F")]
    [InlineData("あ", "a=%E3%81%82")]
    public void Rows(string value, string expected)
    {
        FormBody body = new(new byte[100]);
        byte[] octets = Encoding.UTF8.GetBytes("?" + value + "?");
        body.Add("a", octets, 1, octets.Length - 2);
        Assert.Equal(expected, Text(body));
    }

    [Fact]
    public void Every_octet_comes_back_from_HttpUtility_and_agrees_with_Uri()
    {
        FormBody body = new(new byte[4096]);
        for (int i = 0; i < 256; i++)
        {
            body.Clear();
            byte[] value = { (byte)i, (byte)(255 - i), 32 };
            body.Add("k&=%", value);
            string[] pair = Text(body).Split('=');
            Assert.Equal(2, pair.Length);
            Assert.Equal("k&=%", HttpUtility.UrlDecode(pair[0]));
            Assert.Equal(value, HttpUtility.UrlDecodeToBytes(pair[1]));
        }
        for (int point = 1; point < 0x3000; point += 7)
        {
            body.Clear();
            string value = char.ConvertFromUtf32(point);
            body.Add("v", Encoding.UTF8.GetBytes(value));
            // The form encoding and RFC 3986 differ in the space, the tilde and the asterisk alone.
            string expected = Uri.EscapeDataString(value).Replace("%20", "+").Replace("~", "%7E").Replace("%2A", "*");
            Assert.Equal("v=" + expected, Text(body));
        }
    }

    [Fact]
    public void A_body_that_does_not_fit_says_so_at_every_size_and_writes_nothing_behind_its_buffer()
    {
        const string name = "n";
        byte[] value = Encoding.ASCII.GetBytes("a b/c");
        for (int size = 0; size < 40; size++)
        {
            FormBody body = new(new byte[size]);
            body.Add(name, value);
            body.Add(name, value);
            Assert.Equal(size < "n=a+b%2Fc&n=a+b%2Fc".Length, body.IsOverflowed);
            if (!body.IsOverflowed) Assert.Equal("n=a+b%2Fc&n=a+b%2Fc", Text(body));
            body.Clear();
            Assert.False(body.IsOverflowed);
            Assert.All(body.Octets, octet => Assert.Equal(0, octet));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fake secret&+%")]
    public void A_refresh_grant_is_parsed_back(string? secret)
    {
        RefreshGrant grant = new("11111111-fake-client", "https://outlook.office.com/SMTP.Send offline_access", secret == null ? null : Encoding.ASCII.GetBytes(secret));
        FormBody body = new(new byte[grant.BodyMax]);
        byte[] token = Encoding.ASCII.GetBytes("xM.C5_fake!token*$~-. +x");
        Assert.True(grant.Compose(body, token, 1, token.Length - 2));
        NameValueCollection pairs = HttpUtility.ParseQueryString(Text(body));
        Assert.Equal(secret == null ? 4 : 5, pairs.Count);
        Assert.Equal("refresh_token", pairs["grant_type"]);
        Assert.Equal("M.C5_fake!token*$~-. +", pairs["refresh_token"]);
        Assert.Equal("11111111-fake-client", pairs["client_id"]);
        Assert.Equal("https://outlook.office.com/SMTP.Send offline_access", pairs["scope"]);
        Assert.Equal(secret, pairs["client_secret"]);
    }

    [Fact]
    public void Without_a_scope_none_is_sent_and_the_worst_token_fits()
    {
        byte[] worst = new byte[Limits.RefreshToken];
        Array.Fill(worst, (byte)'%');
        RefreshGrant grant = new("%%%", "", Encoding.ASCII.GetBytes("%%%"));
        FormBody body = new(new byte[grant.BodyMax]);
        Assert.True(grant.Compose(body, worst, 0, worst.Length));
        Assert.DoesNotContain("scope", Text(body), StringComparison.Ordinal);
        Assert.False(grant.Compose(new FormBody(new byte[body.Count - 1]), worst, 0, worst.Length));
        RefreshGrant full = new("%%%", "%%%", Encoding.ASCII.GetBytes("%%%"));
        Assert.True(full.Compose(new FormBody(new byte[full.BodyMax]), worst, 0, worst.Length));
        NoAllocation.During(() => grant.Compose(body, worst, 0, worst.Length));
    }

    private static string Text(FormBody body)
    {
        return Encoding.ASCII.GetString(body.Octets, 0, body.Count);
    }
}
