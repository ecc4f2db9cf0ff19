using DeviceMailAgent.Status;

namespace DeviceMailAgent.Screen;

/// <summary>
/// All that a screen is drawn from. The platform fills it and has it painted; it is made once. Texts are US-ASCII in buffers that the platform
/// owns, and are read while the screen is painted only.
/// </summary>
public sealed class ScreenStatus
{
    /// <summary>Nothing is known yet.</summary>
    public ScreenStatus()
    {
        byte[] nothing = new byte[0];
        Name = nothing;
        Address = nothing;
        UserCode = nothing;
        AddressOfCode = nothing;
        Link = nothing;
    }

    /// <summary>The agent's overall state.</summary>
    public AgentState State { get; set; } = AgentState.Booting;

    /// <summary>Why, or None.</summary>
    public Diagnosis Diagnosis { get; set; }

    /// <summary>What is told for a moment.</summary>
    public ScreenNotice Notice { get; set; }

    /// <summary>How that ended; None: well.</summary>
    public Diagnosis NoticeDiagnosis { get; set; }

    /// <summary>Seconds left to answer it.</summary>
    public int NoticeSeconds { get; set; }

    /// <summary>The agent's name.</summary>
    public byte[] Name { get; set; }

    /// <summary>The address that a scanner's panel wants, without the port; empty: not known.</summary>
    public byte[] Address { get; set; }

    /// <summary>The port that a scanner's panel wants; 0: not known.</summary>
    public int Port { get; set; }

    /// <summary>The pairing's code; <see cref="UserCodeCount"/> octets of it.</summary>
    public byte[] UserCode { get; set; }

    /// <summary>0: there is no code yet.</summary>
    public int UserCodeCount { get; set; }

    /// <summary>Where the code is typed in; <see cref="AddressOfCodeCount"/> octets of it.</summary>
    public byte[] AddressOfCode { get; set; }

    /// <summary>Octets of <see cref="AddressOfCode"/>.</summary>
    public int AddressOfCodeCount { get; set; }

    /// <summary>What the QR code holds: the address with the code in it where the provider gives one and it is short enough, else the address.</summary>
    public byte[] Link { get; set; }

    /// <summary>Octets of <see cref="Link"/>; 0: no QR code.</summary>
    public int LinkCount { get; set; }

    /// <summary>Seconds until the code expires.</summary>
    public int CodeSecondsLeft { get; set; }

    /// <summary>Seconds that this state is shown already; what has two pages turns them by it.</summary>
    public int ShownSeconds { get; set; }

    /// <summary>Mails delivered since the start.</summary>
    public long Delivered { get; set; }

    /// <summary>Mails refused since the start.</summary>
    public long Refused { get; set; }

    /// <summary>Seconds since the last mail; below 0: there was none.</summary>
    public long LastMailSeconds { get; set; } = -1;

    /// <summary>How the last mail ended; None: delivered.</summary>
    public Diagnosis LastMailDiagnosis { get; set; }

    /// <summary>The last mail's size.</summary>
    public long LastMailOctets { get; set; }
}
