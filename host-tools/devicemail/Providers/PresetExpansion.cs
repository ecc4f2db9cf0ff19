using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Turns a preset into an entry of agent.json's <c>accounts</c>: explicit values, nothing left to look up.</summary>
internal sealed partial class PresetExpansion
{
    private readonly ProviderPreset _preset;

    public PresetExpansion(ProviderPreset preset)
    {
        _preset = preset;
        Server = preset.Servers[0];
        Mechanism = preset.Mechanisms[0];
    }

    /// <summary>The account's name in agent.json.</summary>
    public string Name { get; init; } = "scans";

    public bool IsDefault { get; init; } = true;

    /// <summary>One of the preset's servers.</summary>
    public SmtpServer Server { get; init; }

    /// <summary>One of the preset's mechanisms.</summary>
    public string Mechanism { get; init; }

    /// <summary>One of the preset's flows by name; null: the first. Only for xoauth2 and oauthbearer.</summary>
    public string? Flow { get; init; }

    /// <summary>The app's client ID; only for xoauth2 and oauthbearer. A service account may do without: its key file says who it is.</summary>
    public string? ClientId { get; init; }

    /// <summary>Path of the app's public certificate in PEM, or its SHA-256 in hexadecimal; only for client-credentials. Null: a client secret.</summary>
    public string? Certificate { get; init; }

    /// <summary>The mailbox's address, which is also the sender's unless <see cref="Sender"/> says otherwise.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The sender's address, where the login's name is none.</summary>
    public string? Sender { get; init; }

    /// <summary>Values for the preset's other words in angle brackets, by name without the brackets: tenant, region, host and so on.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The names in angle brackets that the choices made so far need; <c>mailbox</c> is not among them.</summary>
    public IReadOnlyList<string> Needed
    {
        get
        {
            OAuthFlow? flow = ChosenFlow();
            string?[] texts = [Server.Host, Mechanism == "none" ? null : _preset.User, flow?.Scope, flow?.DeviceEndpoint, flow?.TokenEndpoint];
            return [.. texts.OfType<string>().SelectMany(text => Word().Matches(text)).Select(match => match.Groups[1].Value).Where(name => name is not ("mailbox" or "local-part")).Distinct()];
        }
    }

    /// <summary>The entry. Throws <see cref="ArgumentException"/> when a value is missing or a choice is not one of the preset's.</summary>
    public JsonObject Account()
    {
        if (!_preset.Servers.Contains(Server)) throw new ArgumentException($"{_preset.Name} has no server {Server.Host}:{Server.Port}.");
        if (!_preset.Mechanisms.Contains(Mechanism)) throw new ArgumentException($"{_preset.Name} takes {string.Join(", ", _preset.Mechanisms)}, not {Mechanism}.");
        var account = new JsonObject { ["name"] = Name, ["default"] = IsDefault, ["ca"] = null, ["smtp"] = Smtp(), ["mechanism"] = Mechanism };
        if (Mechanism != "none") account["user"] = Fill(_preset.User);
        account["sender"] = new JsonObject { ["address"] = Sender ?? Mailbox, ["rewrite"] = "if-different" };
        if (ChosenFlow() is { } flow) account["oauth"] = OAuth(flow);
        return account;
    }

    private JsonObject Smtp()
    {
        var smtp = new JsonObject { ["host"] = Fill(Server.Host), ["port"] = Server.Port, ["security"] = Server.Security, ["sizeMax"] = _preset.SizeMax };
        if (_preset.ConnectionsMax > 0) smtp["connectionsMax"] = _preset.ConnectionsMax;
        if (_preset.PerMinuteMax > 0) smtp["perMinuteMax"] = _preset.PerMinuteMax;
        return smtp;
    }

    private OAuthFlow? ChosenFlow()
    {
        if (Mechanism is not ("xoauth2" or "oauthbearer")) return null;
        return Flow is null ? _preset.Flows[0] : _preset.Flows.FirstOrDefault(flow => flow.Name == Flow) ?? throw new ArgumentException($"{_preset.Name} has no flow {Flow}.");
    }

    // The authorization endpoint is the browser's and thus the tool's; the device only ever asks the token endpoint.
    private JsonObject OAuth(OAuthFlow flow)
    {
        var oauth = new JsonObject { ["flow"] = flow.Name };
        if (ClientId is { } clientId) oauth["clientId"] = clientId;
        else if (flow.Name != "service-account") throw new ArgumentException($"{_preset.Name} needs a client ID.");
        oauth["scope"] = Fill(flow.Scope);
        if (flow.DeviceEndpoint is { } device) oauth["deviceEndpoint"] = Fill(device);
        oauth["tokenEndpoint"] = Fill(flow.TokenEndpoint);
        if (Certificate is { } certificate && flow.Name == "client-credentials") oauth[Thumbprint().IsMatch(certificate) ? "certificateThumbprint" : "certificate"] = certificate;
        if (_preset.RefreshMarginSeconds > 0) oauth["refreshMarginSeconds"] = _preset.RefreshMarginSeconds;
        return oauth;
    }

    private string Fill(string text) => Word().Replace(text, match => match.Groups[1].Value switch
    {
        "mailbox" => Mailbox,
        "local-part" => Mailbox.Split('@')[0],
        var name => Values.TryGetValue(name, out string? value) && value.Length > 0 ? value : throw new ArgumentException($"{_preset.Name} needs a value for {name}."),
    });

    [GeneratedRegex("^[0-9A-Fa-f:]{64,95}$")]
    private static partial Regex Thumbprint();

    [GeneratedRegex("<([a-z-]+)>")]
    private static partial Regex Word();
}
