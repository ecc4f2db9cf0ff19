using System;
using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.Sandbox.Scenarios;

/// <summary>Every scenario that can be practised.</summary>
public static class ScenarioTable
{
    /// <summary>The rows, in the order in which a technician meets them.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("all-well", "everything works", [], 0),

        // Pairing
        new("sign-in-declined", "whoever typed the code pressed Deny, or was never meant to", ["authorization-declined"], 314),
        new("code-expired", "the code is typed, yet the device says that it has run out", ["expired-token"], 313),
        new("device-code-blocked", "the browser says 'You cannot access this right now' (53003), the device waits until its code runs out", ["device-code-blocked"], 313),
        new("admin-consent", "the browser asks for an administrator (90094), the device waits until its code runs out", ["sign-in-refused=90094"], 313),
        new("code-mistyped", "the device is told that its code is not known", ["bad-verification-code"], 384),
        new("device-too-eager", "pairing takes five seconds longer, and then works", ["slow-down:1"], 0),
        new("gmail-no-device-code", "Google refuses the mail scope in a device's sign-in: pair in the browser", [], 306, ProviderProfile.Gmail),

        // The app's registration
        new("app-unknown", "the tenant does not know the client_id", ["unauthorized-client"], 365),
        new("public-client-off", "a secret is asked for: 'Allow public client flows' is off", ["invalid-client=7000218"], 363),
        new("secret-expired", "the client secret worked for a year or two and has ended", ["invalid-client=7000222"], 361),
        new("secret-wrong", "the client secret is another one; often its ID was pasted", ["invalid-client=7000215"], 362),
        new("certificate-refused", "the certificate in the registration is not the device's", ["invalid-client=700027"], 367),
        new("scope-wrong", "the scope has a typing error", ["invalid-scope"], 306),
        new("exchange-missing", "the tenant has no Exchange Online, or the scope names the wrong host", ["invalid-resource"], 375, ProviderProfile.ExchangeOnline),
        new("consent-missing", "nobody has consented to the app", ["consent-required"], 351),

        // The token
        new("token-unused", "the device was off for more than 90 days", ["invalid-grant=700082"], 321),
        new("password-changed", "somebody changed the mailbox's password", ["invalid-grant=50173"], 322),
        new("flow-blocked", "a policy now refuses tokens that began with a device code", ["invalid-grant=530036"], 331),
        new("conditional-access", "Conditional Access blocks the refresh", ["invalid-grant=53003"], 332),
        new("mfa-required", "a policy now asks for a second factor", ["interaction-required=50076"], 325),
        new("sign-in-server-down", "the token endpoint answers 503", ["token-endpoint-down"], 303),
        new("sign-in-server-unreachable", "a firewall closes every connection to the token endpoint", ["token-endpoint-unreachable"], 302),
        new("too-many-requests", "the token endpoint answers 429", ["token-throttled"], 391),
        new("captive-portal", "a guest network answers in place of the token endpoint", ["token-answer-malformed=html"], 307),
        new("token-too-long", "the token has 16,384 characters", ["token-too-long"], 308),

        // The way to the SMTP server
        new("smtp-busy", "the server greets with 421", ["busy"], 215),
        new("smtp-silent", "the port answers and says nothing", ["silent"], 206),
        new("starttls-missing", "something on the way takes STARTTLS out", ["no-starttls"], 208),
        new("starttls-injected", "something on the way adds a line behind STARTTLS", ["starttls-injected"], 209),
        new("certificate-name", "the certificate is for another host", ["wrong-name=smtp"], 210),
        new("certificate-expired", "the certificate ended yesterday, or the clock is wrong", ["expired-certificate=smtp"], 211),
        new("certificate-untrusted", "a firewall reads along with a certificate of its own", ["self-signed=smtp"], 212),

        // The login
        new("smtp-auth-off-tenant", "SMTP AUTH is switched off for the tenant", ["smtp-auth-disabled=Tenant"], 402, ProviderProfile.ExchangeOnline),
        new("smtp-auth-off-mailbox", "SMTP AUTH is switched off for the mailbox", ["smtp-auth-disabled=Mailbox"], 402, ProviderProfile.ExchangeOnline),
        new("basic-auth-off", "a password was configured in place of OAuth2", ["basic-auth-disabled"], 403),
        new("policy-refused", "a policy refuses the login", ["policy-refused"], 404),
        new("security-defaults", "the tenant's security defaults refuse the login", ["security-defaults"], 405),
        new("token-refused", "the token is good, but not for this mailbox: wrong user, alias, audience or missing permission", ["token-refused"], 401),
        new("token-expires-soon", "the server wants tokens that live longer", ["token-expires-soon"], 409),
        new("login-deferred", "the server cannot check logins just now", ["login-deferred"], 408),
        new("app-password", "the account wants an app password", ["app-password-required"], 410, ProviderProfile.Gmail),
        new("too-many-connections", "more connections than the mailbox may have", ["too-many-connections=auth"], 407),

        // The mail
        new("send-as-denied", "everything is accepted, and the mail refused at its end: the mailbox may not send as this address", ["send-as-denied"], 501),
        new("sender-blocked", "the mailbox was blocked for spam", ["sender-refused"], 509),
        new("recipient-unknown", "the recipient does not exist", ["recipient-refused"], 503),
        new("recipient-busy", "the recipient gets too much mail just now", ["recipient-deferred"], 510),
        new("mail-too-large", "the scan is larger than the mailbox may send", ["too-large"], 504),
        new("mailbox-full", "Sent Items is full of scans", ["mailbox-full"], 506),
        new("daily-limit", "the day's recipients are used up", ["quota"], 505),
        new("connection-lost-at-end", "the connection breaks after the mail and before the answer: it may have arrived", ["reset-after-dot"], 205),
    ];

    /// <summary>The row of that name. Throws <see cref="ArgumentException"/> when there is none.</summary>
    public static Scenario ByName(string name) =>
        All.FirstOrDefault(scenario => scenario.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no scenario '{name}'. 'devicemail sandbox --list-scenarios' lists them.");

    /// <summary>The options with a scenario's profile and faults in them.</summary>
    internal static SandboxOptions Apply(SandboxOptions options)
    {
        if (options.Scenario is not { } name) return options;
        Scenario scenario = ByName(name);
        return options with { Profile = scenario.Provider ?? options.Profile, Faults = [.. scenario.Faults, .. options.Faults] };
    }
}
