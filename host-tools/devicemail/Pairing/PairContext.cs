using System;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>What every way of pairing needs.</summary>
internal sealed record PairContext
{
    public required ControlClient Device { get; init; }

    /// <summary>The account as the device's <c>config</c> tells it.</summary>
    public required JsonObject Account { get; init; }

    public required IPairScreen Screen { get; init; }

    public required Language Language { get; init; }

    /// <summary>Where a browser begins; null: not known.</summary>
    public Uri? AuthorizationEndpoint { get; init; }

    /// <summary>Roots to trust for the token endpoint; null: the system's.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>File with the secret; null: from standard input, or asked for.</summary>
    public string? SecretFile { get; init; }

    /// <summary>The day on which the secret ends, for the device's foresight; null: not said.</summary>
    public string? SecretEnds { get; init; }

    /// <summary>True to start a browser where there is a screen.</summary>
    public bool OpensBrowser { get; init; }

    /// <summary>The command that pairs with a browser here; null: this account cannot be paired so.</summary>
    public string? OtherWay { get; init; }

    /// <summary>A request about the account.</summary>
    public JsonObject Request() => new() { ["account"] = Account.Text("account") };

    /// <summary>Says that the device refused a request.</summary>
    public void Refuse(ControlAnswer answer)
    {
        (Phrase what, Phrase next) = ControlTexts.Of(answer);
        Screen.Refused(answer.ErrorWord, what.In(Language), next.In(Language));
    }

    /// <summary>Hands a secret to the device.</summary>
    /// <returns>Whether the device keeps it; if not, that was shown.</returns>
    public async Task<bool> Import(string kind, string secret, CancellationToken cancellation)
    {
        JsonObject request = Request();
        request["kind"] = kind;
        request["secret"] = secret;
        if (SecretEnds is not null && kind != "refresh-token") request["ends"] = SecretEnds;
        ControlAnswer answer = await Device.Ask(ControlVerb.Import, request, cancellation: cancellation);
        if (!answer.IsOk) Refuse(answer);
        return answer.IsOk;
    }
}
