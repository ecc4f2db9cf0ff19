using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DeviceMailAgent.Sandbox.Faults;

/// <summary>Every fault that the sandbox can show.</summary>
/// <remarks>
/// In a reply, {argument}, {user}, {sender}, {recipient} and {trace} (host, time and session in brackets, as Exchange Online ends its refusals)
/// are filled in. An argument that begins with a reply code ("451 4.3.0 Later") replaces the reply of any fault that has one.
/// Codes are those that the providers document or were logged to send.
/// </remarks>
public static class FaultTable
{
    private const string Refused = "535 5.7.139 Authentication unsuccessful, ";

    /// <summary>The rows, in the order of a session.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        // Connection and TLS
        new("silent", FaultStage.Connect, "", "accepts the connection and never says a word"),
        new("busy", FaultStage.Greeting, "", "greets with 421 and closes",
            "421 4.3.2 The service is busy and takes no further connections, try again later"),
        new("no-starttls", FaultStage.StartTls, "", "neither offers nor accepts STARTTLS"),
        new("starttls-injected", FaultStage.StartTls, "250 AUTH PLAIN", "sends the argument as a clear-text reply line in the same write as STARTTLS's 220"),
        new("wrong-name", FaultStage.StartTls, "smtp", "presents a certificate for another host; argument: smtp or oauth"),
        new("expired-certificate", FaultStage.StartTls, "smtp", "presents a certificate that ended yesterday; argument: smtp or oauth"),
        new("self-signed", FaultStage.StartTls, "smtp", "presents a certificate that no CA signed; argument: smtp or oauth"),

        // AUTH
        new("token-refused-once", FaultStage.Auth, "", "refuses the next token and never takes that one again; a new one works", Count: 1),
        new("token-refused", FaultStage.Auth, "", "refuses every token as the profile does: 535 5.7.3, or 334 with JSON and then 535 5.7.8"),
        new("smtp-auth-disabled", FaultStage.Auth, "Tenant", "535 5.7.139, SMTP AUTH is switched off; argument: Tenant or Mailbox",
            Refused + "SmtpClientAuthentication is disabled for the {argument}. Visit https://aka.ms/smtp_auth_disabled for more information. {trace}"),
        new("basic-auth-disabled", FaultStage.Auth, "", "535 5.7.139, basic authentication is disabled", Refused + "basic authentication is disabled. {trace}"),
        new("policy-refused", FaultStage.Auth, "", "535 5.7.139, the request did not meet the criteria",
            Refused + "the request did not meet the criteria to be authenticated successfully. Contact your administrator. {trace}"),
        new("security-defaults", FaultStage.Auth, "", "535 5.7.139, locked by the security defaults",
            Refused + "user is locked by your organization's security defaults policy. Contact your administrator. {trace}"),
        new("login-deferred", FaultStage.Auth, "", "454 4.7.0 to AUTH", "454 4.7.0 Cannot authenticate due to a temporary system problem, try again later"),
        new("token-expires-soon", FaultStage.Auth, "", "501 5.5.127 to AUTH", "501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon"),
        new("app-password-required", FaultStage.Auth, "", "534 5.7.9 to AUTH",
            "534-5.7.9 An application-specific password is required, this account has\r\n534 5.7.9 two-step verification {trace}"),

        // The envelope
        new("too-many-connections", FaultStage.Mail, "mail", "432 4.3.2; argument: auth, mail or end",
            "432 4.3.2 Concurrent connections limit exceeded. {trace}"),
        new("sender-refused", FaultStage.Mail, "", "550 5.1.8 to MAIL", "550 5.1.8 <{sender}> may not send from this account {trace}"),
        new("recipient-refused", FaultStage.Rcpt, "", "550 5.1.1 to RCPT; argument: only for recipients that contain it", "550 5.1.1 <{recipient}> is not known here"),
        new("recipient-deferred", FaultStage.Rcpt, "", "450 4.2.1 to RCPT; argument: only for recipients that contain it",
            "450 4.2.1 <{recipient}> receives mail at too high a rate, try again later"),
        new("data-refused", FaultStage.Data, "", "554 5.3.0 to DATA in place of 354", "554 5.3.0 No mail is taken now"),

