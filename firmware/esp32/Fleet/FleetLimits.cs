namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>The fleet's bounds on a board, where they differ from a Raspberry Pi's with the reason. Sizes are octets, times milliseconds unless named otherwise.</summary>
public static class FleetLimits
{
    /// <summary>The largest packet that the broker may send here (MQTT 5 3.1.2.11.4): a command is some 300.</summary>
    public const int Packet = 1024;

    /// <summary>A packet's head: what stands before a message's payload, with a topic of two names of 64 and a word.</summary>
    public const int Head = 256;

    /// <summary>A message's payload; the largest is a pairing's answer with some 700.</summary>
    public const int Payload = 1024;

    /// <summary>How often the agent's state and its events are looked at.</summary>
    public const int LookMs = 1000;

    /// <summary>How often it is looked whether the broker has said something.</summary>
    public const int PollMs = 100;

    /// <summary>Between two messages of figures.</summary>
    public const int HealthMs = 60 * 1000;

    /// <summary>For each answer of the broker.</summary>
    public const int AnswerMsMax = 15 * 1000;

    /// <summary>Seconds of silence after which the broker tells that this device is gone are one and a half times this (MQTT 5 3.1.2.10).</summary>
    public const int KeepAliveSeconds = 60;

    /// <summary>Before the first try again; each further one waits twice as long. Twice a Raspberry Pi's: a handshake stops the board.</summary>
    public const int RetryMs = 2000;

    /// <summary>The longest wait, before jitter.</summary>
    public const int RetryMsMax = 5 * 60 * 1000;

    /// <summary>A connection that held so long ends the waiting's growth.</summary>
    public const int HeldMs = 30 * 1000;

    /// <summary>How far a command's time may be from the device's.</summary>
    public const int SkewSeconds = 300;

    /// <summary>Commands whose nonces are remembered; half a Raspberry Pi's. One more is refused as busy until the oldest is too old to be replayed.</summary>
    public const int Nonces = 32;

    /// <summary>A text of a command: a proof has 44, a nonce 24, an account's name at most 32.</summary>
    public const int TextMax = 64;

    /// <summary>Commands looked at in <see cref="RateMs"/>; more are dropped unread, since each costs a look into the flash.</summary>
    public const int RateMax = 10;

    /// <summary>See <see cref="RateMax"/>.</summary>
    public const int RateMs = 10 * 1000;

    /// <summary>Answers that wait for the broker; the oldest makes room. Two to each command, and one command at a time.</summary>
    public const int Waiting = 8;

    /// <summary>Octets of the broker's password.</summary>
    public const int Password = 256;
}
