using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>The seam for a small display. No board of boards.json has one so far.</summary>
public interface IScreen
{
    /// <summary>Shows the agent's state and its diagnosis.</summary>
    void Show(AgentState state, Diagnosis why);
}