        // The mail
        new("slow-read", FaultStage.Content, "1000000", "reads mail at no more than the argument's octets per second"),
        new("reset-mid-data", FaultStage.Content, "65536", "resets the connection (RST) after the argument's octets of mail"),
        new("reset-after-dot", FaultStage.End, "", "keeps the mail, then resets the connection (RST) in place of the reply"),
        new("too-large", FaultStage.End, "end", "552 5.3.4; argument: mail or end", "552 5.3.4 The message is larger than this account may send {trace}"),
        new("send-as-denied", FaultStage.End, "", "554 5.2.252 after the data",
            "554 5.2.252 SendAsDenied; {user} not allowed to send as {sender}; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; {trace}"),
        new("mailbox-full", FaultStage.End, "", "554 5.2.2 after the data",
            "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; {trace}"),
        new("quota", FaultStage.End, "", "554 5.2.0 SubmissionQuotaExceeded after the data",
            "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; the day's recipients are used up {trace}"),
        new("daily-limit", FaultStage.End, "", "550 5.4.5 after the data", "550 5.4.5 Daily user sending limit exceeded {trace}"),

        // Time
        new("slow-reply", FaultStage.Reply, "2000", "waits the argument's ms before replies; MS@STAGE for one stage: greeting, ehlo, auth, mail, rcpt, data, end"),
        new("close-idle", FaultStage.Idle, "2", "says 421 and closes a connection that waited the argument's seconds for a command"),
        new("drop-idle-now", FaultStage.Idle, "fin", "closes at once every connection that waits for a command, without a word; argument: fin or rst", Count: 1),

        // The OAuth endpoints
        new("token-endpoint-down", FaultStage.Device, "", "HTTP 503"),
        new("token-endpoint-unreachable", FaultStage.Device, "", "closes the connection in place of an answer"),
        new("token-throttled", FaultStage.Device, "90055", "HTTP 429 with Retry-After", Error: "temporarily_unavailable"),
        new("temporarily-unavailable", FaultStage.Device, "90033", "temporarily_unavailable; argument: AADSTS 90033 or another that passes", Error: "temporarily_unavailable"),
        new("unauthorized-client", FaultStage.Device, "700016", "unauthorized_client, the tenant does not know the app", Error: "unauthorized_client"),
        new("invalid-scope", FaultStage.Device, "70011", "invalid_scope", Error: "invalid_scope"),
        new("invalid-resource", FaultStage.Device, "500011", "invalid_resource, the tenant does not have the resource", Error: "invalid_resource"),
        new("invalid-grant", FaultStage.Token, "700082", "invalid_grant; argument: AADSTS 700082, 50173, 530036, 53003, 50076, 65001 or 70000", Error: "invalid_grant"),
        new("invalid-client", FaultStage.Token, "7000222", "invalid_client; argument: AADSTS 7000222, 7000218, 7000215 or 700027", Error: "invalid_client"),
        new("interaction-required", FaultStage.Token, "50076", "interaction_required; argument: AADSTS 50076, 53003 or another", Error: "interaction_required"),
        new("consent-required", FaultStage.Token, "65001", "consent_required, nobody has consented to the app", Error: "consent_required"),
        new("token-answer-malformed", FaultStage.Token, "truncated", "HTTP 200 with what is no token answer; argument: truncated, html, empty or no-token"),
        new("token-too-long", FaultStage.Token, "16384", "an access token of the argument's characters"),

