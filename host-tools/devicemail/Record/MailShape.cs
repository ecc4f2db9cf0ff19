using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace DeviceMailAgent.Tool.Record;

/// <summary>
/// One mail's data without its meaning: the header fields with blanked values, and of the body a few lines of each kind, as x. It also tells
/// which quirks the mail has.
/// </summary>
internal sealed class MailShape(Blank blank, SortedSet<int> quirks)
{
    private const int LineMax = 998;
    private const int LongLineKept = 1100;
    private const int LineKept = 76;
    private const int OfEachKind = 2;

    private static readonly string[] AddressFields = ["from", "sender", "reply-to", "to", "cc", "bcc", "return-path", "errors-to"];
    private static readonly string[] Once = ["from", "sender", "subject", "date", "message-id", "to", "cc", "reply-to"];

    private readonly Dictionary<string, int> _kinds = [];
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly StringBuilder _out = new();
    private string _field = "";
    private bool _inBody;
    private string? _dropped;
    private bool _behindCrlf = true;

    /// <summary>True once CRLF.CRLF has been seen.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Takes a line with its line end, which may be LF alone or missing.</summary>
    /// <returns>What goes into the transcript; empty where the line is one of many like it.</returns>
    public string Take(string line)
    {
        _out.Clear();
        if (line == ".\r\n" && _behindCrlf)
        {
            HasEnded = true;
            return line;
        }
        string content = line.TrimEnd('\n');
        bool isBare = line.EndsWith('\n') && !line.EndsWith("\r\n", StringComparison.Ordinal);
        if (content.EndsWith('\r') && !isBare) content = content[..^1];
        Look(line, content, isBare);
        string end = line[content.Length..];
        if (_inBody) Body(content, end);
        else Header(content, end);
        _behindCrlf = line.EndsWith("\r\n", StringComparison.Ordinal);
        return _out.ToString();
    }

    /// <summary>The mail has ended: what its header section lacks can be told.</summary>
    /// <param name="reversePath">MAIL's argument.</param>
    /// <param name="recipients">RCPT's.</param>
    public void End(string reversePath, IReadOnlyList<string> recipients)
    {
        if (!_fields.ContainsKey("date")) quirks.Add(22);
        string from = Value("from");
        if (from.Length > 0 && from.Contains('@', StringComparison.Ordinal) && !from.Contains(reversePath, StringComparison.OrdinalIgnoreCase)) quirks.Add(19);
        string named = Value("to") + Value("cc");
        if (recipients.Any(recipient => !named.Contains(recipient, StringComparison.OrdinalIgnoreCase))) quirks.Add(24);
        int bracket = from.IndexOf('<', StringComparison.Ordinal);
        if (bracket > 0 && !from.Contains('"', StringComparison.Ordinal) && from[..bracket].Contains('@', StringComparison.Ordinal)) quirks.Add(20);
        if (Value("content-type").Contains("message/partial", StringComparison.OrdinalIgnoreCase)) quirks.Add(25);
    }

    private string Value(string field) => _fields.TryGetValue(field, out string? value) ? value : "";

    private void Look(string line, string content, bool isBare)
    {
        if (isBare) quirks.Add(31);
        if (content.Length > LineMax) quirks.Add(35);
        if (content.Contains('\0', StringComparison.Ordinal) || content.Contains('\r', StringComparison.Ordinal)) quirks.Add(36);
        if (line.EndsWith('\n') && content == "." && !_behindCrlf) quirks.Add(31);
    }

    private void Header(string content, string end)
    {
        if (content.Length == 0)
        {
            _inBody = true;
            _out.Append(end);
            return;
        }
        int colon = content.IndexOf(':', StringComparison.Ordinal);
        bool continues = _field.Length > 0 && content[0] is ' ' or '\t';
        if (!continues && (colon <= 0 || content[..colon].AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0))
        {
            // No field: the body has begun without an empty line.
            _inBody = true;
            Body(content, end);
            return;
        }
        if (!continues) Begin(content[..colon].ToLowerInvariant());
        string value = continues ? content : content[(colon + 1)..];
        _fields[_field] = Value(_field) + value;
        _out.Append(continues ? "" : content[..(colon + 1)]).Append(BlankValue(value)).Append(end);
    }

    private void Begin(string field)
    {
        _field = field;
        if (_fields.ContainsKey(field) && Once.Contains(field)) quirks.Add(21);
    }

    private string BlankValue(string value)
    {
        if (AddressFields.Contains(_field)) return blank.Addresses(value);
        if (_field == "date") return Blank.Date(value);
        if (_field is "mime-version" || _field.StartsWith("content-", StringComparison.Ordinal)) return Blank.ContentValue(value);
        return Blank.Words(value);
    }

    // A line that is dropped must not bring its neighbours together so that they mean something else: before a lone dot it stays.
    private void Body(string content, string end)
    {
        bool isLoneDot = content is "." or ".\0" or "\0." or ".\r" or "\r.";
        string shape = Shape(content) + end;
        string kind = $"{end}/{content.Length > LineMax}/{content.Length == 0}/{content.StartsWith('.')}/{content.StartsWith("..", StringComparison.Ordinal)}/"
            + $"{content.Contains('\0', StringComparison.Ordinal)}/{content.Contains('\r', StringComparison.Ordinal)}/{content.Any(octet => octet > '~')}";
        _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        if (isLoneDot && _dropped != null) _out.Append(_dropped);
        _dropped = null;
        if (isLoneDot || _kinds[kind] <= OfEachKind || !end.EndsWith('\n')) _out.Append(shape);
        else _dropped = shape;
    }

    private static string Shape(string content)
    {
        int kept = content.Length > LineMax ? Math.Min(content.Length, LongLineKept) : Math.Min(content.Length, LineKept);
        var shape = new StringBuilder();
        int dots = content.Length - content.TrimStart('.').Length;
        for (int i = 0; i < kept; i++) shape.Append(i < dots ? '.' : content[i] is '\0' or '\r' or ' ' ? content[i] : content[i] > '~' ? '\xe9' : 'x');
        // What makes the line what it is may stand behind what was kept.
        foreach (char odd in (char[])['\0', '\r'])
        {
            if (content.Contains(odd, StringComparison.Ordinal) && !shape.ToString().Contains(odd, StringComparison.Ordinal)) shape.Append(odd).Append('x');
        }
        return shape.ToString();
    }
}
