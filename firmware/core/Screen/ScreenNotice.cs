namespace DeviceMailAgent.Screen;

/// <summary>What the screen tells for a moment in place of the agent's state: the answer to the button, most of all.</summary>
public enum ScreenNotice
{
    /// <summary>Nothing: the state is shown.</summary>
    None,
    /// <summary>The button is held for 5 s or more: let go to pair.</summary>
    LetGoToPair,
    /// <summary>The button is held for 15 s or more: let go to be asked whether the tokens are to be forgotten.</summary>
    LetGoToForget,
    /// <summary>One more press forgets the tokens; NoticeSeconds are left for it.</summary>
    ConfirmForget,
    /// <summary>The tokens are forgotten; NoticeDiagnosis says if they could not be.</summary>
    Forgotten,
    /// <summary>A test mail is on its way.</summary>
    TestMail,
    /// <summary>The test mail's end; NoticeDiagnosis says if it was not delivered.</summary>
    TestMailEnded,
    /// <summary>The provider is being asked for a code.</summary>
    AskingForCode,
    /// <summary>The pairing's end; NoticeDiagnosis says if it failed.</summary>
    PairingEnded,
    /// <summary>What the button asked for is not possible with this configuration, or under way already.</summary>
    NotPossible,
}
