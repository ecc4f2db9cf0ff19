using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Pairing;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>
/// The demo's pairing: what <c>devicemail pair</c> does, with a played person. By device code; where the provider has none for mail (Google), by an authorization
/// code over loopback.
/// </summary>
internal sealed class DemoPairing(SandboxProvider sandbox, string socket, DemoScreen screen)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Pairs.</summary>
    /// <returns>Null, or why it failed.</returns>
    public async Task<string?> Run(CancellationToken cancellation)
    {
        try
        {
            await using ControlClient device = await ControlClient.Connect(new DeviceTarget(new DeviceAddress(DeviceWay.Unix, socket)), cancellation);
            ControlAnswer answer = sandbox.Profile == ProviderProfile.Gmail ? await ByBrowser(device, cancellation) : await ByDeviceCode(device, cancellation);
            if (!answer.IsOk) return $"the pairing ended with {answer.ErrorWord}, D{(int)answer.Diagnosis}";
            screen.Person("the device is paired");
            return null;
        }
        catch (ControlException fault)
        {
            return "the agent could not be asked: " + fault.Message;
        }
        catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException)
        {
            return fault.Message;
        }
    }

    private async Task<ControlAnswer> ByDeviceCode(ControlClient device, CancellationToken cancellation)
    {
        var code = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ControlAnswer> pairing = device.Ask(ControlVerb.Pair, null, Patience, line => code.TrySetResult(line), cancellation);
        if (await Task.WhenAny(code.Task, pairing) == pairing) return await pairing;
        JsonObject told = await code.Task;
        screen.Person($"sees the code {told.Text("userCode")} and opens {told.Text("verificationUri")}");
        screen.Person($"enters it, signs in as {sandbox.User} and accepts");
        if (!await sandbox.AnswerDeviceCode(told.Text("userCode"), approve: true)) throw new InvalidOperationException("the sign-in page did not take the code");
        return await pairing;
    }

    private async Task<ControlAnswer> ByBrowser(ControlClient device, CancellationToken cancellation)
    {
        await using var loopback = new LoopbackRedirect("127.0.0.1", Language.English);
        var request = new AuthorizationRequest(new Uri(sandbox.AuthorizationEndpoint + "?access_type=offline"), "demo-client", sandbox.Profile.Scope, loopback.RedirectUri);
        loopback.Open(request);
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(sandbox.CaFile);
        screen.Person($"signs in with a browser as {sandbox.User} and accepts (Google has no device code for mail)");
        await Accept(request.Address, roots, cancellation);
        AuthorizationAnswer answer = await loopback.Answer(cancellation);
        if (answer.Code is null || !request.IsFromIssuer(answer.Issuer)) throw new InvalidOperationException("the sign-in page answered " + (answer.Error ?? "for another issuer"));
        TokenResult token = await TokenExchange.Ask(sandbox.TokenEndpoint, request.Exchange(answer.Code, null), roots, cancellation);
        if (token.RefreshToken is null) throw new InvalidOperationException($"the token endpoint answered {token.Error}, D{(int)token.Diagnosis}");
        return await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "refresh-token", ["secret"] = token.RefreshToken }, cancellation: cancellation);
    }

    // What a browser sends when the person presses Approve, and where it is then led.
    private static async Task Accept(Uri page, X509Certificate2Collection roots, CancellationToken cancellation)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        using var browser = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy }, UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };
        IEnumerable<KeyValuePair<string, string>> form = page.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], Uri.UnescapeDataString(pair[1])));
        using var content = new FormUrlEncodedContent(form.Append(KeyValuePair.Create("decision", "approve")));
        using HttpResponseMessage accepted = await browser.PostAsync(page.GetLeftPart(UriPartial.Path), content, cancellation);
        Uri back = accepted.Headers.Location ?? throw new InvalidOperationException($"the sign-in page answered {(int)accepted.StatusCode}");
        using HttpResponseMessage landed = await browser.GetAsync(back, cancellation);
    }
}
