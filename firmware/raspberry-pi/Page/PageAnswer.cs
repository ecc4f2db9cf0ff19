using System.Globalization;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>One answer: a status, the kind of its body, and the body. Nothing of the request gets into its head.</summary>
internal sealed class PageAnswer
{
    private string _type = PlainText;
    private string _language = "";

    public const string PlainText = "text/plain; charset=utf-8";

    public PageAnswer(PageBuffer body)
    {
        Body = body;
        Body.Clear();
    }

    public PageBuffer Body { get; }

    /// <summary>True if the body is not to be sent, only its length (RFC 9110 9.3.2).</summary>
    public bool IsHead { get; set; }

    public int Status { get; private set; } = 200;

    /// <summary>What the body is.</summary>
    /// <param name="type">Its media type.</param>
    /// <param name="language">en, ja or empty.</param>
    public void Is(string type, string language)
    {
        _type = type;
        _language = language;
    }

    /// <summary>Makes it a refusal, with what to do about it in both languages.</summary>
    public void Refuse(int status)
    {
        Status = status;
        Is(PlainText, "");
        Body.Clear();
        Body.Raw(Reason(status)).Raw("\n").Raw(Words(status)).Raw("\n");
    }

    /// <summary>Status line and fields with the empty line.</summary>
    public string Head()
    {
        string language = _language.Length > 0 ? "Content-Language: " + _language + "\r\n" : "";
        string allow = Status == 405 ? "Allow: GET, HEAD\r\n" : "";
        return string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Reason(Status)}\r\nContent-Type: {_type}\r\nContent-Length: {Body.Count}\r\n{language}{allow}") +
            "Connection: close\r\nCache-Control: no-store\r\nVary: Accept, Accept-Language\r\n" +
            "Content-Security-Policy: default-src 'none'; style-src '" + PageStyle.Hash + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n" +
            "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\r\n";
    }

    // RFC 9110 15, RFC 6585 5.
    private static string Reason(int status)
    {
        switch (status)
        {
            case 200: return "OK";
            case 403: return "Forbidden";
            case 404: return "Not Found";
            case 405: return "Method Not Allowed";
            case 421: return "Misdirected Request";
            case 431: return "Request Header Fields Too Large";
            case 500: return "Internal Server Error";
            case 505: return "HTTP Version Not Supported";
            default: return "Bad Request";
        }
    }

    private static string Words(int status)
    {
        switch (status)
        {
            case 403: return "This device shows its page only to the addresses in page.allow of agent.json.\nこのページを閲覧できるのは、agent.json の page.allow に含まれるアドレスだけです。";
            case 404: return "There is /, /status.json and /metrics.\n/、/status.json、/metrics があります。";
            case 405: return "This page can only be read.\nこのページは閲覧専用です。";
            case 421: return "Open the page by the device's address or its name in agent.json.\n装置のアドレス、または agent.json の name で開いてください。";
            case 500: return "The answer is too long, or the agent has a fault; its log says which. Mail goes on.\n表示内容が長すぎるか、内部エラーです。ログを確認してください。メールの送信は継続しています。";
            case 505: return "Use HTTP/1.1.\nHTTP/1.1 を使用してください。";
            default: return "The request is not HTTP/1.1 as RFC 9112 has it.\nHTTP/1.1 の要求として正しくありません。";
        }
    }
}
