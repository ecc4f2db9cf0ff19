namespace DeviceMailAgent.Smtp;

/// <summary>The agent's own replies to a scanner, as literals: on nanoCLR their characters stay in flash. D and three digits is the diagnosis to look up.</summary>
internal static class ServerReplies
{
    internal static readonly string Ok = "250 2.0.0 OK\r\n";
    internal static readonly string SenderOk = "250 2.1.0 Sender OK\r\n";
    internal static readonly string RecipientOk = "250 2.1.5 Recipient OK\r\n";
    internal static readonly string StartData = "354 End data with <CRLF>.<CRLF>\r\n";
    internal static readonly string Bye = "221 2.0.0 Bye\r\n";
    internal static readonly string Help = "214 2.0.0 This is a mail relay for scanners: https://www.rfc-editor.org/rfc/rfc5321\r\n";
    internal static readonly string CannotVerify = "252 2.1.5 Send some mail and see\r\n";
    internal static readonly string ReadyForTls = "220 2.0.0 Ready to start TLS\r\n";
    internal static readonly string TlsNotOffered = "502 5.5.1 STARTTLS is not offered here\r\n";

    // The two prompts are a contract with old panels: a Xerox leaves on anything but these exact words (scanners.md 4).
    internal static readonly string AskUser = "334 VXNlcm5hbWU6\r\n";
    internal static readonly string AskPassword = "334 UGFzc3dvcmQ6\r\n";
    internal static readonly string AskPlain = "334 \r\n";
    internal static readonly string LoginOk = "235 2.7.0 Login accepted\r\n";
    internal static readonly string LoginRefused = "535 5.7.8 D104 Wrong user name or password for this relay\r\n";
    internal static readonly string LoginDeferred = "454 4.7.0 D119 Too many wrong logins from this address; wait a minute\r\n";
    internal static readonly string LoginCancelled = "501 5.7.0 Login cancelled\r\n";
    internal static readonly string LoginMalformed = "501 5.5.2 That is not base64, or too long\r\n";
    internal static readonly string LoginTwice = "503 5.5.1 Already logged in\r\n";
    internal static readonly string LoginNow = "503 5.5.1 No login in the middle of a mail\r\n";
    internal static readonly string LoginMissing = "530 5.7.0 D105 Log in first\r\n";
    internal static readonly string MechanismUnknown = "504 5.5.4 Only AUTH LOGIN and AUTH PLAIN\r\n";

    internal static readonly string Unknown = "500 5.5.2 Command not recognised\r\n";
    internal static readonly string BadOctets = "500 5.5.2 Command contains octets that SMTP does not allow\r\n";
    internal static readonly string LineTooLong = "500 5.5.2 D106 Line too long\r\n";
    internal static readonly string BadArgument = "501 5.5.4 Argument not understood\r\n";
    internal static readonly string ParameterUnknown = "555 5.5.4 Parameter not recognised\r\n";
    internal static readonly string HelloFirst = "503 5.5.1 EHLO first\r\n";
    internal static readonly string PathTooLong = "501 5.1.3 Address too long\r\n";
    internal static readonly string MailTwice = "503 5.5.1 A mail is already open; RSET ends it\r\n";
    internal static readonly string MailFirst = "503 5.5.1 MAIL first\r\n";
    internal static readonly string RecipientFirst = "503 5.5.1 RCPT first\r\n";
    internal static readonly string TooManyRecipients = "452 4.5.3 Too many recipients\r\n";
    internal static readonly string TooLarge = "552 5.3.4 D108 Mail larger than this relay or its provider takes\r\n";
    internal static readonly string TooManyWrong = "421 4.7.0 D112 Too many wrong commands\r\n";
    internal static readonly string TooSlow = "421 4.4.2 D102 Nothing heard for too long\r\n";
    internal static readonly string ShuttingDown = "421 4.3.2 Relay is stopping or needed elsewhere, try again\r\n";
    internal static readonly string Smuggling = "554 5.6.0 D107 Line ends in this mail could hide a second mail; refused\r\n";
    internal static readonly string BareLineFeeds = "554 5.6.0 D113 This mail has line feeds without carriage returns; refused\r\n";
    internal static readonly string MailLineTooLong = "554 5.6.0 D114 This mail has a line of more than 998 octets; refused\r\n";
    internal static readonly string NulInMail = "554 5.6.0 D115 This mail has a NUL in it; refused\r\n";
}
