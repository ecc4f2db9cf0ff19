using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>
/// The authorization code grant for native apps (RFC 8252) with PKCE on this computer. The refresh token goes from the token endpoint's answer to the device
/// and is neither shown nor written here.
/// </summary>
internal sealed class BrowserPairing(PairContext context)
{
    // As long as Entra's device codes live.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until it has ended in some way; what it ended in has been shown then.</summary>
    /// <exception cref="ControlException">The device stopped answering.</exception>
    public async Task<PairEnd> Run(CancellationToken cancellation)
    {
        string tokenEndpoint = context.Account.Text("tokenEndpoint");
        if (context.AuthorizationEndpoint is not { } endpoint)
        {
            return Refuse("no-authorization-endpoint", PairTexts.NoAuthorizationEndpoint, PairTexts.NoAuthorizationEndpointNext, tokenEndpoint);
        }

        // Before the browser: later the terminal is for the waiting alone.
        bool isGoogle = endpoint.Host.EndsWith(".google.com", StringComparison.Ordinal);
        string? clientSecret = null;
        if (isGoogle || context.SecretFile is not null)
        {
            clientSecret = SecretInput.Read(context, PairTexts.AskClientSecret, context.Account.Text("clientId"), SecretInput.ClientSecretKind);
            if (clientSecret is null) return PairEnd.Failed;
        }

        // Entra takes any port with the name localhost alone; RFC 8252 8.3 and Google prefer the address.
        await using var loopback = new LoopbackRedirect(isGoogle ? "127.0.0.1" : "localhost", context.Language);
        var request = new AuthorizationRequest(endpoint, context.Account.Text("clientId"), context.Account.Text("scope"), loopback.RedirectUri) { LoginHint = context.Account.Text("user") };
        loopback.Open(request);
        bool isOpened = context.OpensBrowser && OpenBrowser(loopback.StartAddress);
        context.Screen.Browser(loopback.StartAddress, request.Address, loopback.Port, isOpened);
        AuthorizationAnswer? answer = await Wait(loopback, cancellation);
        if (answer is null) return cancellation.IsCancellationRequested ? Cancelled() : Expired();
        if (!request.IsFromIssuer(answer.Issuer)) return Refuse("other-issuer", PairTexts.OtherIssuer, PairTexts.OtherIssuerNext, "");
        if (answer.Code is not { } code) return Failed(TokenExchange.Judge(answer.Error!, answer.ErrorDescription));
        try
        {
            TokenResult token = await TokenExchange.Ask(new Uri(tokenEndpoint), request.Exchange(code, clientSecret), context.Roots, cancellation);
            if (token.RefreshToken is null) return Failed(token);
            if (clientSecret is not null && !await context.Import(SecretInput.ClientSecretKind, clientSecret, cancellation)) return PairEnd.Failed;
            return await context.Import("refresh-token", token.RefreshToken, cancellation) ? PairEnd.Paired : PairEnd.Failed;
        }
        catch (OperationCanceledException)
        {
            return Cancelled();
        }
    }

    private async Task<AuthorizationAnswer?> Wait(LoopbackRedirect loopback, CancellationToken cancellation)
    {
        long begun = Stopwatch.GetTimestamp();
        Task<AuthorizationAnswer> answer = loopback.Answer(CancellationToken.None);
        while (!answer.IsCompleted)
        {
            TimeSpan left = Patience - Stopwatch.GetElapsedTime(begun);
            if (cancellation.IsCancellationRequested || left <= TimeSpan.Zero) return null;
            context.Screen.Waiting(left, 0);
            await Task.WhenAny(answer, Task.Delay(Tick, CancellationToken.None));
        }

        return await answer;
    }

    private PairEnd Refuse(string error, Phrase what, Phrase next, string about)
    {
        context.Screen.Refused(error, what.In(context.Language).Replace("{0}", about, StringComparison.Ordinal), next.In(context.Language));
        return PairEnd.Failed;
    }

    private PairEnd Failed(TokenResult token)
    {
        context.Screen.Failed(token.Diagnosis, token.Error, token.Aadsts);
        return PairEnd.Failed;
    }

    private PairEnd Expired() =>
        Refuse("expired", PairTexts.TookTooLong, new("Run the command again to begin anew.", "やり直すには再実行してください。"), Quantities.Span((long)Patience.TotalSeconds, context.Language));

    private PairEnd Cancelled()
    {
        context.Screen.Cancelled();
        return PairEnd.Cancelled;
    }

    // Without a screen, xdg-open would start a browser in the terminal, where nobody can sign in.
    private static bool OpenBrowser(string address)
    {
        try
        {
            if (OperatingSystem.IsWindows()) return Process.Start(new ProcessStartInfo(address) { UseShellExecute = true }) is not null;
            bool hasScreen = OperatingSystem.IsMacOS() || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
            if (!hasScreen) return false;
            var start = new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
            return Process.Start(start) is not null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such program: the person opens it.
            return false;
        }
    }
}
