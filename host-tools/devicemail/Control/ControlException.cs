using System;

namespace DeviceMailAgent.Tool.Control;

/// <summary>Why a device could not be asked. The name in kebab case stands in <c>--json</c>.</summary>
internal enum ControlFault
{
    /// <summary>--device is neither an address nor a saved device's name.</summary>
    BadAddress,
    /// <summary>No device was named and none is near.</summary>
    NoDevice,
    /// <summary>The file of the saved devices cannot be used.</summary>
    BadProfiles,
    /// <summary>No admin key is known for the device.</summary>
    NoKey,
    /// <summary>The admin key's file cannot be used.</summary>
    BadKey,
    /// <summary>A TLS address without the fingerprint to compare with.</summary>
    NoFingerprint,
    /// <summary>Nobody answers there.</summary>
    NotReachable,
    /// <summary>This user may not open the socket or the line.</summary>
    NotPermitted,
    /// <summary>The device has another certificate than the one that was pinned.</summary>
    OtherCertificate,
    /// <summary>The device refused the admin key.</summary>
    KeyRefused,
    /// <summary>Every control connection of the device is taken.</summary>
    Busy,
    /// <summary>The device stopped answering.</summary>
    NoAnswer,
    /// <summary>What answers is no device, or speaks another version.</summary>
    NotUnderstood,
}

/// <summary>A device could not be asked.</summary>
internal sealed class ControlException(ControlFault fault, string about, Exception? cause = null) : Exception(fault + ": " + about, cause)
{
    public ControlFault Fault { get; } = fault;

    /// <summary>The address, path or word that it is about.</summary>
    public string About { get; } = about;

    /// <summary>What the process ends with.</summary>
    public int ExitCode => Fault switch
    {
        ControlFault.BadAddress or ControlFault.NoDevice or ControlFault.BadProfiles or ControlFault.NoFingerprint => ExitCodes.Usage,
        ControlFault.NoKey or ControlFault.BadKey or ControlFault.NotPermitted or ControlFault.OtherCertificate or ControlFault.KeyRefused => ExitCodes.NotPermitted,
        ControlFault.NotUnderstood => ExitCodes.Protocol,
        _ => ExitCodes.Unavailable,
    };
}

/// <summary>What the commands that ask a device end with; from 64 on the numbers of sysexits(3).</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    /// <summary>The device answered, and it is not well, or what was asked for failed.</summary>
    public const int Failed = 1;
    public const int Usage = 64;
    public const int Unavailable = 69;
    public const int Protocol = 76;
    public const int NotPermitted = 77;
}
