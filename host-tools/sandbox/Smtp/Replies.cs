using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>One connection's replies in the words of the provider that is played, without the last CRLF.</summary>
internal sealed class Replies(ProviderProfile profile, string user, int connection)
{
    private readonly string _session = connection.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>What a provider's support asks for: host, time and session at Microsoft, the session at Google.</summary>
    public string Trace => profile.IsMicrosoft
        ? $"[{profile.HostName} {DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {_session.ToUpperInvariant()}]"
        : $"{_session} - gsmtp";

    public string Greeting => profile.IsMicrosoft
        ? $"220 {profile.HostName} Microsoft ESMTP MAIL Service ready at {DateTime.UtcNow.ToString("ddd, d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000"
        : $"220 {profile.HostName} ESMTP {Trace}";

    public string ReadyForTls => profile.IsMicrosoft ? "220 2.0.0 SMTP server ready" : "220 2.0.0 Ready to start TLS";

    public string LoggedIn => profile.IsMicrosoft ? "235 2.7.0 Authentication successful" : "235 2.7.0 Accepted";

    public string SenderOk => profile.IsMicrosoft ? "250 2.1.0 Sender OK" : $"250 2.1.0 OK {Trace}";

    public string RecipientOk => profile.IsMicrosoft ? "250 2.1.5 Recipient OK" : $"250 2.1.5 OK {Trace}";

    public string StartMailInput => profile.IsMicrosoft ? "354 Start mail input; end with <CRLF>.<CRLF>" : $"354 Go ahead {Trace}";

    public string Reset => profile.IsMicrosoft ? "250 2.0.0 Resetting" : $"250 2.1.5 Flushed {Trace}";

    public string Nothing => profile.IsMicrosoft ? "250 2.0.0 OK" : $"250 2.0.0 OK {Trace}";

    public string Bye => profile.IsMicrosoft ? "221 2.0.0 Service closing transmission channel" : $"221 2.0.0 closing connection {Trace}";

    public string LoginFirst => profile.IsMicrosoft
        ? $"530 5.7.57 Client not authenticated to send mail. {Trace}"
        : $"530 5.7.0 Authentication Required. {Trace}";

    public string TlsFirst => profile.IsMicrosoft ? LoginFirst : $"530 5.7.0 Must issue a STARTTLS command first. {Trace}";

    public string MechanismUnknown => profile.IsMicrosoft ? "504 5.7.4 Unrecognized authentication type" : $"504 5.7.4 Unrecognized Authentication Type {Trace}";

    public string LoginRefused => profile.IsMicrosoft
        ? $"535 5.7.3 Authentication unsuccessful {Trace}"
        : $"535-5.7.8 Username and Password not accepted. The sandbox knows one account,\r\n535 5.7.8 and takes tokens of its own token endpoint only. {Trace}";

    public string PasswordRefused => profile.IsMicrosoft
        ? $"535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. {Trace}"
        : LoginRefused;

    public string NoPasswords => profile.IsMicrosoft
        ? $"535 5.7.139 Authentication unsuccessful, basic authentication is disabled. {Trace}"
        : LoginRefused;

    public string TooLarge => profile.IsMicrosoft
        ? "552 5.3.4 Message size exceeds fixed maximum message size"
        : $"552 5.2.3 The message exceeded the size limit {Trace}";

    public string IdleTooLong => profile.IsMicrosoft ? $"421 4.4.1 Connection timed out {Trace}" : $"421 4.4.2 Timeout, closing connection {Trace}";

    /// <summary>The reply to EHLO. AUTH is in it over TLS only, STARTTLS only in clear text.</summary>
    public string Hello(IPAddress peer, bool isSecured, bool offersStartTls, long sizeMax)
    {
        List<string> lines = [profile.IsMicrosoft ? $"{profile.HostName} Hello [{peer}]" : $"{profile.HostName} at your service, [{peer}]", $"SIZE {sizeMax}"];
        lines.AddRange(profile.Extensions);
        if (isSecured) lines.Add("AUTH " + string.Join(' ', profile.Mechanisms));
        else if (offersStartTls) lines.Add("STARTTLS");
        return string.Join("\r\n", lines.Select((line, index) => (index + 1 < lines.Count ? "250-" : "250 ") + line));
    }

    /// <summary>Mail taken. Microsoft names the id under which support can find it, Google a time and a queue id.</summary>
    public string Accepted(int mail) => profile.IsMicrosoft
        ? $"250 2.0.0 OK <{_session}{mail:X8}@{profile.HostName}> [Hostname={profile.HostName}]"
        : $"250 2.0.0 OK  {DateTimeOffset.UtcNow.ToUnixTimeSeconds()} {_session}{mail:x8} - gsmtp";

    /// <summary>Fills the fields of a fault's reply.</summary>
    public string Fill(string template, string sender = "", string recipient = "") => template
        .Replace("{user}", user, StringComparison.Ordinal)
        .Replace("{sender}", sender, StringComparison.Ordinal)
        .Replace("{recipient}", recipient, StringComparison.Ordinal)
        .Replace("{trace}", Trace, StringComparison.Ordinal);
}
