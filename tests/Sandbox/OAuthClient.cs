using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>Speaks OAuth to a sandbox over HttpClient: the forms of RFC 6749 and RFC 8628, and nothing that hides them.</summary>
internal sealed class OAuthClient(SandboxProvider sandbox) : IDisposable
{
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private readonly HttpClient _https = Clients.Https(sandbox);

    public HttpClient Https => _https;

    public void Dispose() => _https.Dispose();

    public async Task<OAuthAnswer> Post(Uri endpoint, params (string Name, string? Value)[] form)
    {
        IEnumerable<KeyValuePair<string, string>> fields = form.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!));
        using var content = new FormUrlEncodedContent(fields);
        using HttpResponseMessage answer = await _https.PostAsync(endpoint, content);
        return new OAuthAnswer((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    public Task<OAuthAnswer> Token(params (string Name, string? Value)[] form) => Post(sandbox.TokenEndpoint, form);

    public async Task<OAuthAnswer> Begin(string? scope = null) =>
        await Post(sandbox.DeviceEndpoint, ("client_id", "sandbox-client"), ("scope", scope ?? sandbox.Profile.Scope));

    public Task<OAuthAnswer> Poll(OAuthAnswer device) =>
        Token(("grant_type", DeviceGrant), ("client_id", "sandbox-client"), ("device_code", device["device_code"]));

    /// <summary>What a browser sends when a person presses a button on the device page; the page itself is tried in a real one.</summary>
    public async Task<string> Decide(OAuthAnswer device, string decision)
    {
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("user_code", device["user_code"]), KeyValuePair.Create("decision", decision)]);
        using HttpResponseMessage answer = await _https.PostAsync(device["verification_uri"], content);
        return await answer.Content.ReadAsStringAsync();
    }
}

/// <summary>An OAuth endpoint's JSON.</summary>
internal sealed record OAuthAnswer(int Status, JsonElement Json)
{
    /// <summary>A member's text; empty when there is none.</summary>
    public string this[string name] => Json.TryGetProperty(name, out JsonElement member) ? member.ToString() : "";

    public OAuthAnswer AssertGood()
    {
        Assert.True(Status == 200, $"{Status} {Json}");
        return this;
    }

    /// <summary>The error with all that Entra puts beside it.</summary>
    public OAuthAnswer AssertEntra(int status, string error, int number)
    {
        Assert.True(Status == status && this["error"] == error, $"{Status} {Json}");
        Assert.StartsWith($"AADSTS{number}: ", this["error_description"]);
        Assert.Contains("Trace ID: " + this["trace_id"], this["error_description"]);
        Assert.Equal([number], Json.GetProperty("error_codes").EnumerateArray().Select(code => code.GetInt32()));
        Assert.True(Guid.TryParse(this["trace_id"], out _) && Guid.TryParse(this["correlation_id"], out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$", this["timestamp"]);
        Assert.EndsWith($"error?code={number}", this["error_uri"]);
        return this;
    }
}
