using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>Who asked for a pairing and is told how it goes: the control channel, or the button.</summary>
public interface IPairingAsker
{
    /// <summary>There is a code for a person.</summary>
    void CodeIsThere(Pairing pairing);

    /// <summary>The person has not signed in yet.</summary>
    void StillWaiting(Pairing pairing);

    /// <summary>It is over, without success; <see cref="Pairing.Diagnosis"/> and <see cref="Pairing.Answer"/> say why.</summary>
    void Failed(Pairing pairing);

    /// <summary>Waits. True: whoever asked has gone or wants no more, so that the pairing ends.</summary>
    bool HasGone(int waitMs);
}
