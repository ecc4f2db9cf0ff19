using System;
using System.Collections.Generic;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>Why a board could not be flashed.</summary>
internal enum FlashFault
{
    /// <summary>--board is missing, or names none. About: the boards.</summary>
    NoBoard,
    /// <summary>--port is missing. About: the ports of this computer.</summary>
    NoPort,
    /// <summary>There is no serial port to choose from.</summary>
    NoPortHere,
    /// <summary>An option is missing. About: the option, what it names.</summary>
    Missing,
    /// <summary>An option that this board has no use for. About: the option, the board.</summary>
    NotForBoard,
    /// <summary>An option's value cannot be. About: the option, the value.</summary>
    BadOption,
    /// <summary>A file that is needed cannot be read. About: the file, why.</summary>
    NoFile,
    /// <summary>agent.json cannot work on this board. About: the file, the key and what is wrong.</summary>
    BadConfiguration,
    /// <summary>A .pe file is none. About: the file.</summary>
    NotAnApp,
    /// <summary>Made for the next generation of nanoFramework. About: the file.</summary>
    OtherGeneration,
    /// <summary>The folder has no app of ours. About: the folder, the file that is missing.</summary>
    NoApp,
    /// <summary>A .pe file or an image is not whole. About: the file.</summary>
    CutApp,
    /// <summary>boards.json names no firmware version and --firmware is missing. About: the board, the version of System.Net.</summary>
    NoFirmware,
    /// <summary>The board's firmware has other native methods than the app. About: the firmware's version, the differences.</summary>
    WrongFirmware,
    /// <summary>The board lists no native methods. About: the port.</summary>
    NoNatives,
    /// <summary>A port that this computer does not have. About: the port, those that it has.</summary>
    WrongPort,
    /// <summary>nanoff is not installed.</summary>
    NoNanoff,
    /// <summary>ssh is not installed.</summary>
    NoSsh,
    /// <summary>nanoff failed. About: what it said.</summary>
    NanoffFailed,
    /// <summary>The host is not in known_hosts. About: the host.</summary>
    UnknownHost,
    /// <summary>The host has another key than known_hosts says. About: the host.</summary>
    OtherHostKey,
    /// <summary>The host takes none of our keys. About: the host.</summary>
    LoginRefused,
    /// <summary>The host is not reached. About: the host, what ssh said.</summary>
    HostNotReached,
    /// <summary>sudo wants a password there. About: the host.</summary>
    NoSudo,
    /// <summary>A command on the device failed. About: what it said.</summary>
    CommandFailed,
    /// <summary>The device does not answer after all was done. About: the address, the seconds, why.</summary>
    NoAnswer,
}

/// <summary>A board could not be flashed. What was done before stays.</summary>
internal sealed class FlashException(FlashFault fault, params string[] about) : Exception(fault + ": " + string.Join(", ", about))
{
    // sysexits(3) EX_NOINPUT.
    private const int ExitNoInput = 66;

    public FlashFault Fault { get; } = fault;

    /// <summary>What it is about, in the order of the text's places.</summary>
    public IReadOnlyList<string> About { get; } = about;

    /// <summary>What the process ends with.</summary>
    public int ExitCode => Fault switch
    {
        FlashFault.NoBoard or FlashFault.NoPort or FlashFault.NoPortHere or FlashFault.Missing or FlashFault.NotForBoard or FlashFault.BadOption or FlashFault.NoFirmware or FlashFault.WrongPort => ExitCodes.Usage,
        FlashFault.NoFile or FlashFault.BadConfiguration or FlashFault.NotAnApp or FlashFault.OtherGeneration or FlashFault.NoApp or FlashFault.CutApp => ExitNoInput,
        FlashFault.NoNanoff or FlashFault.NoSsh or FlashFault.HostNotReached or FlashFault.NoAnswer => ExitCodes.Unavailable,
        FlashFault.UnknownHost or FlashFault.OtherHostKey or FlashFault.LoginRefused or FlashFault.NoSudo => ExitCodes.NotPermitted,
        _ => ExitCodes.Failed,
    };
}
