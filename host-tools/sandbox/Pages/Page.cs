using System.Net;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace DeviceMailAgent.Sandbox.Pages;

/// <summary>One HTML page: no script, nothing from elsewhere, readable on a phone.</summary>
internal sealed class Page(PageText text, string title)
{
    private const string Style = """
        :root{color-scheme:light dark;--back:#eef1f5;--card:#fff;--text:#1b1f24;--quiet:#57606a;--line:#d0d7de;--accent:#0b5cad;--bad:#a4262c}
        @media(prefers-color-scheme:dark){:root{--back:#0d1117;--card:#161b22;--text:#e6edf3;--quiet:#9198a1;--line:#30363d;--accent:#3b82d6;--bad:#ff7b72}}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;padding:1rem;background:var(--back);color:var(--text);
        font:1rem/1.6 system-ui,-apple-system,"Segoe UI","Hiragino Sans","Noto Sans CJK JP","Noto Sans JP",sans-serif}
        main{width:100%;max-width:28rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.75rem}
        h1{margin:0 0 .5rem;font-size:1.4rem;line-height:1.3;text-wrap:balance;word-break:auto-phrase}p{margin:.25rem 0 1rem}
        footer{margin-top:1rem;color:var(--quiet);font-size:.8rem;text-align:center}
        label,dt{color:var(--quiet);font-size:.85rem}dl{margin:1rem 0;border-top:1px solid var(--line)}
        dl div{padding:.55rem 0;border-bottom:1px solid var(--line)}dd{margin:0;overflow-wrap:anywhere}
        .code{font:600 1.5rem/1.4 ui-monospace,"DejaVu Sans Mono",monospace;letter-spacing:.12em;text-transform:uppercase}
        input.code{width:100%;padding:.5rem .75rem;margin:.25rem 0 1rem;border:1px solid var(--quiet);border-radius:.5rem;background:transparent;color:inherit}
        button{width:100%;min-height:3rem;margin-top:.5rem;border:1px solid var(--accent);border-radius:.5rem;background:var(--accent);color:#fff;font:inherit;font-weight:600;cursor:pointer}
        button.plain{background:transparent;color:inherit;border-color:var(--line)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        .bad{color:var(--bad);font-weight:600}
        """;

    private readonly StringBuilder _body = new();

    public Page Paragraph(string words, string style = "")
    {
        _body.Append(style.Length == 0 ? "<p>" : $"<p class=\"{style}\" role=\"alert\">").Append(Encode(words)).Append("</p>\n");
        return this;
    }

    /// <summary>Names and values, one below the other.</summary>
    public Page Facts(params (string Name, string Value, string Style)[] facts)
    {
        _body.Append("<dl>\n");
        foreach ((string name, string value, string style) in facts)
            _body.Append($"<div><dt>{Encode(name)}</dt><dd class=\"{style}\">{Encode(value)}</dd></div>\n");
        _body.Append("</dl>\n");
        return this;
    }

    /// <summary>Markup that the caller has encoded.</summary>
    public Page Form(string method, string markup)
    {
        _body.Append($"<form method=\"{method}\">\n{markup}</form>\n");
        return this;
    }

    public static string Encode(string words) => WebUtility.HtmlEncode(words);

    public Task Send(HttpContext context, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
        headers["Referrer-Policy"] = "same-origin"; // With no-referrer, a browser says Origin: null for the page's own form.
        headers.Vary = "Accept-Language";
        return context.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="{text.Language}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Encode(title)}</title>
            <style>{Style}</style></head>
            <body>
            <main>
            <h1>{Encode(title)}</h1>
            {_body}</main>
            <footer>{Encode(text.Footer)}</footer>
            </body>
            </html>
            """);
    }
}
