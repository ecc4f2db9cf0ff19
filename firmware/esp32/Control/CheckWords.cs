using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>The steps of a check and what came of them, as the protocol spells them. Kept from core, where a literal may not be made for each answer.</summary>
public static class CheckWords
{
    /// <summary>The step's word.</summary>
    public static string Of(CheckStep step)
    {
        switch (step)
        {
            case CheckStep.Name: return "name";
            case CheckStep.Port: return "port";
            case CheckStep.Greeting: return "greeting";
            case CheckStep.Tls: return "tls";
            case CheckStep.Certificate: return "certificate";
            case CheckStep.Clock: return "clock";
            case CheckStep.Token: return "token";
            case CheckStep.Login: return "login";
            case CheckStep.Sender: return "sender";
            default: return "size";
        }
    }

    /// <summary>The result's word.</summary>
    public static string Of(CheckResult result)
    {
        switch (result)
        {
            case CheckResult.Passed: return "passed";
            case CheckResult.Failed: return "failed";
            case CheckResult.Untried: return "untried";
            default: return "unused";
        }
    }
}
