namespace DeviceMailAgent.Tool.Flash;

/// <summary>What is said when a board could not be flashed, and what to do then.</summary>
internal static class FlashTexts
{
    /// <summary>The install line of nanoff, as its makers have it.</summary>
    public const string InstallNanoff = "dotnet tool install -g nanoff";

    /// <summary>The two texts of a fault; {0}, {1} and {2} are what it is about.</summary>
    public static (Phrase What, Phrase Next) Of(FlashFault fault) => fault switch
    {
        FlashFault.NoBoard => (
            new("There is no such board, or none was named. The boards are: {0}.", "そのボードはないか、指定されていません。使用できるボード: {0}"),
            new("Name one with --board.", "--board で指定してください。")),
        FlashFault.NoPort => (
            new("Which serial port is the board at? This computer has: {0}.", "ボードのシリアル ポートが指定されていません。この PC にあるポート: {0}"),
            new("Name it with --port. If in doubt, pull the cable and see which one is gone.", "--port で指定してください。不明な場合は、ケーブルを抜いて消えるポートを確認してください。")),
        FlashFault.NoPortHere => (
            new("This computer has no serial port.", "この PC にはシリアル ポートがありません。"),
            new("Plug in the board's USB cable (one that carries data); boards without USB want an adapter for 3.3 V. Then run the same command again.",
                "ボードを USB ケーブル (データ通信対応) で接続してください。USB のないボードには 3.3 V のシリアル変換アダプターが必要です。その後、同じコマンドを再実行してください。")),
        FlashFault.WrongPort => (
            new("This computer has no port {0}. It has: {1}.", "この PC にポート {0} はありません。あるポート: {1}"),
            new("Plug in the board's USB cable (one that carries data), or name the right port with --port.", "ボードの USB ケーブル (データ通信対応) を接続するか、--port で正しいポートを指定してください。")),
        FlashFault.Missing => (
            new("The option {0} is missing: {1}.", "オプション {0} がありません ({1})。"),
            new("Add it. devicemail flash --help lists the options.", "追加してください。オプションは devicemail flash --help で確認できます。")),
        FlashFault.NotForBoard => (
            new("The option {0} is of no use for {1}.", "オプション {0} は {1} では使用できません。"),
            new("Leave it out. devicemail flash --help says what each is for.", "指定を外してください。各オプションの用途は devicemail flash --help で確認できます。")),
        FlashFault.BadOption => (
            new("{0} cannot be \"{1}\".", "{0} に「{1}」は指定できません。"),
            new("devicemail flash --help shows its form.", "形式は devicemail flash --help で確認できます。")),
        FlashFault.NoFile => (
            new("{0} cannot be used: {1}", "{0} を使用できません: {1}"),
            new("Check the path and your permissions.", "パスと権限を確認してください。")),
        FlashFault.BadConfiguration => (
            new("{0} would not work on this board: {1}", "{0} はこのボードでは動作しません: {1}"),
            new("Change the file, or write it anew with devicemail provision. Nothing was changed on the board.",
                "ファイルを修正するか、devicemail provision で作り直してください。ボードには何も書き込んでいません。")),
        FlashFault.NotAnApp => (
            new("{0} is no nanoFramework assembly.", "{0} は nanoFramework のアセンブリではありません。"),
            new("Name the folder with the .pe files that a Release build of firmware/esp32 has made (bin/Release).", "firmware/esp32 を Release ビルドして作られた .pe のフォルダー (bin/Release) を指定してください。")),
        FlashFault.OtherGeneration => (
            new("{0} was built for nanoFramework 2 (NFMRK2), which the firmware here does not run.", "{0} は nanoFramework 2 (NFMRK2) 用にビルドされたもので、このファームウェアでは動作しません。"),
            new("Build firmware/esp32 with the tools for nanoFramework 1.", "firmware/esp32 を nanoFramework 1 のツールでビルドしてください。")),
        FlashFault.NoApp => (
            new("{0} has no {1}, so it is not the folder of the app.", "{0} に {1} がないため、アプリのフォルダーではありません。"),
            new("Name the folder with the .pe files that a Release build of firmware/esp32 has made (bin/Release).", "firmware/esp32 を Release ビルドして作られた .pe のフォルダー (bin/Release) を指定してください。")),
        FlashFault.CutApp => (
            new("{0} is not whole.", "{0} は途中で切れています。"),
            new("Build firmware/esp32 again, or copy the file again.", "firmware/esp32 をビルドし直すか、ファイルをコピーし直してください。")),
        FlashFault.NoFirmware => (
            new("Which firmware is to be written? boards.json names none for {0}, since no version was tried on one yet. The app needs one with nanoFramework.System.Net {1}.",
                "書き込むファームウェアの版を指定してください。{0} の版は、実機で未確認のため boards.json にありません。アプリには nanoFramework.System.Net {1} に対応する版が必要です。"),
            new("Add --firmware and a version (firmware/esp32/README.md says which fit; nanoff --listtargets --platform esp32 lists them), or --firmware keep if the board has it already. Whether it fits is checked before the app is written.",
                "--firmware で版を指定してください (対応する版は firmware/esp32/README.md、一覧は nanoff --listtargets --platform esp32)。書き込み済みの場合は --firmware keep です。対応しているかは、アプリの書き込み前に確認します。")),
        FlashFault.NoNanoff => (
            new("nanoff, which writes nanoFramework boards, is not installed.", "nanoFramework ボードの書き込みツール nanoff がインストールされていません。"),
            new("Install it with: " + InstallNanoff + " (it needs the .NET SDK), or name it with --nanoff.", "次のコマンドでインストールしてください (.NET SDK が必要です): " + InstallNanoff + " 。または --nanoff で場所を指定してください。")),
        FlashFault.NoSsh => (
            new("ssh and scp are not installed.", "ssh と scp がインストールされていません。"),
            new("Install OpenSSH: apt-get install openssh-client; on Windows, \"OpenSSH Client\" under optional features.", "OpenSSH をインストールしてください: apt-get install openssh-client。Windows では、オプション機能の「OpenSSH クライアント」です。")),
        _ => OfTheWay(fault),
    };

