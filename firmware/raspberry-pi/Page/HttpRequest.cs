using System;
using System.Globalization;
using System.Net;
using System.Text;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>
/// The head of one HTTP/1.1 request (RFC 9112), read as strictly as the RFC allows: nothing here has to get along with odd clients, and
/// every connection carries one request only.
/// </summary>
internal sealed class HttpRequest
{
    private int _hosts;
    private bool _hasBody;

    public bool IsHead { get; private set; }

    /// <summary>The target's path as it came, without the query.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The query's <c>lang</c>; empty: there is none.</summary>
    public string Language { get; private set; } = "";

    public string AcceptLanguage { get; private set; } = "";

    public string Accept { get; private set; } = "";

    public string Host { get; private set; } = "";

    /// <summary>Reads a head that ends with its empty line.</summary>
    /// <returns>200, or the status of the refusal.</returns>
    public static int Parse(ReadOnlySpan<byte> head, out HttpRequest request)
    {
        request = new HttpRequest();
        // RFC 9110 5.5: control octets are dangerous, and octets above ASCII have no use in what is read here.
        foreach (byte octet in head)
        {
            if (octet is < 32 and not ((byte)'\r' or (byte)'\n' or (byte)'\t') or 127) return 400;
        }
        string text = Encoding.Latin1.GetString(head);
        string[] lines = text.Split("\r\n");
        int status = request.Line(lines[0]);
        for (int i = 1; i < lines.Length - 2 && status == 200; i++) status = request.Field(lines[i]);
        // A line feed or carriage return by itself: another reader might see another request (RFC 9112 2.2).
        foreach (string line in lines) if (line.AsSpan().ContainsAny('\r', '\n')) return 400;
        if (status != 200) return status;
        return request._hosts is not (1 or -1) || request._hasBody ? 400 : 200;
    }

    /// <summary>
    /// True if the Host field names this device: an address, localhost, its name, or its name in .local. A page elsewhere whose own name is made to
    /// point at this address (DNS rebinding) would otherwise read the status through the browser of someone who is allowed to.
    /// </summary>
    public bool IsFor(string name)
    {
        int bracket = Host.LastIndexOf(']');
        int colon = Host.LastIndexOf(':');
        string host = colon > bracket ? Host[..colon] : Host;
        if (host.StartsWith('[')) return host.EndsWith(']') && IPAddress.TryParse(host[1..^1], out _);
        return IPAddress.TryParse(host, out _) || Is(host, "localhost") || Is(host, name) || Is(host, name + ".local");
    }

    /// <summary>True if the reader likes Japanese better than English: <c>?lang=</c>, else Accept-Language (RFC 9110 12.5.4).</summary>
    public bool WantsJapanese()
    {
        if (Language.Length > 0) return Language == "ja";
        double japanese = 0;
        double english = 0;
        foreach (string item in AcceptLanguage.Split(','))
        {
            string[] parts = item.Split(';', StringSplitOptions.TrimEntries);
            double weight = 1;
            if (parts.Length > 1 && parts[1].StartsWith("q=", StringComparison.OrdinalIgnoreCase) && !double.TryParse(parts[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight)) weight = 0;
            if (IsLanguage(parts[0], "ja")) japanese = Math.Max(japanese, weight);
            else if (IsLanguage(parts[0], "en")) english = Math.Max(english, weight);
        }
        return japanese > english;
    }

    private static bool IsLanguage(string tag, string language)
    {
        return tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == 2 || tag[2] == '-');
    }

    // RFC 9112 3: method SP request-target SP HTTP-version, with one space each.
    private int Line(string line)
    {
        string[] parts = line.Split(' ');
        if (parts.Length != 3 || !IsToken(parts[0]) || parts[1].Length == 0) return 400;
        string version = parts[2];
        if (version.Length != 8 || !version.StartsWith("HTTP/", StringComparison.Ordinal) || !char.IsAsciiDigit(version[5]) || version[6] != '.' || !char.IsAsciiDigit(version[7])) return 400;
        if (version[5] != '1') return 505;
        // RFC 9112 3.2: only a client of HTTP/1.0 may do without Host.
        if (version[7] == '0') _hosts = -1;
        IsHead = parts[0] == "HEAD";
        if (!IsHead && parts[0] != "GET") return 405;
        return Target(parts[1]) ? 200 : 400;
    }

    private bool Target(string target)
    {
        // RFC 9112 3.2.2: the absolute form has to be taken, though only proxies are sent it.
        if (target.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            int slash = target.IndexOf('/', 7);
            target = slash < 0 ? "/" : target[slash..];
        }
        if (target[0] != '/') return false;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        Path = question < 0 ? target : target[..question];
        if (question < 0) return true;
        foreach (string pair in target[(question + 1)..].Split('&'))
        {
            if (pair is "lang=en" or "lang=ja") Language = pair[5..];
        }
        return true;
    }

    private int Field(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        // No name, a space before the colon, or a folded line (RFC 9112 5.1, 5.2).
        if (colon <= 0 || !IsToken(line[..colon])) return 400;
        string name = line[..colon];
        string value = line[(colon + 1)..].Trim(' ', '\t');
        if (Is(name, "Host"))
        {
            _hosts = _hosts < 0 ? 1 : _hosts + 1;
            Host = value;
        }
        else if (Is(name, "Accept-Language"))
        {
            AcceptLanguage = value;
        }
        else if (Is(name, "Accept"))
        {
            Accept = value;
        }
        else if (Is(name, "Transfer-Encoding") || (Is(name, "Content-Length") && value != "0"))
        {
            _hasBody = true;
        }
        return 200;
    }

    private static bool Is(string a, string b)
    {
        return a.Equals(b, StringComparison.OrdinalIgnoreCase);
    }

    // RFC 9110 5.6.2.
    private static bool IsToken(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) return false;
        }
        return text.Length > 0;
    }
}
