using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Log;

/// <summary>Settings as agent.json spells them, and states as the log does.</summary>
internal static class Words
{
    public static string Of(ListenerTls tls)
    {
        switch (tls)
        {
            case ListenerTls.Off: return "off";
            case ListenerTls.StartTls: return "starttls";
            case ListenerTls.Implicit: return "implicit";
            default: return "auto";
        }
    }

    public static string Of(ButtonCommand command)
    {
        switch (command)
        {
            case ButtonCommand.Pair: return "pair";
            case ButtonCommand.Forget: return "forget";
            default: return "test-mail";
        }
    }

    public static string Of(AgentState state)
    {
        switch (state)
        {
            case AgentState.Ready: return "ready";
            case AgentState.Sending: return "sending";
            case AgentState.Attention: return "attention";
            case AgentState.Booting: return "booting";
            case AgentState.ProviderUnreachable: return "provider-unreachable";
            case AgentState.NotAllowedToSend: return "not-allowed-to-send";
            case AgentState.NeedsPairing: return "needs-pairing";
            case AgentState.Pairing: return "pairing";
            default: return "misconfigured";
        }
    }
}
