using System;
using System.Globalization;
using System.Text;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>The HTTP responses of <see cref="LoopbackRedirect"/>. The page holds nothing of the request, and loads nothing.</summary>
internal static class LoopbackPage
{
    private static readonly Phrase ReceivedTitle = new("The sign-in was received", "サインインを受け取りました");
    private static readonly Phrase ReceivedText = new("You can close this window. The rest is in the terminal.", "このウィンドウを閉じて、ターミナルに戻ってください。");
    private static readonly Phrase RefusedTitle = new("The sign-in was refused", "サインインは完了しませんでした");
    private static readonly Phrase RefusedText = new("Why, and what to do now, is in the terminal.", "理由と対処はターミナルに表示されています。");
    private static readonly Phrase OtherTitle = new("This is not the sign-in that was asked for", "要求したサインインの応答ではありません");
    private static readonly Phrase OtherText = new("Begin again with the address that the terminal shows.", "ターミナルに表示されたアドレスからやり直してください。");

    public static string Received(Language language) => Page("200 OK", ReceivedTitle, ReceivedText, language);

    public static string Refused(Language language) => Page("200 OK", RefusedTitle, RefusedText, language);

    public static string NotExpected(Language language) => Page("400 Bad Request", OtherTitle, OtherText, language);

    public static string Status(string status) => Response(status, "text/plain; charset=utf-8", "", status + "\n");

    public static string Redirect(Uri address) => Response("302 Found", "text/plain; charset=utf-8", "Location: " + address.AbsoluteUri + "\r\n", "");

    private static string Page(string status, Phrase title, Phrase text, Language language) => Response(status, "text/html; charset=utf-8", "", $$"""
        <!DOCTYPE html>
        <html lang="{{(language == Language.Japanese ? "ja" : "en")}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{title.In(language)}}</title>
        <style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;color:#222;background:#fff}</style></head>
        <body><h1>{{title.In(language)}}</h1><p>{{text.In(language)}}</p></body></html>
        """);

    // The address bar has the code in it: no-store and no-referrer keep it from going further.
    private static string Response(string status, string type, string more, string body) => string.Create(CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        + $"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n{more}\r\n{body}");
}