    private static (Phrase What, Phrase Next) OfTheWay(FlashFault fault) => fault switch
    {
        FlashFault.NanoffFailed => (
            new("nanoff failed: {0}", "nanoff が失敗しました: {0}"),
            new("Hold the board's BOOT button while it connects, close every other program that has the port open (on Linux be in the group dialout), and run the same command again; it may be repeated.",
                "接続中はボードの BOOT ボタンを押し続け、ポートを使用している他のプログラムを閉じてから (Linux では dialout グループへの所属も必要)、同じコマンドを再実行してください。何度実行しても問題ありません。")),
        FlashFault.WrongFirmware => (
            new("The board's firmware {0} does not fit this app, which would not start there. Assembly, app's checksum / board's: {1}.",
                "ボードのファームウェア {0} はこのアプリに対応していないため、アプリは起動しません。アセンブリ、アプリの値 / ボードの値: {1}"),
            new("The app was not written. Name another version with --firmware (firmware/esp32/README.md says which fit), or build the app with the packages of this firmware. Then run the command again.",
                "アプリは書き込んでいません。--firmware で別の版を指定するか (対応する版は firmware/esp32/README.md)、このファームウェアに合うパッケージでアプリをビルドしてから、再実行してください。")),
        FlashFault.NoNatives => (
            new("The board at {0} does not say which native assemblies its firmware has, so it may not run nanoFramework.", "{0} のボードからネイティブ アセンブリの一覧を取得できません。nanoFramework が動作していない可能性があります。"),
            new("Press the board's reset button and run the same command again. Without --firmware keep the firmware is written anew.",
                "ボードのリセット ボタンを押して、同じコマンドを再実行してください。--firmware keep を外すと、ファームウェアを書き込み直します。")),
        FlashFault.UnknownHost => (
            new("The key of {0} is not known on this computer, so it may be any computer.", "{0} のホスト鍵がこの PC に登録されていないため、相手を確認できません。"),
            new("Run ssh {0} once, compare the fingerprint with the one on the device (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), and accept it.",
                "一度 ssh {0} を実行し、表示される指紋を装置側の値 (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub) と比べてから登録してください。")),
        FlashFault.OtherHostKey => (
            new("{0} has another key than the one known on this computer: it was set up anew, or is another computer.", "{0} のホスト鍵が、この PC に登録されている鍵と異なります。装置が作り直されたか、別のコンピューターです。"),
            new("If it was set up anew, remove the old key with ssh-keygen -R and the host's name, and run ssh {0} once. Otherwise do not go on.",
                "作り直した装置であれば、ssh-keygen -R ホスト名 で古い鍵を削除し、一度 ssh {0} を実行してください。心当たりがなければ中止してください。")),
        FlashFault.LoginRefused => (
            new("{0} takes none of the keys of this computer.", "{0} はこの PC のどの鍵も受け付けません。"),
            new("Put your key there with ssh-copy-id {0}, or name the right user (--host user@device).", "ssh-copy-id {0} で鍵を登録するか、正しいユーザーを指定してください (--host user@device)。")),
        FlashFault.HostNotReached => (
            new("{0} is not reached: {1}", "{0} に接続できません: {1}"),
            new("Check the name, the cable, and that SSH is switched on there (sudo raspi-config, Interface Options).", "名前、ケーブル、SSH が有効か (sudo raspi-config の Interface Options) を確認してください。")),
        FlashFault.NoSudo => (
            new("On {0} this user may not use sudo without a password.", "{0} では、このユーザーはパスワードなしで sudo を使用できません。"),
            new("Use a user who may, or root (--host root@device).", "許可されたユーザーか root を使用してください (--host root@device)。")),
        FlashFault.CommandFailed => (
            new("The device refused this step: {0}", "装置でこの手順が失敗しました: {0}"),
            new("Cure what it says and run the same command again; it may be repeated.", "表示された原因を取り除いて、同じコマンドを再実行してください。何度実行しても問題ありません。")),
        _ => (
            new("All was written, but {0} did not answer within {1} s ({2}).", "書き込みは完了しましたが、{0} が {1} 秒以内に応答しませんでした ({2})。"),
            new("Press the board's reset button and check its network cable or Wi-Fi. Then ask it with devicemail status.", "ボードのリセット ボタンを押し、ネットワーク ケーブルまたは Wi-Fi を確認してから、devicemail status で確認してください。")),
    };
}
