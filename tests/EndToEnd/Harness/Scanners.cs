using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>What a client came to: <see cref="Delivered"/>, and everything that it said for a failed assertion.</summary>
internal sealed record ScannerOutcome(bool Delivered, string Said);

/// <summary>SMTP clients that we did not write, in the scanner's place. Each brings the mail's octets across as they are.</summary>
internal static class Scanners
{
    public const string User = "scanner";
    public const string Password = "fake-password-1";

    public static readonly string[] Names = ["mailkit", "swaks", "curl", "smtplib", "msmtp"];

    /// <param name="scanner">One of <see cref="Names"/>.</param>
    /// <param name="login">LOGIN, PLAIN or empty for none.</param>
    /// <param name="port">The agent's port on the loopback.</param>
    /// <param name="mail">What is sent.</param>
    public static async Task<ScannerOutcome> Send(string scanner, string login, int port, ScanMail mail)
    {
        using var folder = new Folder("scanner");
        string file = folder.File("mail.eml");
        // swaks ends the data with a CRLF of its own.
        await File.WriteAllBytesAsync(file, scanner == "swaks" ? mail.Octets[..^2] : mail.Octets);
        return scanner switch
        {
            "mailkit" => await WithMailKit(login, port, mail),
            "swaks" => await Run("swaks", "swaks", Swaks(login, port, mail, file)),
            "curl" => await Run("curl", "curl", Curl(login, port, mail, file)),
            "smtplib" => await Run("/usr/bin/python3", "python3",
                ["-c", SmtpLib, port.ToString(), ScanMail.Sender, mail.Recipient, file, login, User, Password]),
            "msmtp" => await Run("msmtp", "msmtp", Msmtp(login, port, mail, folder), mail.Octets),
            _ => throw new ArgumentException(scanner),
        };
    }

    // A script of ours, but the client is Python's: its login methods are called by name so that the mechanism is the wanted one.
    private const string SmtpLib = """
        import smtplib, sys
        port, sender, recipient, path, login, user, password = sys.argv[1:]
        with smtplib.SMTP("127.0.0.1", int(port), timeout=30) as smtp:
            smtp.ehlo()
            if login:
                smtp.user, smtp.password = user, password
                smtp.auth(login, getattr(smtp, "auth_" + login.lower()))
            smtp.sendmail(sender, [recipient], open(path, "rb").read())
        """;

    private static async Task<ScannerOutcome> WithMailKit(string login, int port, ScanMail mail)
    {
        var said = new MemoryStream();
        using var client = new SmtpClient(new ProtocolLogger(said, leaveOpen: true)) { Timeout = 30_000 };
        try
        {
            await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None);
            if (login.Length > 0)
            {
                SaslMechanism mechanism = login == "PLAIN" ? new SaslMechanismPlain(User, Password) : new SaslMechanismLogin(User, Password);
                await client.AuthenticateAsync(mechanism);
            }
            MimeMessage message = await MimeMessage.LoadAsync(new MemoryStream(mail.Octets));
            await client.SendAsync(message, new MailboxAddress("", ScanMail.Sender), [new MailboxAddress("", mail.Recipient)]);
            await client.DisconnectAsync(true);
            return new ScannerOutcome(true, "");
        }
        catch (Exception exception) when (exception is CommandException or ProtocolException or IOException or AuthenticationException)
        {
            return new ScannerOutcome(false, exception.Message);
        }
    }

    private static List<string> Swaks(string login, int port, ScanMail mail, string file)
    {
        List<string> arguments =
        [
            "--server", "127.0.0.1", "--port", port.ToString(), "--from", ScanMail.Sender, "--to", mail.Recipient,
            "--data", "@" + file, "--helo", "scanner.test", "--timeout", "30", "--suppress-data",
        ];
        if (login.Length > 0) arguments.AddRange(["--auth", login, "--auth-user", User, "--auth-password", Password]);
        return arguments;
    }

    /// <summary>The arguments for curl.</summary>
    public static List<string> Curl(string login, int port, ScanMail mail, string file, string scheme = "smtp")
    {
        List<string> arguments =
        [
            "--silent", "--show-error", "--verbose", "--max-time", "30", "--url", $"{scheme}://127.0.0.1:{port}/scanner.test",
            "--mail-from", ScanMail.Sender, "--mail-rcpt", mail.Recipient, "--upload-file", file,
        ];
        if (login.Length > 0) arguments.AddRange(["--user", $"{User}:{Password}", "--login-options", $"AUTH={login}"]);
        return arguments;
    }

    private static List<string> Msmtp(string login, int port, ScanMail mail, Folder folder)
    {
        string configuration = folder.Write("msmtprc", $"""
            account default
            host 127.0.0.1
            port {port}
            domain scanner.test
            timeout 30
            from {ScanMail.Sender}
            auth {(login.Length > 0 ? login.ToLowerInvariant() : "off")}
            tls off
            {(login.Length > 0 ? $"user {User}\npassword {Password}" : "")}
            """);
        File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // The mail has all its headers; msmtp must add or take away none.
        return ["--file=" + configuration, "--set-from-header=off", "--set-date-header=off", "--remove-bcc-headers=off", "--", mail.Recipient];
    }

    private static async Task<ScannerOutcome> Run(string program, string package, IEnumerable<string> arguments, byte[]? input = null)
    {
        string path = ChildProcess.Require(program, package);
        (int code, string output, string errors) = await ChildProcess.Run(path, arguments.ToArray(), input);
        return new ScannerOutcome(code == 0, $"exit code {code}\n{output}\n{errors}");
    }
}