        // The sign-in
        new("device-code-blocked", FaultStage.Page, "53003", "the browser says that access is blocked, the device hears authorization_pending until its code expires"),
        new("sign-in-refused", FaultStage.Page, "90094", "the browser shows the argument's AADSTS number after every sign-in; the app hears nothing"),
        new("authorization-pending", FaultStage.Poll, "70016", "authorization_pending to the device, whatever the person did", Error: "authorization_pending"),
        new("slow-down", FaultStage.Poll, "70016", "slow_down to the device, which then has to wait five seconds longer", Error: "slow_down", Count: 1),
        new("expired-token", FaultStage.Poll, "70020", "expired_token to the device", Error: "expired_token"),
        new("authorization-declined", FaultStage.Poll, "authorization_declined", "the person declined; argument: authorization_declined or access_denied",
            Error: "authorization_declined"),
        new("bad-verification-code", FaultStage.Poll, "70018", "bad_verification_code to the device", Error: "bad_verification_code"),
    ];

    /// <summary>The row of that name. Throws <see cref="ArgumentException"/> when there is none.</summary>
    public static Fault ByName(string name) =>
        All.FirstOrDefault(fault => fault.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no fault '{name}'. 'devicemail sandbox --list-faults' lists them.");

    /// <summary>Reads NAME[=ARGUMENT][:COUNT]. Throws <see cref="ArgumentException"/> for a name that is not known.</summary>
    public static SetFault Parse(string text)
    {
        int count = -1;
        int colon = text.LastIndexOf(':');
        if (colon >= 0 && int.TryParse(text.AsSpan(colon + 1), out int parsed) && parsed >= 0)
        {
            count = parsed;
            text = text[..colon];
        }

        int equals = text.IndexOf('=');
        Fault fault = ByName(equals < 0 ? text : text[..equals]);
        return new SetFault(fault.Name, equals < 0 ? fault.Argument : text[(equals + 1)..], count < 0 ? fault.Count : count);
    }

    /// <summary>Whether an argument is a whole SMTP reply, which then replaces the fault's own.</summary>
    internal static bool IsReply(string argument) =>
        argument.Length > 4 && argument[..3].All(char.IsAsciiDigit) && argument[3] is ' ' or '-';

    /// <summary>Throws <see cref="ArgumentException"/> when the argument is none for this fault.</summary>
    internal static void Check(SetFault fault)
    {
        if (fault.Count < 0) throw new ArgumentException("A fault's count is 0 (until cleared) or more.");
        if (IsReply(fault.Argument) && ByName(fault.Name).Reply is not null) return;
        string[] argument = fault.Argument.Split('@', 2);
        Fault row = ByName(fault.Name);
        bool takesNumber = fault.Name is "slow-read" or "reset-mid-data" or "slow-reply" or "close-idle" or "token-too-long" or "device-code-blocked" or "sign-in-refused"
            || (row.Error is not null && Choices(row.Name).Length == 0);
        if (takesNumber && !(int.TryParse(argument[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0))
            throw new ArgumentException($"The fault {fault.Name} takes a number above 0, not '{fault.Argument}'.");
        string[] choices = Choices(fault.Name);
        string chosen = fault.Name == "slow-reply" ? argument.ElementAtOrDefault(1) ?? choices[0] : fault.Argument;
        if (choices.Length > 0 && !choices.Contains(chosen, StringComparer.OrdinalIgnoreCase))
            throw new ArgumentException($"The fault {fault.Name} takes one of {string.Join(", ", choices)}, not '{chosen}'.");
    }

    private static string[] Choices(string name) => name switch
    {
        "wrong-name" or "expired-certificate" or "self-signed" => ["smtp", "oauth"],
        "smtp-auth-disabled" => ["Tenant", "Mailbox"],
        "too-many-connections" => ["auth", "mail", "end"],
        "too-large" => ["mail", "end"],
        "slow-reply" => ["greeting", "ehlo", "auth", "mail", "rcpt", "data", "end"],
        "drop-idle-now" => ["fin", "rst"],
        "authorization-declined" => ["authorization_declined", "access_denied"],
        "token-answer-malformed" => ["truncated", "html", "empty", "no-token"],
        _ => [],
    };
}
