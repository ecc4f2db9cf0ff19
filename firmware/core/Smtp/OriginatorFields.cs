using System;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// From, Sender and Reply-To of one mail (RFC 5322 3.6.2): puts malformed ones right, writes the account's sender into the first
/// two where it is to stand there, and keeps the scanner's address for Reply-To.
/// </summary>
internal sealed class OriginatorFields
{
    private readonly byte[] _value;
    private readonly byte[] _replyTo = new byte[Limits.Path];
    private readonly Mailbox _mailbox = new Mailbox();
    private int _valueCount;
    private int _replyToCount;

    /// <summary>Allocates its buffer but one.</summary>
    /// <param name="value">Its first <see cref="Limits.HeaderField"/> octets are room for a field's value; another's between <c>Append…</c> and the next <see cref="Take"/>.</param>
    internal OriginatorFields(byte[] value)
    {
        _value = value;
    }

    /// <summary>Begins a mail.</summary>
    internal void Begin()
    {
        _replyToCount = 0;
    }

    /// <summary>
    /// Takes a field's value, folded as it came. True: there is something in it.
    /// </summary>
    internal bool Take(byte[] field, int offset, int count)
    {
        Unfold(field, offset, count);
        _mailbox.Read(_value, 0, _valueCount);
        return _mailbox.NameCount > 0 || _mailbox.AddressCount > 0;
    }

    /// <summary>Writes From anew, if it must be.</summary>
    /// <returns>The offset behind it; <paramref name="at"/>: it may go on as it came.</returns>
    internal int AppendFrom(byte[] buffer, int at, MailOrigin origin)
    {
        if (origin.ReplacesSender)
        {
            bool differs = Differs(origin);
            if (differs) KeepForReplyTo();
            if (origin.ReplacesAlways) return Append(buffer, at, AddedFields.FromName, origin.Sender, 0, origin.Sender.Length, false);
            if (differs) return Append(buffer, at, AddedFields.FromName, origin.Sender, 0, origin.Sender.Length, !_mailbox.IsList);
        }
        return _mailbox.AddressCount > 0 ? AppendRepaired(buffer, at, AddedFields.FromName) : AppendMissing(buffer, at, origin, true);
    }

    /// <summary>Writes Sender anew, if it must be.</summary>
    /// <returns>The offset behind it; <paramref name="at"/>: it may go on as it came.</returns>
    internal int AppendSender(byte[] buffer, int at, MailOrigin origin)
    {
        bool replaces = origin.ReplacesSender && (origin.ReplacesAlways || Differs(origin));
        if (!replaces) return AppendRepaired(buffer, at, AddedFields.SenderName);
        return Append(buffer, at, AddedFields.SenderName, origin.Sender, 0, origin.Sender.Length, !origin.ReplacesAlways && !_mailbox.IsList);
    }

    /// <summary>Writes the mailbox anew where it was malformed.</summary>
    /// <returns>The offset behind it; <paramref name="at"/>: it may go on as it came.</returns>
    internal int AppendRepaired(byte[] buffer, int at, byte[] name)
    {
        if (!_mailbox.IsMalformed || _mailbox.NameCount > Limits.DisplayName || !IsSound()) return at;
        return Append(buffer, at, name, _value, _mailbox.AddressOffset, _mailbox.AddressCount, true);
    }

    /// <summary>Writes the From of a mail that has none, or only a name.</summary>
    /// <returns>The offset behind it; <paramref name="at"/>: no address is known.</returns>
    internal int AppendMissing(byte[] buffer, int at, MailOrigin origin, bool withName)
    {
        byte[] address = origin.ReversePath;
        int count = origin.ReversePathCount;
        if (origin.ReplacesSender || !HasSign(address, count))
        {
            address = HasSign(origin.Sender, origin.Sender.Length) ? origin.Sender : origin.User;
            count = address.Length;
        }
        if (!HasSign(address, count) || count > Limits.Path) return at;
        return Append(buffer, at, AddedFields.FromName, address, 0, count, withName);
    }

    /// <summary>Writes Reply-To with the address that was replaced.</summary>
    /// <returns>The offset behind it; <paramref name="at"/>: none was.</returns>
    internal int AppendReplyTo(byte[] buffer, int at)
    {
        if (_replyToCount == 0) return at;
        return AddedFields.AppendMailbox(buffer, at, AddedFields.ReplyToName, _replyTo, 0, 0, false, _replyTo, 0, _replyToCount);
    }

    private int Append(byte[] buffer, int at, byte[] field, byte[] address, int offset, int count, bool withName)
    {
        int nameCount = withName && _mailbox.NameCount <= Limits.DisplayName ? _mailbox.NameCount : 0;
        return AddedFields.AppendMailbox(buffer, at, field, _value, _mailbox.NameOffset, nameCount, _mailbox.NameNeedsQuotes, address, offset, count);
    }

    private bool Differs(MailOrigin origin)
    {
        return _mailbox.IsList || !Ascii.EqualsIgnoreCase(_value, _mailbox.AddressOffset, _mailbox.AddressCount, origin.Sender);
    }

    private void KeepForReplyTo()
    {
        _replyToCount = 0;
        if (!IsSound()) return;
        _replyToCount = _mailbox.AddressCount;
        Array.Copy(_value, _mailbox.AddressOffset, _replyTo, 0, _replyToCount);
    }

    // An address that can be written between angle brackets and answered to.
    private bool IsSound()
    {
        int count = _mailbox.AddressCount;
        if (count > Limits.Path - 2) return false;
        bool hasSign = false;
        for (int i = _mailbox.AddressOffset; i < _mailbox.AddressOffset + count; i++)
        {
            byte octet = _value[i];
            if (octet <= Ascii.SP || octet > 126 || octet == (byte)'<' || octet == (byte)'>') return false;
            hasSign |= octet == (byte)'@';
        }
        return hasSign;
    }

    private static bool HasSign(byte[] address, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (address[i] == (byte)'@') return true;
        }
        return false;
    }

    // RFC 5322 2.2.3: the line ends of a fold go, its white space stays. A dot that was stuffed goes too (RFC 5321 4.5.2).
    private void Unfold(byte[] field, int offset, int count)
    {
        _valueCount = 0;
        bool beginsLine = false;
        for (int i = offset; i < offset + count; i++)
        {
            byte octet = field[i];
            bool isStuffed = beginsLine && octet == (byte)'.';
            beginsLine = octet == Ascii.LF;
            if (octet != Ascii.CR && octet != Ascii.LF && !isStuffed) _value[_valueCount++] = octet;
        }
    }
}
