using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>Refresh tokens (RFC 6749 6) that come of a sign-in: rotation, reuse detection (RFC 9700 4.14.2), whom they are bound to.</summary>
public sealed class RefreshTests
{
    [Fact]
    public async Task Reuse_of_a_replaced_token_ends_the_whole_family()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { DeviceIntervalSeconds = 1, RefuseReplacedRefreshToken = true });
        using var client = new OAuthClient(sandbox);
        string first = await SignIn(client), stranger = await SignIn(client);
        string second = (await Refresh(client, first)).AssertGood()["refresh_token"];
        Assert.NotEqual(first, second);
        string third = (await Refresh(client, second)).AssertGood()["refresh_token"];
        Assert.Equal(sandbox.RefreshToken, third);
        (await Refresh(client, first)).AssertEntra(400, "invalid_grant", 70000);
        (await Refresh(client, third)).AssertEntra(400, "invalid_grant", 70008);
        (await Refresh(client, stranger)).AssertGood(); // Another sign-in's go on.
    }

    [Fact]
    public async Task The_first_token_has_a_family_too()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { RefuseReplacedRefreshToken = true });
        using var client = new OAuthClient(sandbox);
        string first = sandbox.RefreshToken;
        string second = (await Refresh(client, first)).AssertGood()["refresh_token"];
        (await Refresh(client, first)).AssertEntra(400, "invalid_grant", 70000);
        (await Refresh(client, second)).AssertEntra(400, "invalid_grant", 70008);
    }

    [Fact]
    public async Task As_at_Entra_a_replaced_token_goes_on_and_each_use_brings_a_new_one()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { DeviceIntervalSeconds = 1 });
        using var client = new OAuthClient(sandbox);
        string first = await SignIn(client);
        Assert.InRange(first.Length, 512, 4096);
        string second = (await Refresh(client, first)).AssertGood()["refresh_token"], third = (await Refresh(client, first)).AssertGood()["refresh_token"];
        Assert.NotEqual(second, third);
        (await Refresh(client, second)).AssertGood();
        (await Refresh(client, third)).AssertGood();
    }

    [Fact]
    public async Task Without_rotation_no_new_one_comes()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { DeviceIntervalSeconds = 1, Rotate = false });
        using var client = new OAuthClient(sandbox);
        string token = await SignIn(client);
        for (int i = 0; i < 3; i++) Assert.Equal("", (await Refresh(client, token)).AssertGood()["refresh_token"]);
    }

    [Fact]
    public async Task A_token_is_its_client_s_and_brings_tokens_for_other_resources()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { DeviceIntervalSeconds = 1 });
        using var client = new OAuthClient(sandbox);
        string token = await SignIn(client);
        (await client.Token(("grant_type", "refresh_token"), ("client_id", "another-client"), ("refresh_token", token))).AssertEntra(400, "invalid_grant", 70000);
        OAuthAnswer graph = (await client.Token(("grant_type", "refresh_token"), ("client_id", "sandbox-client"), ("refresh_token", token),
            ("scope", "https://graph.microsoft.com/Mail.Send offline_access"))).AssertGood();
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("535 5.7.3", smtp.Login(graph["access_token"]));
        OAuthAnswer again = (await client.Token(("grant_type", "refresh_token"), ("client_id", "sandbox-client"), ("refresh_token", graph["refresh_token"]),
            ("scope", sandbox.Profile.Scope))).AssertGood();
        Assert.StartsWith("235 2.7.0", smtp.Login(again["access_token"]));
    }

    [Fact]
    public async Task Without_offline_access_there_is_none()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { DeviceIntervalSeconds = 1 });
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = await client.Begin("https://outlook.office.com/SMTP.Send");
        await client.Decide(device, "approve");
        Assert.Equal("", (await client.Poll(device)).AssertGood()["refresh_token"]);
    }

    private static async Task<string> SignIn(OAuthClient client)
    {
        OAuthAnswer device = (await client.Begin()).AssertGood();
        await client.Decide(device, "approve");
        return (await client.Poll(device)).AssertGood()["refresh_token"];
    }

    private static Task<OAuthAnswer> Refresh(OAuthClient client, string refreshToken) =>
        client.Token(("grant_type", "refresh_token"), ("client_id", "sandbox-client"), ("refresh_token", refreshToken));
}
