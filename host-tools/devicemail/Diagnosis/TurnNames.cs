namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>Whose turn it is, in words.</summary>
internal static class TurnNames
{
    public static Phrase Of(Turn turn) => turn switch
    {
        Turn.Technician => new("technician", "設置担当者"),
        Turn.TenantAdmin => new("administrator of the tenant", "テナントの管理者"),
        Turn.Provider => new("mail provider; here there is nothing to do but wait", "メールサービス側 (復旧を待ちます)"),
        Turn.ScannerUser => new("whoever stands at the scanner", "スキャナーの利用者"),
        _ => new("nobody: it passes by itself", "対応不要 (時間の経過で解消)"),
    };
}
