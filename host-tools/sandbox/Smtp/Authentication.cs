using System;
using System.Linq;
using System.Text;
using DeviceMailAgent.Sandbox.Faults;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>One AUTH exchange (RFC 4954) with XOAUTH2, OAUTHBEARER (RFC 7628), PLAIN (RFC 4616) or LOGIN.</summary>
internal sealed class Authentication(Provider provider, Replies replies, Wire wire, int connection)
{
    // RFC 4954 4: "the maximum length of base64 lines is 12288 octets", and CRLF.
    public const int ResponseMax = 12288 + 2;

    private const char Separator = '\u0001';

    private string _failure = "";

    /// <summary>Runs the exchange. Returns the last reply; an empty one when the client went away.</summary>
    /// <param name="argument">What followed AUTH: a mechanism and perhaps an initial response.</param>
    public string Run(string argument)
    {
        string[] words = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string mechanism = words.FirstOrDefault("").ToUpperInvariant();
        if (!provider.Profile.Mechanisms.Contains(mechanism)) return replies.MechanismUnknown;
        string? initial = words.Length < 2 ? null : words[1] == "=" ? "" : words[1];
        return mechanism switch
        {
            "XOAUTH2" => XOAuth2(initial),
            "OAUTHBEARER" => OAuthBearer(initial),
            "PLAIN" => Plain(initial),
            _ => Login(initial),
        };
    }

    private string XOAuth2(string? initial)
    {
        if (Ask("", initial) is not { } response) return _failure;
        string[] fields = response.Split(Separator);
        string? user = Field(fields, "user=");
        string? authorization = Field(fields, "auth=");
        if (user is null || authorization is null || !response.EndsWith("\u0001\u0001", StringComparison.Ordinal)) return Malformed;
        return Bearer("XOAUTH2", user, authorization);
    }

    private string OAuthBearer(string? initial)
    {
        if (Ask("", initial) is not { } response) return _failure;
        string[] fields = response.Split(Separator);

        // RFC 5801 4: gs2-header = "n," ["a=" saslname] ","; in the name, comma and equals sign are encoded.
        string[] header = fields[0].Split(',');
        string? authorization = Field(fields, "auth=");
        if (header.Length != 3 || header[0] != "n" || !header[1].StartsWith("a=", StringComparison.Ordinal) || authorization is null) return Malformed;
        string user = header[1][2..].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        return Bearer("OAUTHBEARER", user, authorization);
    }

    private string Plain(string? initial)
    {
        if (Ask("", initial) is not { } response) return _failure;
        string[] fields = response.Split('\0');
        return fields.Length == 3 ? Password("PLAIN", fields[1], fields[2]) : Malformed;
    }

    private string Login(string? initial)
    {
        if (Ask("VXNlcm5hbWU6", initial) is not { } user) return _failure;
        return Ask("UGFzc3dvcmQ6", null) is { } password ? Password("LOGIN", user, password) : _failure;
    }

    private static string Malformed => "501 5.5.2 The response does not have this mechanism's form";

    private static string? Field(string[] fields, string name) =>
        fields.FirstOrDefault(field => field.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private string? Fault()
    {
        string? reply = provider.Faults.TakeReply(FaultStage.Auth);
        return reply is null ? null : replies.Fill(reply);
    }

    private string Bearer(string mechanism, string user, string authorization)
    {
        if (Fault() is { } fault) return fault;
        string token = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..] : "";
        if (provider.Faults.Take("token-refused-once") is not null)
        {
            provider.Tokens.Revoke(token);
            return TokenRefused(mechanism);
        }

        bool known = user.Equals(provider.User, StringComparison.OrdinalIgnoreCase) && provider.Tokens.OpensSmtp(token, user);
        if (!known || provider.Faults.Take("token-refused") is not null) return TokenRefused(mechanism);
        provider.Journal.LoggedIn(connection, user, mechanism);
        return replies.LoggedIn;
    }

    // Google, and everybody with OAUTHBEARER (RFC 7628 3.2.2), explains itself in a challenge. The client has to answer it: with an empty
    // line for XOAUTH2, with ^A for OAUTHBEARER. Whatever it answers, the end is 535. Microsoft goes there at once.
    private string TokenRefused(string mechanism)
    {
        if (provider.Profile.IsMicrosoft && mechanism == "XOAUTH2") return replies.LoginRefused;
        string status = mechanism == "XOAUTH2" ? "400" : "invalid_token";
        string why = $$"""{"status":"{{status}}","schemes":"Bearer","scope":"{{provider.Profile.Scope}}"}""";
        return Ask(Convert.ToBase64String(Encoding.ASCII.GetBytes(why)), null) is null ? _failure : replies.LoginRefused;
    }

    private string Password(string mechanism, string user, string password)
    {
        if (Fault() is { } fault) return fault;
        if (provider.Options.Password is not { } expected || !provider.Profile.TakesPasswords) return replies.NoPasswords;
        if (!user.Equals(provider.User, StringComparison.OrdinalIgnoreCase) || password != expected) return replies.PasswordRefused;
        provider.Journal.LoggedIn(connection, user, mechanism);
        return replies.LoggedIn;
    }

    // The client's response as text, from the AUTH line or from the line after a challenge. Null: _failure is the last reply.
    private string? Ask(string challenge, string? initial)
    {
        string response = initial ?? "";
        if (initial is null)
        {
            wire.Send($"334 {challenge}\r\n");
            LineStatus status = wire.ReadLine(ResponseMax, out response);
            provider.Journal.Commanded(connection, Blank(response));
            if (status == LineStatus.Closed) return null;
            if (status != LineStatus.Line) return Fail("500 5.5.6 The line of this authentication exchange is too long or has no CRLF");
            if (response == "*") return Fail("501 5.7.0 Authentication cancelled");
        }

        Span<byte> octets = new byte[response.Length];
        return Convert.TryFromBase64String(response, octets, out int length)
            ? Encoding.UTF8.GetString(octets[..length])
            : Fail("501 5.5.2 The response is not base64");
    }

    private string? Fail(string reply)
    {
        _failure = reply;
        return null;
    }

    // A cancel, an empty line and ^A alone are no secrets, and tests want to see them.
    internal static string Blank(string response) => response is "" or "*" or "=" or "AQ==" ? response : $"<{response.Length} octets blanked>";
}
