using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>Whose turn it is.</summary>
internal enum Turn
{
    /// <summary>Whoever set up the device, with this tool or at the scanner's panel.</summary>
    Technician,
    /// <summary>The administrator of the Microsoft 365 or Google Workspace tenant.</summary>
    TenantAdmin,
    /// <summary>The mail provider.</summary>
    Provider,
    /// <summary>Whoever stands at the scanner.</summary>
    ScannerUser,
    /// <summary>Nobody: it passes.</summary>
    Nobody,
}

/// <summary>What kind of line a step is.</summary>
internal enum StepKind
{
    /// <summary>Something to do; these are counted.</summary>
    Do,
    /// <summary>A line to type, in PowerShell or a shell. It belongs to the step before it and is the same in every language.</summary>
    Run,
    /// <summary>An address to open. It belongs to the step before it.</summary>
    Link,
}

/// <summary>One step of a cure. Words in angle brackets (&lt;mailbox&gt;) stand for values; see <see cref="Placeholders"/>.</summary>
internal sealed record Step(StepKind Kind, Phrase Text)
{
    public static Step Do(string english, string japanese) => new(StepKind.Do, new Phrase(english, japanese));

    public static Step Run(string line) => new(StepKind.Run, new Phrase(line, line));

    public static Step Link(string address) => new(StepKind.Link, new Phrase(address, address));
}

/// <summary>
/// All the words for one number. <see cref="Title"/> is a short line without a full stop, for lists and logs; <see cref="What"/>
/// says what happened and why; the steps say what to do, in order.
/// </summary>
internal sealed record CatalogueRow(Diagnosis Diagnosis, Turn Turn, Phrase Title, Phrase What, params Step[] Steps)
{
    public int Number => (int)Diagnosis;

    /// <summary>As panels, logs and replies show it, for example D402.</summary>
    public string Name => "D" + Number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The placeholders that the steps use.</summary>
    public IEnumerable<string> Placeholders => Diagnoses.Placeholders.Of(Steps);
}

/// <summary>The words in angle brackets and what to put in their place.</summary>
internal static class Placeholders
{
    /// <summary>Those that some steps use.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Step> steps) => All.Keys.Where(name => steps.Any(step => step.Text.English.Contains(name, StringComparison.Ordinal)));

    public static IReadOnlyDictionary<string, Phrase> All { get; } = new Dictionary<string, Phrase>
    {
        ["<mailbox>"] = new("the address that the device logs in with, \"user\" in agent.json", "中継装置がログインに使うアドレス (agent.json の \"user\")"),
        ["<sender>"] = new("the address that the mail is sent from", "メールの差出人アドレス"),
        ["<tenant>"] = new("the tenant's ID or domain, for example contoso.com", "テナント ID またはドメイン (例: contoso.com)"),
        ["<app-id>"] = new("the application (client) ID, \"clientId\" in agent.json", "アプリケーション (クライアント) ID (agent.json の \"clientId\")"),
        ["<object-id>"] = new("the object ID under Enterprise applications, not the one under App registrations", "「エンタープライズ アプリケーション」側のオブジェクト ID (「アプリの登録」側の ID ではありません)"),
        ["<app-object-id>"] = new("the object ID under App registrations", "「アプリの登録」側のオブジェクト ID"),
        ["<host>"] = new("the provider's host, \"smtp.host\" in agent.json", "メールサービスのホスト名 (agent.json の \"smtp.host\")"),
        ["<connector>"] = new("the name of the inbound connector", "受信コネクタの名前"),
        ["<policy-id>"] = new("the policy's ID from the list above", "上の一覧で確認したポリシーの ID"),
        ["<office-ip>"] = new("the office's fixed IP address, as the Internet sees it", "拠点の固定グローバル IP アドレス"),
    };
}
