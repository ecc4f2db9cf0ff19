using System;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Fuzz.Targets;

/// <summary>A provider's replies, line after line; and how they are passed on to the scanner.</summary>
internal sealed class ReplyTarget : IFuzzTarget
{
    private const string Mechanism = "XOAUTH2";

    private readonly Reply _reply = new();
    private readonly Reply _copy = new();
    private readonly Capabilities _capabilities = new();
    private readonly byte[] _line = new byte[Limits.ReplyText + 64];

    public string Name => "reply";

    public int OctetsMax => 3000;

    public string[] Words =>
    [
        "250 ", "250-", "220 ", "334 ", "354 ", "421 ", "432 ", "535 ", "550 ", "552 ", "\r\n", "\n", "4.3.2 ", "5.7.139 ", "5.7.8 ", "2.0.0 ", "5.7.", "STARTTLS", "AUTH LOGIN XOAUTH2", "AUTH=XOAUTH2",
        "SIZE 36700160", "SIZE", "PIPELINING", "8BITMIME", "CHUNKING", "SMTPUTF8", "ENHANCEDSTATUSCODES", "SmtpClientAuthentication is disabled for the Mailbox", "SendAsDenied",
    ];

    public void Run(byte[] input)
    {
        _reply.Clear();
        _capabilities.Clear();
        for (int at = 0; at <= input.Length;)
        {
            int end = Array.IndexOf(input, (byte)'\n', at);
            if (end < 0) end = input.Length;
            ReplyStatus status = _reply.Line(input, at, end - at);
            if (status != ReplyStatus.Malformed && end - at > 4) _capabilities.Line(input, at + 4, end - at - 4, Mechanism);
            if (status == ReplyStatus.Complete) Check();
            at = end + 1;
        }
    }

    private void Check()
    {
        if (_reply.Code is < 200 or > 599) throw new InvalidOperationException($"A reply's code is {_reply.Code}.");
        if (_reply.TextCount > _reply.Text.Length) throw new InvalidOperationException("The text is longer than its room.");
        int count = _reply.AppendTo(_line, 0, 999);
        string passedOn = Octets.Text(_line, 0, count);
        if (!passedOn.EndsWith("\r\n", StringComparison.Ordinal)) throw new InvalidOperationException("The reply has no end.");
        // A reply that holds a line end or a control would be two to the scanner, or garbage on its panel.
        foreach (char octet in passedOn[..^2])
        {
            if (octet is < ' ' or > '~') throw new InvalidOperationException("The scanner is told: " + Octets.Show(passedOn));
        }

        if (!passedOn.StartsWith(_reply.Code.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)) throw new InvalidOperationException(passedOn);
        _copy.CopyFrom(_reply);
        if (_copy.AppendTo(_line, 0, 999) != count || Octets.Text(_line, 0, count) != passedOn) throw new InvalidOperationException("The copy differs.");
        Diagnosis[] all =
        [
            Refusal.OfOpening(_reply, Diagnosis.ConnectionRefused), Refusal.OfLogin(_reply), Refusal.OfSender(_reply), Refusal.OfRecipient(_reply), Refusal.OfMail(_reply),
        ];
        foreach (Diagnosis diagnosis in all)
        {
            if (!Enum.IsDefined(diagnosis)) throw new InvalidOperationException($"No diagnosis has the number {diagnosis}.");
        }
    }
}
