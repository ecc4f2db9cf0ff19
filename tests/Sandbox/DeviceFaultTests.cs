using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>The faults of a sign-in by device code, as the device and the person see them.</summary>
public sealed class DeviceFaultTests
{
    internal static readonly string[] FaultsTried =
    [
        "device-code-blocked", "sign-in-refused", "authorization-pending", "slow-down", "expired-token", "authorization-declined", "bad-verification-code",
    ];

    [Theory]
    [InlineData("authorization-pending:1", "authorization_pending", 70016)]
    [InlineData("slow-down", "slow_down", 70016)]
    [InlineData("expired-token:1", "expired_token", 70020)]
    [InlineData("authorization-declined:1", "authorization_declined", 90120)]
    [InlineData("authorization-declined=access_denied:1", "access_denied", 90120)]
    [InlineData("bad-verification-code:1", "bad_verification_code", 70018)]
    [InlineData("invalid-client=7000218:1", "invalid_client", 7000218)]
    public async Task A_device_that_asks_is_refused_though_the_person_approved(string fault, string error, int number)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { DeviceIntervalSeconds = 1, Faults = [fault] });
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = (await client.Begin()).AssertGood();
        Assert.Contains("Signed in", await client.Decide(device, "approve"));
        (await client.Poll(device)).AssertEntra(error == "invalid_client" ? 401 : 400, error, number);
        Assert.Empty(sandbox.Faults);
        await Task.Delay(error == "slow_down" ? 6000 : 1000);
        (await client.Poll(device)).AssertGood();
    }

    [Theory]
    [InlineData("unauthorized-client", 400, "unauthorized_client", 700016)]
    [InlineData("invalid-scope", 400, "invalid_scope", 70011)]
    [InlineData("invalid-resource", 400, "invalid_resource", 500011)]
    [InlineData("temporarily-unavailable", 503, "temporarily_unavailable", 90033)]
    [InlineData("token-throttled", 429, "temporarily_unavailable", 90055)]
    public async Task No_code_is_given_out(string fault, int status, string error, int number)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = [fault + ":1"] });
        using var client = new OAuthClient(sandbox);
        (await client.Begin()).AssertEntra(status, error, number);
        (await client.Begin()).AssertGood();
    }

    [Theory]
    [InlineData("device-code-blocked", "You cannot access this right now", "53003")]
    [InlineData("sign-in-refused", "The sign-in was refused", "90094")]
    [InlineData("sign-in-refused=50105", "The sign-in was refused", "50105")]
    public async Task The_browser_is_told_and_the_device_waits_until_its_code_expires(string fault, string words, string number)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { DeviceIntervalSeconds = 1, DeviceCodeLifetimeSeconds = 12, Faults = [fault] });
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = (await client.Begin()).AssertGood();
        string page = await client.Decide(device, "approve");
        Assert.Contains(words, page);
        Assert.Contains(number, page);
        (await client.Poll(device)).AssertEntra(400, "authorization_pending", 70016);
        await Task.Delay(12_200);
        (await client.Poll(device)).AssertEntra(400, "expired_token", 70020);
    }
}
