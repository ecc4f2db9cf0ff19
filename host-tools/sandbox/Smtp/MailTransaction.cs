using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using DeviceMailAgent.Sandbox.Faults;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>The commands of a mail transaction (RFC 5321 3.3), with BDAT (RFC 3030).</summary>
/// <param name="provider">What the connections share.</param>
/// <param name="wire">The connection.</param>
/// <param name="replies">The provider's words.</param>
/// <param name="connection">The connection's number.</param>
/// <param name="reply">Sends a reply that belongs to a stage.</param>
internal sealed class MailTransaction(Provider provider, Wire wire, Replies replies, int connection, Action<FaultStage, string> reply) : IDisposable
{
    private const string OutOfOrder = "503 5.5.1 Bad sequence of commands";

    private readonly List<string> _recipients = [];
    private string _sender = "";
    private bool _isBinary, _isUtf8;
    private MailSink? _chunks;
    private int _chunkedMail;

    /// <summary>MAIL was taken and no mail, RSET or EHLO has ended it.</summary>
    public bool IsOpen { get; private set; }

    public void Reset()
    {
        IsOpen = _isBinary = _isUtf8 = false;
        _recipients.Clear();
        _chunks?.Dispose();
        _chunks = null;
    }

    public void Dispose() => Reset();

    public void Mail(string argument)
    {
        if (IsOpen)
        {
            reply(FaultStage.Mail, OutOfOrder);
            return;
        }

        PathArgument? path = PathArgument.Parse(argument, "FROM:");
        string? refusal = path is null ? "501 5.1.7 MAIL needs FROM:<address>" : MailRefusal(path);
        refusal ??= FaultAt(FaultStage.Mail, path!.Address);
        if (refusal is null)
        {
            IsOpen = true;
            _sender = path!.Address;
            _isBinary = path.Parameters.GetValueOrDefault("BODY", "").Equals("BINARYMIME", StringComparison.OrdinalIgnoreCase);
            _isUtf8 = path.Parameters.ContainsKey("SMTPUTF8");
        }

        reply(FaultStage.Mail, refusal ?? replies.SenderOk);
    }

    public void Rcpt(string argument)
    {
        if (!IsOpen || _chunks is not null)
        {
            reply(FaultStage.Rcpt, OutOfOrder);
            return;
        }

        PathArgument? path = PathArgument.Parse(argument, "TO:");
        string? refusal = path is null || path.Address.Length == 0 ? "501 5.1.3 RCPT needs TO:<address>" : null;
        refusal ??= Unknown(path!, "NOTIFY", "ORCPT") ?? NeedsUtf8(path!.Address, _isUtf8);
        refusal ??= FaultAt(FaultStage.Rcpt, _sender, path!.Address);
        if (refusal is null) _recipients.Add(path!.Address);
        reply(FaultStage.Rcpt, refusal ?? replies.RecipientOk);
    }

    public void Data()
    {
        string? refusal = !IsOpen || _recipients.Count == 0 || _chunks is not null || _isBinary ? OutOfOrder : FaultAt(FaultStage.Data, _sender);
        if (refusal is not null)
        {
            reply(FaultStage.Data, refusal);
            return;
        }

        reply(FaultStage.Data, replies.StartMailInput);
        int mail = provider.NextMail();
        using (MailSink sink = NewSink(mail))
        {
            if (new MailData(wire, sink, new ContentFaults(provider.Faults, provider.Stopping)).ReceiveUntilDot()) End(sink, mail);
            else provider.Journal.Note("mail", $"#{connection} cut off after {sink.WireOctets} octets");
        }

        Reset();
    }

    /// <summary>Takes a chunk. False: where the next command begins is not known any more, the connection has to end.</summary>
    public bool Bdat(string argument)
    {
        string[] words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool isLast = words.Length == 2 && words[1].Equals("LAST", StringComparison.OrdinalIgnoreCase);
        if (words.Length is < 1 or > 2 || (words.Length == 2 && !isLast)
            || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long octets))
        {
            reply(FaultStage.Data, "501 5.5.4 BDAT needs a number of octets");
            return false;
        }

