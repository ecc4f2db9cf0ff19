using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>0 and 601: nothing wrong, and this device.</summary>
internal static class DeviceRows
{
    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.None, Turn.Nobody,
            new("Nothing wrong", "問題ありません"),
            new("The provider accepted the mail, or the device is ready.", "メールは受理されました。または、装置は待機中です。"),
            Do("Nothing to do. If a mail did not arrive all the same, look into the recipient's junk folder and quarantine.",
                "対応は不要です。届いていない場合は、受信者の迷惑メール フォルダーと検疫を確認します。")),

        new(Diagnosis.Misconfigured, Turn.Technician,
            new("Configuration cannot work", "設定に誤りがあります"),
            new("agent.json names something that does not exist or cannot work. The agent says which key it is, and changes nothing by itself.",
                "agent.json に、存在しないものや動作しない設定があります。該当するキーはエージェントが表示します。"),
            Do("Read which key is meant:", "該当するキーを確認します。"), Run("devicemail log"),
            Do("Correct it, or let the wizard write the file anew:", "修正するか、ウィザードで作り直します。"), Run("devicemail provision"),
            Check, Doctor),
    ];
}
