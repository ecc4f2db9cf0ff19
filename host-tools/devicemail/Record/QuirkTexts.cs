using System.Collections.Generic;

namespace DeviceMailAgent.Tool.Record;

/// <summary>The quirks of hardware/scanners in words, as far as a recording can show them.</summary>
internal static class QuirkTexts
{
    /// <summary>By number: what the scanner does. What the agent makes of it is hardware/scanners/README.md's.</summary>
    public static readonly IReadOnlyDictionary<int, Phrase> All = new SortedDictionary<int, Phrase>
    {
        [1] = new("says HELO and nothing else, or HELO behind EHLO", "HELO のみを使う、または EHLO の後に HELO を送る"),
        [2] = new("says HELO or EHLO without a name", "HELO/EHLO に名前を付けない"),
        [3] = new("names itself otherwise than with a full host name", "完全修飾ホスト名ではない名前を名乗る"),
        [5] = new("sends the user name on the same line as AUTH LOGIN", "AUTH LOGIN と同じ行でユーザー名を送る"),
        [6] = new("writes commands in lower case", "コマンドを小文字で書く"),
        [7] = new("asks for a login by CRAM-MD5, DIGEST-MD5 or NTLM", "CRAM-MD5、DIGEST-MD5、NTLM でのログインを求める"),
        [8] = new("sends mail without a login", "ログインせずにメールを送る"),
        [9] = new("begins with TLS at once, without STARTTLS", "STARTTLS なしで最初から TLS を始める"),
        [10] = new("can do SSLv3 at most: TLS must be off in its settings", "SSLv3 までしか使えない (本体の設定で TLS を無効にする必要あり)"),
        [11] = new("can do TLS 1.0 or 1.1 at most: needs \"tlsMin\": \"1.0\"", "TLS 1.0/1.1 までしか使えない (\"tlsMin\": \"1.0\" が必要)"),
        [12] = new("can do TLS 1.2 with RSA key exchange only: needs \"tlsMin\": \"1.0\"", "TLS 1.2 だが RSA 鍵交換のみ (\"tlsMin\": \"1.0\" が必要)"),
        [13] = new("uses no TLS although STARTTLS is offered", "STARTTLS を提示しても TLS を使わない"),
        [14] = new("tries STARTTLS although it is not offered", "提示していない STARTTLS を試みる"),
        [19] = new("uses another address in From than in MAIL FROM", "From と MAIL FROM のアドレスが異なる"),
        [20] = new("has an address with '@' as display name, without quotes", "引用符なしで '@' を含む表示名を使う"),
        [21] = new("sends a header field twice that may stand there once", "一度しか許されないヘッダーを二度送る"),
        [22] = new("sends no Date field", "Date ヘッダーを送らない"),
        [23] = new("writes MAIL or RCPT otherwise than RFC 5321 (brackets, spaces)", "MAIL/RCPT の書式が RFC 5321 と異なる (山かっこ、空白)"),
        [24] = new("names a recipient in RCPT alone, not in To or Cc", "宛先を RCPT だけで指定し、To/Cc に書かない"),
        [25] = new("splits a mail into parts (message/partial)", "メールを分割して送る (message/partial)"),
        [26] = new("sends to 100 recipients and more", "100 件以上の宛先に送る"),
        [28] = new("asks about recipients and sends no mail in this connection", "宛先を確認するだけで、この接続ではメールを送らない"),
        [29] = new("connects and leaves without a mail: a connection test", "メールを送らずに切断する (接続テスト)"),
        [30] = new("does not end the connection with QUIT", "QUIT で接続を終えない"),
        [31] = new("ends lines with LF alone", "行末が LF だけになっている"),
        [33] = new("speaks before it is greeted", "挨拶 (220) を待たずに話し始める"),
        [34] = new("says no EHLO behind STARTTLS", "STARTTLS の後に EHLO を送らない"),
        [35] = new("sends lines of more than 998 octets", "998 オクテットを超える行を送る"),
        [36] = new("sends NUL or a CR without LF", "NUL または LF を伴わない CR を送る"),
        [37] = new("calls itself by the agent's own name", "エージェントと同じ名前を名乗る"),
    };
}
