using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>TLS on the scanner's side, as each kind of listener offers it.</summary>
public sealed class ScannerTlsTests
{
    [Theory]
    [InlineData("starttls", SecureSocketOptions.StartTls)]
    [InlineData("implicit", SecureSocketOptions.SslOnConnect)]
    [InlineData("auto", SecureSocketOptions.StartTls)]
    [InlineData("auto", SecureSocketOptions.SslOnConnect)]
    [InlineData("auto", SecureSocketOptions.None)]
    public async Task MailKit_delivers(string tls, SecureSocketOptions options)
    {
        await using Bench bench = await Bench.Start(change: file => file.At("listen[0]")["tls"] = tls);
        ScanMail mail = ScanMail.Make(1_000_000, 6);
        // The agent makes its own certificate, as scanners neither check nor could.
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, _, _, _) => true, CheckCertificateRevocation = false };
        await client.ConnectAsync("127.0.0.1", bench.Agent.Port, options);
        Assert.Equal(options != SecureSocketOptions.None, client.IsSecure);
        await client.AuthenticateAsync(new SaslMechanismLogin(Scanners.User, Scanners.Password));
        MimeMessage message = await MimeMessage.LoadAsync(new MemoryStream(mail.Octets));
        await client.SendAsync(message, new MailboxAddress("", ScanMail.Sender), [new MailboxAddress("", mail.Recipient)]);
        await client.DisconnectAsync(true);
        bench.AssertArrived(mail);
    }

    [Theory]
    [InlineData("starttls", "smtp")]
    [InlineData("auto", "smtp")]
    [InlineData("implicit", "smtps")]
    [InlineData("auto", "smtps")]
    public async Task Curl_delivers(string tls, string scheme)
    {
        string curl = ChildProcess.Require("curl", "curl");
        await using Bench bench = await Bench.Start(change: file => file.At("listen[0]")["tls"] = tls);
        ScanMail mail = ScanMail.Make();
        using var folder = new Folder("scanner");
        await File.WriteAllBytesAsync(folder.File("mail.eml"), mail.Octets);
        List<string> arguments = Scanners.Curl("LOGIN", bench.Agent.Port, mail, folder.File("mail.eml"), scheme);
        (int code, string output, string errors) = await ChildProcess.Run(curl, [.. arguments, "--ssl-reqd", "--insecure"]);
        Assert.True(code == 0, $"{output}\n{errors}\n{bench.Log}");
        bench.AssertArrived(mail);
    }

    [Fact]
    public async Task What_was_said_before_TLS_is_forgotten()
    {
        await using Bench bench = await Bench.Start(change: file => file.At("listen[0]")["tls"] = "starttls");
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        // RFC 3207 5: a command smuggled behind STARTTLS must not be answered, in clear or under TLS.
        await scanner.Say("STARTTLS\r\nMAIL FROM:<scans@example.test>\r\n");
        Assert.Equal(220, (await scanner.Hear()).Code);
        HeardReply reply = await scanner.Hear();
        Assert.True(reply.Code is 0 or -1, reply.Text);
        await bench.AssertServes();
        Assert.Equal(1, bench.Sandbox.Counters.Mails);
    }
}
