using System.Collections.Generic;
using System.Text;
using System.Text.RegularExpressions;
using DeviceMailAgent.Tool.Diagnoses;

namespace DeviceMailAgent.Tool.Support;

/// <summary>
/// The bundle's text. Every line goes through <see cref="Redaction"/>, whoever wrote it; without addresses each mail and network address
/// becomes a number of its own, so that what belongs together can still be seen.
/// </summary>
/// <param name="withAddresses">False: addresses are replaced.</param>
internal sealed partial class BundleText(bool withAddresses)
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _replaced = [];
    private bool _isInKey;

    public override string ToString() => _text.ToString();

    /// <summary>A section begins.</summary>
    public void Section(string title)
    {
        _text.Append('\n').Append("== ").Append(title).Append(" ==\n");
        _isInKey = false;
    }

    /// <summary>One line, or several.</summary>
    public void Line(string text)
    {
        foreach (string line in text.Split('\n')) Add(line.TrimEnd('\r'));
    }

    private void Add(string line)
    {
        // A key in PEM is told from its lines, which one by one need not look like a secret.
        bool begins = line.Contains("PRIVATE KEY-----", System.StringComparison.Ordinal) && line.Contains("-----BEGIN", System.StringComparison.Ordinal);
        bool ends = line.Contains("-----END", System.StringComparison.Ordinal);
        if (begins) _isInKey = true;
        string clean = _isInKey ? "[removed]" : Redaction.Clean(line);
        if (ends) _isInKey = false;
        _text.Append(withAddresses ? clean : WithoutAddresses(clean)).Append('\n');
    }

    private string WithoutAddresses(string line)
    {
        line = MailAddress().Replace(line, match => Replaced("mail", match.Value));
        line = Ipv4().Replace(line, match => match.Value is "0.0.0.0" or "127.0.0.1" ? match.Value : Replaced("ip", match.Value));
        return Ipv6().Replace(line, match => match.Value.Length < 5 || match.Value == "::1" || !System.Net.IPAddress.TryParse(match.Value, out _) ? match.Value : Replaced("ip", match.Value));
    }

    private string Replaced(string kind, string value)
    {
        if (_replaced.TryGetValue(value, out string? name)) return name;
        name = $"[{kind}-{_replaced.Count + 1}]";
        return _replaced[value] = name;
    }

    [GeneratedRegex(@"[A-Za-z0-9._%+'!#$&*/=?^`{|}~-]+@[A-Za-z0-9.-]+[A-Za-z0-9]")]
    private static partial Regex MailAddress();

    [GeneratedRegex(@"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w]|\.[0-9])")]
    private static partial Regex Ipv4();

    // Times (12:34:56) have the shape, too; only what can be read as an address is one.
    [GeneratedRegex(@"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:.])")]
    private static partial Regex Ipv6();
}
