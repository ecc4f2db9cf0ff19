using System;
using System.Linq;

namespace DeviceMailAgent.Sandbox.Pages;

/// <summary>The words of the sign-in pages in one language.</summary>
internal sealed record PageText(string Language, string CodeTitle, string CodeHelp, string CodeLabel, string Next, string CodeUnknown,
    string ConfirmTitle, string ConfirmHelp, string AuthorizeHelp, string App, string Account, string Permissions, string Code, string Approve, string Deny,
    string ApprovedTitle, string ApprovedHelp, string DeniedTitle, string DeniedHelp, string BlockedTitle, string BlockedHelp,
    string RefusedTitle, string RefusedHelp, string WrongTitle, string Footer, string MessageFormat)
{
    private static readonly PageText English = new("en",
        "Enter the code", "Type the code that the device or tool shows.", "Code", "Next",
        "This code is not known or has expired. Check it, or ask the device for a new one.",
        "Let this app send mail?", "You are signing in on another device. Go on only if you started this yourself and the code is the one it shows.",
        "An app on this computer asks for access.", "App", "Account", "Permissions", "Code", "Approve", "Deny",
        "Signed in", "You can close this page and go back to the device.",
        "Declined", "The app was given nothing. You can close this page.",
        "You cannot access this right now", "The sign-in was successful, but a policy of the tenant blocks it. An administrator has to change the policy.",
        "The sign-in was refused", "An administrator has to act before this account can sign in to this app.",
        "This request cannot be served", "DeviceMailAgent sandbox. Nothing here is a real account.",
        "To sign in, use a web browser to open the page {0} and enter the code {1} to authenticate.");

    private static readonly PageText Japanese = new("ja",
        "コードを入力", "機器またはツールに表示されているコードを入力してください。", "コード", "次へ",
        "このコードは無効か、有効期限が切れています。入力を確かめるか、機器で新しいコードを発行してください。",
        "このアプリにメール送信を許可しますか", "別の機器でサインインしようとしています。自分で始めた操作で、コードが機器の表示と同じ場合だけ続けてください。",
        "このコンピューターのアプリがアクセスを求めています。", "アプリ", "アカウント", "アクセス許可", "コード", "許可する", "拒否する",
        "サインインしました", "このページを閉じて、機器に戻ってください。",
        "拒否しました", "アプリには何も許可していません。このページを閉じてください。",
        "現在、これにはアクセスできません", "サインインは成功しましたが、テナントのポリシーによってブロックされました。管理者がポリシーを変更する必要があります。",
        "サインインが拒否されました", "このアカウントがこのアプリにサインインするには、管理者の対応が必要です。",
        "この要求は処理できません", "DeviceMailAgent サンドボックス。実在のアカウントではありません。",
        "サインインするには、Web ブラウザーでページ {0} を開き、コード {1} を入力してください。");

    /// <summary>Entra's "message", for a person who sees nothing but the device.</summary>
    public string Message(string page, string code) => string.Format(System.Globalization.CultureInfo.InvariantCulture, MessageFormat, page, code);

    /// <summary>Japanese where it is preferred to English, else English.</summary>
    /// <param name="languages">An Accept-Language header (RFC 9110 12.5.4), or one language tag.</param>
    public static PageText For(string? languages)
    {
        string first = (languages ?? "").Split(',')
            .Select(range => range.Trim().Split(";q="))
            .Where(range => range[0].StartsWith("ja", StringComparison.OrdinalIgnoreCase) || range[0].StartsWith("en", StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(range => range.Length > 1 && double.TryParse(range[1], System.Globalization.CultureInfo.InvariantCulture, out double weight) ? weight : 1)
            .Select(range => range[0]).FirstOrDefault("en");
        return first.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? Japanese : English;
    }
}
