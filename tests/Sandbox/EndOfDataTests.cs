using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.Smtp;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>CRLF.CRLF ends a mail and nothing else does; what is kept is the mail with its dots unstuffed (RFC 5321 4.1.1.4, 4.5.2).</summary>
public sealed class EndOfDataTests
{
    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r.\r")]
    [InlineData("\r.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r\n.\r")]
    [InlineData("\r\n.\r\r\n")]
    [InlineData("\r\n\0.\r\n")]
    public async Task What_only_looks_like_the_end_is_part_of_the_mail(string lookalike)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        string text = $"Subject: x\r\n\r\nbefore{lookalike}MAIL FROM:<smuggled@fabrikam.example>\r\n";
        Assert.StartsWith("250 2.0.0 OK", client.Mail(text));
        Assert.Equal(Unstuffed(text), await File.ReadAllTextAsync(Assert.Single(sandbox.Mails).File!, Encoding.Latin1));
        Assert.DoesNotContain(sandbox.CommandLines, command => command.Line.Contains("smuggled"));
    }

    [Fact]
    public async Task Every_short_mail_over_dot_CR_LF_a_is_kept_as_a_slow_reference_says()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Keep = KeepMode.Digests });
        using RawClient client = RawClient.LoggedIn(sandbox);
        int sent = 0;
        foreach (string text in Strings(".\r\na", 5).Where(text => (text + "\r\n.\r\n").StartsWith(".\r\n") == false
            && ("\r\n" + text + "\r\n.\r\n").IndexOf("\r\n.\r\n", StringComparison.Ordinal) == text.Length + 2))
        {
            Assert.StartsWith("250 2.0.0 OK", client.Mail(text + "\r\n"));
            sent++;
            ReceivedMail mail = sandbox.Mails[^1];
            Assert.Equal(Digest(Unstuffed(text + "\r\n")), mail.Sha256);
            Assert.Equal(Digest(text + "\r\n"), mail.WireSha256);
        }

        Assert.True(sent > 1000, $"only {sent} of 1365 strings have their end where it was put");
    }

    [Fact]
    public void Dots_are_unstuffed_alike_however_the_octets_are_cut()
    {
        foreach (string text in Strings(".\r\na", 6))
        {
            string expected = Digest(Unstuffed(text));
            for (int cuts = 0; cuts < 1 << Math.Max(0, text.Length - 1); cuts++)
            {
                using var sink = new MailSink(KeepMode.Digests, "", long.MaxValue);
                int start = 0;
                for (int i = 0; i < text.Length; i++)
                {
                    if (i + 1 < text.Length && (cuts & (1 << i)) == 0) continue;
                    sink.WriteStuffed(Encoding.ASCII.GetBytes(text[start..(i + 1)]));
                    start = i + 1;
                }

                Assert.Equal(expected, sink.Keep().Content);
            }
        }
    }

    [Fact]
    public async Task An_empty_mail_ends_with_the_dot_behind_DATA()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("250 2.0.0 OK", client.Mail(""));
        Assert.Equal(0, Assert.Single(sandbox.Mails).Octets);
    }

    [Fact]
    public async Task A_mail_that_comes_octet_by_octet_is_the_same()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        client.StartMail();
        foreach (char octet in "a: b\r\n\r\n..\r\n...c\r\n.\r\n") client.Write([(byte)octet]);
        Assert.StartsWith("250 2.0.0 OK", client.Reply());
        Assert.Equal("a: b\r\n\r\n.\r\n..c\r\n", await File.ReadAllTextAsync(Assert.Single(sandbox.Mails).File!));
    }

    [Fact]
    public async Task A_mail_that_is_cut_off_leaves_no_file()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using (RawClient client = RawClient.LoggedIn(sandbox))
        {
            client.StartMail();
            client.Write("Subject: half\r\n\r\nno end\r\n.");
        }

        using RawClient next = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("250", next.Mail());
        Assert.Single(sandbox.Mails);
        Assert.True(System.Threading.SpinWait.SpinUntil(() => Directory.GetFiles(sandbox.MailFolder, "*.eml").Length == 1, 5000));
    }

    private static IEnumerable<string> Strings(string alphabet, int lengthMax)
    {
        IEnumerable<string> ofLength = [""];
        for (int length = 0; length <= lengthMax; length++)
        {
            foreach (string text in ofLength) yield return text;
            ofLength = ofLength.SelectMany(text => alphabet.Select(next => text + next)).ToList();
        }
    }

    // Line by line, as the RFC tells it.
    private static string Unstuffed(string text) =>
        string.Join("\r\n", text.Split("\r\n").Select(line => line.StartsWith('.') ? line[1..] : line));

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(text)));
}
