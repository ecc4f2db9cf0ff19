using System;
using System.Collections.Generic;

namespace DeviceMailAgent.Sandbox;

/// <summary>A mail that the sandbox answered for with 250, or kept before it reset the connection.</summary>
/// <param name="Time">When the data's end was read.</param>
/// <param name="Connection">Number of the connection that it came by.</param>
/// <param name="Sender">The reverse-path without brackets; empty for the null one.</param>
/// <param name="Recipients">The forward-paths without brackets.</param>
/// <param name="Octets">Octets of the mail, dots unstuffed, with the CRLF that ends it.</param>
/// <param name="Sha256">SHA-256 of these octets in lower-case hex; they are also the .eml file's.</param>
/// <param name="WireOctets">Octets as they came between 354 and the terminator, dots stuffed.</param>
/// <param name="WireSha256">SHA-256 of the octets as they came.</param>
/// <param name="File">Path of the .eml; null when files are not kept.</param>
public sealed record ReceivedMail(DateTimeOffset Time, int Connection, string Sender, IReadOnlyList<string> Recipients,
    long Octets, string Sha256, long WireOctets, string WireSha256, string? File);

/// <summary>Counts since the start.</summary>
/// <param name="Connections">SMTP connections accepted.</param>
/// <param name="Logins">AUTH answered with 235.</param>
/// <param name="LoginsRefused">AUTH answered otherwise.</param>
/// <param name="TokenRequests">Requests to the token endpoint.</param>
/// <param name="TokensIssued">Access tokens given out.</param>
/// <param name="Mails">Mails answered with 250, or kept before a reset.</param>
/// <param name="MailOctets">Octets of these mails as they came.</param>
public sealed record SandboxCounters(long Connections, long Logins, long LoginsRefused, long TokenRequests, long TokensIssued,
    long Mails, long MailOctets);

/// <summary>A command line that a client sent, with anything secret replaced by its length.</summary>
/// <param name="Connection">Number of the connection, from 1.</param>
/// <param name="Line">The line without CRLF.</param>
public sealed record CommandLine(int Connection, string Line);

/// <summary>Something that happened, for a person who watches.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">connection, login, mail, token or fault.</param>
/// <param name="Text">One line, without secrets.</param>
public sealed record SandboxEvent(DateTimeOffset Time, string Kind, string Text);
