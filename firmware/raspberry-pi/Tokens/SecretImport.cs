using System;
using System.IO;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// Carries a refresh token or password from standard input into the store: never from the command line, which other users can
/// see. A running agent uses it at its next renewal or login.
/// </summary>
internal static class SecretImport
{
    public static int Run(AgentConfiguration configuration, string name, StoreFolder store, Stream input, TextWriter messages)
    {
        AccountConfiguration? account = Array.Find(configuration.Accounts, candidate => candidate.Name == name);
        if (account == null)
        {
            string[] names = Array.ConvertAll(configuration.Accounts, candidate => candidate.Name);
            messages.WriteLine("There is no account \"" + name + "\" in agent.json. There are: " + string.Join(", ", names) + ".");
            return ExitCode.Usage;
        }
        if (account.Mechanism == LoginMechanism.None)
        {
            messages.WriteLine("Account " + name + " has mechanism none and needs no secret.");
            return ExitCode.Usage;
        }
        // A password is bounded by what the login can carry, a token by its buffer.
        int max = account.NeedsPassword ? Limits.Login : Limits.RefreshToken;
        byte[] octets = new byte[Limits.RefreshToken + 256];
        int count = input.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        int start = 0;
        while (count > start && IsBlank(octets[count - 1])) count--;
        while (start < count && IsBlank(octets[start])) start++;
        string? wrong = Fault(octets.AsSpan(start, count - start), max, account.NeedsPassword);
        if (wrong != null)
        {
            messages.WriteLine(wrong);
            return ExitCode.BadInput;
        }
        var secret = new FileTokenStore(store, account);
        Diagnosis saved = secret.Save(octets, start, count - start);
        Array.Clear(octets);
        if (saved == Diagnosis.StoreKeyUnusable)
        {
            messages.WriteLine("The secret was not stored: " + store.Keys.WhyUnusable());
            return ExitCode.CannotWrite;
        }
        if (saved != Diagnosis.None)
        {
            messages.WriteLine("The secret could not be written to " + secret.Path + ". Check that the disk is not full or read-only, and who you are.");
            return ExitCode.CannotWrite;
        }
        messages.WriteLine("Stored for account " + name + ".");
        return ExitCode.Ok;
    }

    private static string? Fault(ReadOnlySpan<byte> secret, int max, bool isPassword)
    {
        if (secret.Length == 0) return "Nothing came on standard input. Pipe the secret in, for example from a file: devicemail-agent ... < FILE";
        if (secret.Length > max) return "What came on standard input is too long for a " + (isPassword ? "password." : "refresh token.");
        if (IsSound(secret, isPassword)) return null;
        return isPassword ? "A password is one line without control characters." : "A refresh token is one word of visible ASCII characters. Give the token alone, without quotes or JSON.";
    }

    /// <summary>True if the octets can be such a secret. RFC 6749 A.17: a token is visible ASCII; a password may have spaces and letters of any language.</summary>
    public static bool IsSound(ReadOnlySpan<byte> secret, bool isPassword)
    {
        if (secret.Length == 0 || secret.Length > (isPassword ? Limits.Login : Limits.RefreshToken)) return false;
        foreach (byte octet in secret)
        {
            if (!(isPassword ? octet >= 32 && octet != 127 : octet > 32 && octet < 127)) return false;
        }
        return true;
    }

    private static bool IsBlank(byte octet)
    {
        return octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
    }
}
