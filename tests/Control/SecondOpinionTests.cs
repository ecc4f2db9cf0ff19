using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>
/// Each grant once more against a certified server that is not ours and is built on other code than the sandbox: the npm package oidc-provider. It takes
/// no mail, so that the token is the result. Where Node.js or the package cannot be had the tests skip and say so.
/// </summary>
public sealed class SecondOpinionTests(OidcProvider provider) : IClassFixture<OidcProvider>
{
    [Fact]
    public async Task A_device_code_is_polled_as_told_and_its_refresh_token_rotates_over_a_restart()
    {
        provider.Require();
        await using Bench bench = await Start(new JsonObject { ["flow"] = "device-code", ["clientId"] = "device", ["scope"] = "openid offline_access" });
        await using (ControlClient device = await bench.Connect())
        {
            string userCode = "";
            Task approved = Task.CompletedTask;
            int waited = 0;
            ControlAnswer paired = await device.Ask(ControlVerb.Pair, null, TimeSpan.FromSeconds(90), line =>
            {
                if (line.Text("type") == "code") userCode = line.Text("userCode");
                if (line.Text("type") == "waiting" && ++waited == 2) approved = provider.Approve(userCode);
            });
            await approved;
            Assert.True(paired.IsOk, $"{paired.ErrorWord} D{(int)paired.Diagnosis}\n{string.Join('\n', bench.Log)}");
            // authorization_pending leaves the interval of one second alone, slow_down adds five for good (RFC 8628 3.5).
            Assert.Equal([1, 6], paired.Of("waiting").Take(2).Select(line => line.Number("interval")));
            long[] polls = await provider.Polls();
            Assert.InRange(polls[2] - polls[1], 5900, long.MaxValue);
            // The server rotates, and a refresh token that is used twice ends the sign-in.
            for (int i = 0; i < 3; i++) await AssertRefreshes(device, bench);
        }

        await bench.Run();
        await using ControlClient again = await bench.Connect();
        await AssertRefreshes(again, bench);
    }

    [Theory]
    [InlineData("app-secret", "")]
    [InlineData("app-key", "PS256")]
    [InlineData("app-key", "RS256")]
    public async Task An_app_proves_itself_by_secret_or_by_assertion(string client, string algorithm)
    {
        provider.Require();
        await using Bench bench = await Start(App(client, algorithm));
        await using ControlClient device = await bench.Connect();
        string kind = client == "app-secret" ? "client-secret" : "client-key";
        ControlAnswer stored = await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = kind, ["secret"] = client == "app-secret" ? "fake~secret-of+app/1" : provider.AppKeyPem });
        Assert.True(stored.IsOk, stored.ErrorWord);
        await AssertRefreshes(device, bench);
        // The identifier of an assertion is taken once only (RFC 7523 3, 7): each has its own.
        await AssertRefreshes(device, bench);
    }

    [Fact]
    public async Task A_wrong_proof_is_refused_and_said_so()
    {
        provider.Require();
        await using Bench bySecret = await Start(App("app-secret", ""));
        await using ControlClient device = await bySecret.Connect();
        await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "client-secret", ["secret"] = "fake-wrong-secret" });
        Assert.Equal(Diagnosis.ClientRefused, (await device.Ask(ControlVerb.Refresh)).Diagnosis);

        JsonObject oauth = App("app-key", "PS256");
        oauth.Remove("certificate");
        oauth["certificateThumbprint"] = new string('A', 64);
        await using Bench byKey = await Start(oauth);
        await using ControlClient other = await byKey.Connect();
        using RSA strange = RSA.Create(2048);
        Assert.True((await other.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "client-key", ["secret"] = strange.ExportPkcs8PrivateKeyPem() })).IsOk);
        Assert.Equal(Diagnosis.ClientRefused, (await other.Ask(ControlVerb.Refresh)).Diagnosis);
    }

    private static JsonObject App(string client, string algorithm)
    {
        var oauth = new JsonObject { ["flow"] = "client-credentials", ["clientId"] = client, ["scope"] = "mail" };
        if (algorithm.Length == 0) return oauth;
        oauth["certificate"] = "app-cert.pem";
        oauth["assertionAlgorithm"] = algorithm;
        return oauth;
    }

    private Task<Bench> Start(JsonObject oauth) => Bench.Start((configuration, bench) => provider.Use(configuration, bench, oauth), paired: false);

    private static async Task AssertRefreshes(ControlClient device, Bench bench)
    {
        ControlAnswer renewed = await device.Ask(ControlVerb.Refresh);
        Assert.True(renewed.IsOk, $"{renewed.ErrorWord} D{(int)renewed.Diagnosis}\n{string.Join('\n', bench.Log)}");
        Assert.InRange(Assert.Single(renewed.Of("token")).Number("seconds") ?? 0, 60, 3600);
    }
}
