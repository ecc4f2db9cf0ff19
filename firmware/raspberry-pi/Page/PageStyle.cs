namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>The page's style sheet, which stands in the page itself: one document, one request.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet's SHA-256 as the Content-Security-Policy names it (CSP3 2.3.1). A test compares the two; making it at the start would load OpenSSL for it.</summary>
    public const string Hash = "sha256-RHRVqTuCePyYxeUIUep/vcY7WL5nvMhx+XPxPDjR/mg=";

    public const string Css = """

        :root{color-scheme:light dark;--ink:#1c2026;--soft:#5b6470;--line:#d5dae1;--card:#fff;--back:#f2f4f7;--good:#146c37;--busy:#0b57a4;--look:#8a5300;--bad:#b3201c}
        @media(prefers-color-scheme:dark){:root{--ink:#e8eaee;--soft:#a3acb8;--line:#3a424d;--card:#1d2229;--back:#13171c;--good:#6fd08f;--busy:#7db8f5;--look:#f0b45a;--bad:#ff8f86}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--back);color:var(--ink);font:1rem/1.5 system-ui,"Noto Sans","Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI",sans-serif}
        main,header,footer{max-width:46rem;margin:0 auto;padding:.75rem 1rem}
        header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
        h1{font-size:1.15rem;margin:0;overflow-wrap:anywhere}
        h2{font-size:1.05rem;margin:0 0 .5rem}
        h3{font-size:1rem;margin:.9rem 0 .3rem}
        section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem}
        a{color:var(--busy)}
        p{margin:.4rem 0}
        .state{border-left:.5rem solid var(--tone)}
        .state h2{font-size:1.5rem;color:var(--tone);margin:0}
        .good{--tone:var(--good)}.busy{--tone:var(--busy)}.look{--tone:var(--look)}.bad{--tone:var(--bad)}
        .tone{color:var(--tone);font-weight:600}
        .soft{color:var(--soft);font-size:.9rem}
        ol{padding-left:1.4rem;margin:.3rem 0}
        li{margin:.35rem 0;overflow-wrap:anywhere}
        pre{margin:.3rem 0;padding:.5rem .6rem;background:var(--back);border:1px solid var(--line);border-radius:.35rem;overflow-x:auto;font-size:.85rem}
        dl{display:grid;grid-template-columns:minmax(6.5rem,max-content) 1fr;gap:.25rem 1rem;margin:.3rem 0}
        dt{color:var(--soft)}
        dd{margin:0;overflow-wrap:anywhere}
        table{width:100%;border-collapse:collapse}
        th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line)}
        th{color:var(--soft);font-weight:400;font-size:.9rem;border-top:0;white-space:nowrap}
        .number{white-space:nowrap}
        details{margin:.4rem 0}
        summary{cursor:pointer}

        """;
}