        string? refusal = !IsOpen || _recipients.Count == 0 ? OutOfOrder : FaultAt(FaultStage.Data, _sender);
        if (refusal is null && _chunks is null) _chunks = NewSink(_chunkedMail = provider.NextMail());

        // RFC 3030 2: the octets of a refused chunk come all the same.
        using MailSink dropped = new(KeepMode.None, "", long.MaxValue);
        if (!new MailData(wire, refusal is null ? _chunks! : dropped, new ContentFaults(provider.Faults, provider.Stopping)).ReceiveChunk(octets)) return false;
        if (refusal is not null)
        {
            reply(FaultStage.Data, refusal);
            Reset();
        }
        else if (isLast)
        {
            End(_chunks!, _chunkedMail);
            Reset();
        }
        else
        {
            reply(FaultStage.Data, $"250 2.6.0 CHUNK received OK, {octets} octets");
        }

        return true;
    }

    private MailSink NewSink(int mail) => new(provider.Options.Keep, provider.MailPath(mail), provider.SizeMax);

    private void End(MailSink sink, int mail)
    {
        string? refusal = sink.IsTooLarge ? replies.TooLarge : FaultAt(FaultStage.End, _sender);
        if (refusal is null && provider.Options.SenderMustMatch && !_sender.Equals(provider.User, StringComparison.OrdinalIgnoreCase))
            refusal = replies.Fill(FaultTable.ByName("send-as-denied").Reply!, _sender);
        if (refusal is null) Keep(sink, mail);
        if (refusal is null && provider.Faults.Take("reset-after-dot") is not null) wire.Reset();
        else reply(FaultStage.End, refusal ?? replies.Accepted(mail));
    }

    private void Keep(MailSink sink, int mail)
    {
        if (provider.Options.Keep == KeepMode.None)
        {
            provider.Journal.Counted(sink.WireOctets);
            return;
        }

        (string wireSha256, string sha256) = sink.Keep();
        string? file = provider.Options.Keep == KeepMode.Files ? provider.MailPath(mail) : null;
        provider.Journal.Received(new ReceivedMail(DateTimeOffset.Now, connection, _sender, [.. _recipients], sink.Octets, sha256,
            sink.WireOctets, wireSha256, file));
    }

    private string? MailRefusal(PathArgument path)
    {
        if (Unknown(path, "SIZE", "BODY", "SMTPUTF8", "AUTH", "RET", "ENVID") is { } unknown) return unknown;
        if (NeedsUtf8(path.Address, path.Parameters.ContainsKey("SMTPUTF8")) is { } needs) return needs;
        if (path.Parameters.TryGetValue("SIZE", out string? size))
        {
            if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long octets)) return "501 5.5.4 SIZE needs a number of octets";
            if (octets > provider.SizeMax) return replies.TooLarge;
        }

        string body = path.Parameters.GetValueOrDefault("BODY", "7BIT").ToUpperInvariant();
        bool known = body is "7BIT" or "8BITMIME" || (body == "BINARYMIME" && provider.Profile.Extensions.Contains("BINARYMIME"));
        return known ? null : "501 5.5.4 This BODY is not offered";
    }

    // RFC 5321 4.1.1.11: 555 for parameters that are not recognized. Those of DSN (RFC 3461) are only where DSN was offered.
    private string? Unknown(PathArgument path, params string[] known)
    {
        bool hasDsn = provider.Profile.Extensions.Contains("DSN");
        string? unknown = path.Parameters.Keys.FirstOrDefault(keyword =>
            !known.Contains(keyword) || (!hasDsn && keyword is "RET" or "ENVID" or "NOTIFY" or "ORCPT"));
        return unknown is null ? null : $"555 5.5.4 The parameter {unknown} is not known";
    }

    private static string? NeedsUtf8(string address, bool isUtf8) =>
        isUtf8 || Ascii.IsValid(address) ? null : "553 5.6.7 An address with octets above 127 needs SMTPUTF8";

    private string? FaultAt(FaultStage stage, string sender, string recipient = "") =>
        provider.Faults.TakeReply(stage, recipient) is { } template ? replies.Fill(template, sender, recipient) : null;
}
