using System;
using System.Text;
using DeviceMailAgent.Sasl;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Sasl;

public class SaslClientTests
{
    private const string Token = "fake-token_ABC.~+/==";

    public static TheoryData<string, string, string, string[]> Dialogues => new()
    {
        // mechanism, user, secret, what is said to each challenge (octets before base64)
        { "XOAUTH2", "scans@example.test", Token, new[] { "user=scans@example.test\u0001auth=Bearer " + Token + "\u0001\u0001", "" } },
        { "XOAUTH2", "", "t", new[] { "user=\u0001auth=Bearer t\u0001\u0001", "" } },
        { "XOAUTH2", "受付@example.test", "t", new[] { "user=受付@example.test\u0001auth=Bearer t\u0001\u0001", "" } },
        {
            "OAUTHBEARER", "scans@example.test", Token,
            new[] { "n,a=scans@example.test,\u0001host=smtp.example.test\u0001port=587\u0001auth=Bearer " + Token + "\u0001\u0001", "\u0001" }
        },
        {
            "OAUTHBEARER", "a,b=c@example.test", "t",
            new[] { "n,a=a=2Cb=3Dc@example.test,\u0001host=smtp.example.test\u0001port=587\u0001auth=Bearer t\u0001\u0001", "\u0001" }
        },
        { "OAUTHBEARER", "", "t", new[] { "n,,\u0001host=smtp.example.test\u0001port=587\u0001auth=Bearer t\u0001\u0001", "\u0001" } },
        { "PLAIN", "scanner", "fake password", new[] { "\0scanner\0fake password" } },
        { "PLAIN", "スキャナ", "pässwörd", new[] { "\0スキャナ\0pässwörd" } },
        { "LOGIN", "scanner", "fake password", new[] { "scanner", "fake password" } },
        { "LOGIN", "", "", new[] { "", "" } },
    };

    [Theory]
    [MemberData(nameof(Dialogues))]
    public void Each_challenge_gets_its_response_and_the_one_behind_the_last_gets_none(string name, string user, string secret, string[] responses)
    {
        SaslClient client = Create(name);
        Assert.Equal(name, client.Name);
        byte[] secretBuffer = Encoding.UTF8.GetBytes(secret + "rest of the buffer");
        int secretCount = Encoding.UTF8.GetByteCount(secret);
        foreach (int piece in new[] { 1, 2, 3, 4, 5, 7, 64, 255, 256, 257, 4096 })
        {
            // The same object again for each login: nothing of the one before may remain.
            client.Start(Encoding.UTF8.GetBytes(user), secretBuffer, secretCount);
            for (int i = 0; i < responses.Length; i++)
            {
                Assert.True(client.Respond());
                Assert.Equal(responses[i], Encoding.UTF8.GetString(Convert.FromBase64String(ReadAll(client, piece))));
                bool isOAuth = name is "XOAUTH2" or "OAUTHBEARER";
                Assert.Equal(i == 1 && isOAuth, client.Refused);
            }
            Assert.False(client.Respond());
            Assert.Equal("", ReadAll(client, piece));
        }
    }

    [Fact]
    public void The_response_to_an_error_challenge_is_what_the_wire_wants()
    {
        SaslClient bearer = Create("OAUTHBEARER");
        bearer.Start(new byte[] { 65 }, new byte[] { 65 }, 1);
        Assert.True(bearer.Respond());
        Assert.True(bearer.Respond()); // the first response was never read: the second one is not mixed with it
        Assert.Equal("AQ==", ReadAll(bearer, 100));

        SaslClient xoauth2 = Create("XOAUTH2");
        xoauth2.Start(new byte[] { 65 }, new byte[] { 65 }, 1);
        Assert.True(xoauth2.Respond());
        Assert.True(xoauth2.Respond());
        Assert.Equal(0, xoauth2.Next(new byte[10], 0, 10));
    }

    [Fact]
    public void A_response_that_was_broken_off_leaves_nothing_behind()
    {
        SaslClient client = Create("XOAUTH2");
        byte[] token = Encoding.ASCII.GetBytes(new string('t', 1000));
        byte[] buffer = new byte[300];
        client.Start(new byte[] { 65 }, token, token.Length);
        Assert.True(client.Respond());
        Assert.Equal(300, client.Next(buffer, 0, 300));
        client.Start(new byte[] { 66 }, new byte[] { 67 }, 1);
        Assert.Equal(0, client.Next(buffer, 0, 300));
        Assert.True(client.Respond());
        Assert.Equal("user=B\u0001auth=Bearer C\u0001\u0001", Encoding.ASCII.GetString(Convert.FromBase64String(ReadAll(client, 300))));
    }

