using System;
using DeviceMailAgent.Core.Tests.Support;

namespace DeviceMailAgent.Fuzz.Targets;

/// <summary>A whole relay, a scanner that sends one mail as it should, and a provider that answers anything. Replies are parted by octet 255, in the order of the dialogue.</summary>
internal sealed class ProviderTarget : IFuzzTarget
{
    private static readonly string[] Steps = ["greeting", "EHLO", "STARTTLS", "AUTH", "token", "MAIL", "RCPT", "DATA", ".", "EHLO", "RSET", "AUTH", "token", "MAIL"];

    public string Name => "provider";

    public int OctetsMax => 2000;

    public string[] Words =>
    [
        "\u00ff", "220 x", "250 x", "250-STARTTLS", "250-AUTH XOAUTH2", "250 AUTH XOAUTH2", "334 ", "334 eyJzdGF0dXMiOiI0MDAifQ==", "235 2.7.0 ok", "354 go", "421 4.3.2 later", "432 4.3.2 slow",
        "535 5.7.3 no", "535 5.7.8 no", "535 5.7.139 no", "550 5.1.1 who", "552 5.3.4 big", "554 5.2.252 SendAsDenied", "|", "close", "silence", "250-", "5", "9", "-", " ", "\r", "\n", "4.5.6 ",
    ];

    // A provider that answers one command twice, or takes for data what is none, cannot be understood by anybody.
    private static bool IsOneReply(string reply, string step)
    {
        string[] lines = reply.Split('|', '\n');
        for (int line = 0; line + 1 < lines.Length; line++)
        {
            if (lines[line].Length < 4 || lines[line][3] != '-') return false;
        }

        return step == "DATA" || !reply.Contains("354", StringComparison.Ordinal);
    }

    public void Run(byte[] input)
    {
        var rig = new Rig();
        string[] replies = Octets.Text(input).Split('\u00ff');
        for (int step = 0; step < replies.Length && step < Steps.Length; step++)
        {
            if (replies[step].Length > 0 && IsOneReply(replies[step], Steps[step])) rig.Provider.Answers(Steps[step], replies[step]);
        }

        rig.Scanner.Says("EHLO scanner").SaysMail().SaysMail().Says("QUIT");
        rig.Run();
        foreach (string reply in rig.Scanner.Replies)
        {
            foreach (char octet in reply)
            {
                if (octet is < ' ' or > '~') throw new InvalidOperationException("The scanner was told: " + Octets.Show(reply));
            }
        }

        // What a provider was sent is the mail as it came, once at most for each time that the scanner sent it.
        if (rig.Provider.Mails.Count > 2) throw new InvalidOperationException($"Two mails became {rig.Provider.Mails.Count}.");
        foreach (string mail in rig.Provider.Mails)
        {
            if (mail != "Subject: scan\r\n\r\npage\r\n.\r\n") throw new InvalidOperationException("The provider has " + Octets.Show(mail));
        }
    }
}
