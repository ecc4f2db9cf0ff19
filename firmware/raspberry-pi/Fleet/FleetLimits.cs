namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>The fleet's bounds. Sizes are octets, times milliseconds unless named otherwise.</summary>
internal static class FleetLimits
{
    /// <summary>The largest packet that the broker may send here (MQTT 5 3.1.2.11.4): a command is some 300.</summary>
    public const int Packet = 4096;

    /// <summary>How often the agent's state and its events are looked at.</summary>
    public const int LookMs = 1000;

    public const int HealthMs = 60 * 1000;

    /// <summary>Connecting, and each answer of the broker.</summary>
    public const int AnswerMsMax = 15 * 1000;

    /// <summary>Seconds of silence after which the broker tells that this device is gone are one and a half times this (MQTT 5 3.1.2.10).</summary>
    public const int KeepAliveSeconds = 60;

    /// <summary>Before the first try again; each further one waits twice as long.</summary>
    public const int RetryMs = 1000;

    /// <summary>The longest wait, before jitter.</summary>
    public const int RetryMsMax = 5 * 60 * 1000;

    /// <summary>A connection that held so long ends the waiting's growth.</summary>
    public const int HeldMs = 30 * 1000;

    /// <summary>How far a command's time may be from the device's.</summary>
    public const int SkewSeconds = 300;

    /// <summary>Commands whose nonces are remembered. One more is refused as busy until the oldest is too old to be replayed.</summary>
    public const int Nonces = 64;

    /// <summary>Commands looked at in <see cref="RateMs"/>; more are dropped unread, since each costs a look into the store.</summary>
    public const int RateMax = 10;

    public const int RateMs = 10 * 1000;

    /// <summary>Messages that wait for the broker; the oldest makes room.</summary>
    public const int Waiting = 64;
}
