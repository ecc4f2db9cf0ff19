namespace DeviceMailAgent.Smtp;

/// <summary>What goes out of a header section: lines as they came, fields written anew, and those that were missing.</summary>
public sealed partial class HeaderFilter
{
    private static readonly byte[] Crlf = Ascii.Bytes("\r\n");

    // False: the field is empty, and was not put out.
    private bool PutAnew(int value)
    {
        bool hasMeaning = _name == HeaderField.Subject || _name == HeaderField.To || _name == HeaderField.Cc || _originators.Take(_field, value, _start - value);
        if (!hasMeaning) return false;
        int at = _out.Compose();
        int end = at;
        switch (_name)
        {
            case HeaderField.From: end = _originators.AppendFrom(_out.Room, at, _origin); break;
            case HeaderField.Sender: end = _originators.AppendSender(_out.Room, at, _origin); break;
            case HeaderField.ReplyTo: end = _originators.AppendRepaired(_out.Room, at, AddedFields.ReplyToName); break;
            default: break;
        }
        bool isAnew = end != at;
        bool isEncoded = isAnew ? _raw.Encode(_repair, false, _out.Room, at, end) : _raw.Encode(_repair, _name == HeaderField.Subject, _field, 0, _start);
        if (isAnew && !isEncoded) _out.Composed(end);
        else if (!isEncoded) Put(_field, 0, _start);
        if (isAnew || isEncoded) IsUnchanged = false;
        _hasPutOut = true;
        return true;
    }

    private void AddMissing()
    {
        if (!Has(HeaderField.Date))
        {
            if (_origin.UtcSeconds > 0) Added(AddedFields.AppendDate(_out.Room, _out.Compose(), _origin));
            else LacksTime = true;
        }
        if (!Has(HeaderField.From)) Added(_originators.AppendMissing(_out.Room, _out.Compose(), _origin, false));
        if (!Has(HeaderField.ReplyTo)) Added(_originators.AppendReplyTo(_out.Room, _out.Compose()));
        if (!Has(HeaderField.MessageId)) Added(AddedFields.AppendMessageId(_out.Room, _out.Compose(), _origin));
        bool isMime = Has(HeaderField.ContentType) || Has(HeaderField.ContentTransferEncoding);
        if (isMime && !Has(HeaderField.MimeVersion)) Added(AddedFields.AppendMimeVersion(_out.Room, _out.Compose()));
    }

    private void Added(int end)
    {
        if (end == _out.GatheredCount) return;
        _out.Composed(end);
        _hasPutOut = true;
        IsUnchanged = false;
    }

    private bool Has(HeaderField field)
    {
        return (_seen & (1 << (int)field)) != 0;
    }

    private void PutLine()
    {
        Put(_field, 0, _count);
        _count = 0;
    }

    private void Put(byte[] text, int offset, int count)
    {
        _out.Put(text, offset, count);
        _hasPutOut |= count > 0;
    }
}