    [Theory]
    [InlineData("XOAUTH2", "user", "")]
    [InlineData("XOAUTH2", "user", "a\u0001b")]
    [InlineData("XOAUTH2", "user", "a\r\nMAIL FROM:<x@example.test>")]
    [InlineData("XOAUTH2", "user", "a b")]
    [InlineData("XOAUTH2", "user", "a=b")]
    [InlineData("XOAUTH2", "us\u0001auth=Bearer other\u0001\u0001", "t")]
    [InlineData("XOAUTH2", "user\r\n", "t")]
    [InlineData("OAUTHBEARER", "user", "")]
    [InlineData("OAUTHBEARER", "user", "a\u0001b")]
    [InlineData("OAUTHBEARER", "us\u0001er", "t")]
    [InlineData("OAUTHBEARER", "us\0er", "t")]
    [InlineData("PLAIN", "us\0er", "p")]
    [InlineData("PLAIN", "user", "p\0q")]
    [InlineData("PLAIN", "", "p")]
    [InlineData("PLAIN", "user", "")]
    public void What_would_forge_a_field_is_never_said(string name, string user, string secret)
    {
        SaslClient client = Create(name);
        byte[] octets = Encoding.UTF8.GetBytes(secret);
        client.Start(Encoding.UTF8.GetBytes(user), octets, octets.Length);
        Assert.False(client.Respond());
        Assert.Equal(0, client.Next(new byte[100], 0, 100));
    }

    [Fact]
    public void A_user_of_the_longest_path_fits_even_if_every_octet_is_escaped_and_a_longer_one_is_refused()
    {
        SaslClient client = Create("OAUTHBEARER");
        byte[] user = new byte[Limits.Path];
        Array.Fill(user, (byte)'=');
        client.Start(user, new byte[] { 65 }, 1);
        Assert.True(client.Respond());
        Assert.StartsWith("n,a=" + string.Concat(System.Linq.Enumerable.Repeat("=3D", Limits.Path)) + ",\u0001",
            Encoding.ASCII.GetString(Convert.FromBase64String(ReadAll(client, 300))));
        client.Start(new byte[Limits.Path + 1], new byte[] { 65 }, 1);
        Assert.False(client.Respond());
    }

    [Theory]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public void A_token_of_the_greatest_size_is_under_the_12288_octets_of_RFC_4954_and_allocates_nothing(string name)
    {
        SaslClient client = Create(name);
        byte[] user = Encoding.ASCII.GetBytes("scans@example.test");
        byte[] token = new byte[Limits.AccessToken];
        for (int i = 0; i < token.Length; i++) token[i] = (byte)('A' + i % 26);
        client.Start(user, token, token.Length);
        Assert.True(client.Respond());
        string text = ReadAll(client, 511);
        Assert.InRange(text.Length, 10900, 12288 - 2);
        Assert.Contains("Bearer " + Encoding.ASCII.GetString(token) + "\u0001\u0001", Encoding.ASCII.GetString(Convert.FromBase64String(text)));

        byte[] buffer = new byte[256];
        NoAllocation.During(() =>
        {
            client.Start(user, token, token.Length);
            client.Respond();
            while (client.Next(buffer, 0, buffer.Length) > 0) { }
            client.Respond();
            while (client.Next(buffer, 0, buffer.Length) > 0) { }
        });
    }

    [Fact]
    public void Plain_and_Login_allocate_nothing()
    {
        byte[] user = Encoding.ASCII.GetBytes("scanner");
        byte[] password = Encoding.ASCII.GetBytes("fake");
        byte[] buffer = new byte[16];
        foreach (string name in new[] { "PLAIN", "LOGIN" })
        {
            SaslClient client = Create(name);
            NoAllocation.During(() =>
            {
                client.Start(user, password, password.Length);
                while (client.Respond())
                {
                    while (client.Next(buffer, 0, buffer.Length) > 0) { }
                }
            });
        }
    }

    private static SaslClient Create(string name)
    {
        return name switch
        {
            "XOAUTH2" => new XOAuth2(),
            "OAUTHBEARER" => new OAuthBearer("smtp.example.test", 587),
            "PLAIN" => new Plain(),
            "LOGIN" => new Login(),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    private static string ReadAll(SaslClient client, int piece)
    {
        byte[] buffer = new byte[piece + 2];
        StringBuilder text = new();
        while (true)
        {
            int count = client.Next(buffer, 1, piece);
            Assert.Equal(0, buffer[0]);
            Assert.Equal(0, buffer[piece + 1]);
            if (count == 0) break;
            text.Append(Encoding.ASCII.GetString(buffer, 1, count));
        }
        return text.ToString();
    }
}
