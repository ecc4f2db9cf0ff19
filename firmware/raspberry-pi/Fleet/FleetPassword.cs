using System;
using System.IO;
using System.Security.Cryptography;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>The password for the broker, sealed in the store.</summary>
internal static class FleetPassword
{
    /// <summary>Carries it from standard input into the store, never from the command line, which other users can see.</summary>
    /// <returns>The process's exit code.</returns>
    public static int Import(StoreFolder store, Stream input, TextWriter messages)
    {
        byte[] octets = new byte[SealedKind.FleetPassword.OctetsMax + 3];
        int count = input.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> given = octets.AsSpan(0, count).TrimEnd("\r\n"u8);
        bool isSound = IsSound(given);
        Diagnosis saved = isSound ? Save(store, given) : Diagnosis.None;
        CryptographicOperations.ZeroMemory(octets);
        if (!isSound)
        {
            messages.WriteLine("The broker's password is one line of 1 to 256 octets. Pipe it in, for example from a file: devicemail-agent ... < FILE");
            return ExitCode.BadInput;
        }
        if (saved != Diagnosis.None)
        {
            messages.WriteLine(saved == Diagnosis.StoreKeyUnusable ? "The password was not stored: " + store.Keys.WhyUnusable() : "The password could not be written to " + Kept(store).Path + ". Check that the disk is not full or read-only, and who you are.");
            return ExitCode.CannotWrite;
        }
        messages.WriteLine("Stored for the fleet's broker. A running agent uses it at its next connection.");
        return ExitCode.Ok;
    }

    /// <summary>Whether octets can be a broker's password: one line of 1 to 256.</summary>
    public static bool IsSound(ReadOnlySpan<byte> password)
    {
        return password.Length is > 0 && password.Length <= SealedKind.FleetPassword.OctetsMax && password.IndexOfAnyInRange((byte)0, (byte)31) < 0;
    }

    /// <summary>Puts a sound password into the store.</summary>
    public static Diagnosis Save(StoreFolder store, ReadOnlySpan<byte> password)
    {
        return Kept(store).Save(password);
    }

    /// <summary>The password in octets; null if there is none that can be read.</summary>
    public static byte[]? Load(StoreFolder store)
    {
        byte[] octets = new byte[SealedKind.FleetPassword.OctetsMax];
        bool isThere = Kept(store).Load(octets, out int count) == Diagnosis.None && count > 0;
        byte[]? password = isThere ? octets[..count] : null;
        CryptographicOperations.ZeroMemory(octets);
        return password;
    }

    private static SealedSecret Kept(StoreFolder store)
    {
        return new SealedSecret(store, "fleet", SealedKind.FleetPassword);
    }
}
