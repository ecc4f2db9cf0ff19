using System;
using System.IO;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// Carries a secret from standard input into the store: never from the command line, which other users can see. A running agent uses it at its next
/// renewal or login.
/// </summary>
internal static class SecretImport
{
    // A PEM file with a key and the whole chain of its certificate.
    private const int InputMax = 65536;

    /// <param name="configuration">agent.json.</param>
    /// <param name="name">The account.</param>
    /// <param name="store">Where it goes.</param>
    /// <param name="input">The secret.</param>
    /// <param name="messages">For a person.</param>
    /// <param name="kind">What it is; None: what the account wants.</param>
    /// <param name="ends">When it ends, in seconds since 1970, UTC; 0: not said.</param>
    /// <returns>The process's exit code.</returns>
    public static int Run(AgentConfiguration configuration, string name, StoreFolder store, Stream input, TextWriter messages, SecretKind kind = SecretKind.None, long ends = 0)
    {
        AccountConfiguration? account = Array.Find(configuration.Accounts, candidate => candidate.Name == name);
        string? wrong = account == null ? NoAccount(configuration, name) : WrongKind(account, kind);
        if (wrong != null)
        {
            messages.WriteLine(wrong);
            return ExitCode.Usage;
        }
        byte[] octets = new byte[InputMax];
        int count = input.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> given = octets.AsSpan(0, count);
        // A PFX file, which begins with a long SEQUENCE in DER, may end with any octet; all else is text, where blanks around it mean nothing.
        if (!given.StartsWith((ReadOnlySpan<byte>)[0x30, 0x82])) given = given.Trim(" \t\r\n"u8);
        int exitCode = Store(account!, kind == SecretKind.None ? account!.Secret : kind, ends, given, store, messages);
        Array.Clear(octets);
        return exitCode;
    }

    private static int Store(AccountConfiguration account, SecretKind kind, long ends, ReadOnlySpan<byte> given, StoreFolder store, TextWriter messages)
    {
        if (given.Length == 0)
        {
            messages.WriteLine("Nothing came on standard input. Pipe the secret in, for example from a file: devicemail-agent ... < FILE");
            return ExitCode.BadInput;
        }
        ImportedSecret secret = ImportedSecret.Take(account, kind, given);
        if (secret.Fault.Length > 0)
        {
            messages.WriteLine(secret.Fault);
            return ExitCode.BadInput;
        }
        var place = new FileTokenStore(store, account, SecretKinds.SealedOf(kind));
        Diagnosis saved = place.Save(secret.Octets, 0, secret.Octets.Length);
        if (saved == Diagnosis.None && !SecretDates.Given(store, account, kind, ends)) saved = Diagnosis.StoreUnwritable;
        Array.Clear(secret.Octets);
        if (saved == Diagnosis.StoreKeyUnusable)
        {
            messages.WriteLine("The secret was not stored: " + store.Keys.WhyUnusable());
            return ExitCode.CannotWrite;
        }
        if (saved != Diagnosis.None)
        {
            messages.WriteLine("The secret could not be written to " + place.Path + ". Check that the disk is not full or read-only, and who you are.");
            return ExitCode.CannotWrite;
        }
        messages.WriteLine("Stored for account " + account.Name + ".");
        return ExitCode.Ok;
    }

    private static string NoAccount(AgentConfiguration configuration, string name)
    {
        string[] names = Array.ConvertAll(configuration.Accounts, candidate => candidate.Name);
        return "There is no account \"" + name + "\" in agent.json. There are: " + string.Join(", ", names) + ".";
    }

    private static string? WrongKind(AccountConfiguration account, SecretKind kind)
    {
        if (account.Mechanism == LoginMechanism.None) return "Account " + account.Name + " has mechanism none and needs no secret.";
        if (kind == SecretKind.None || account.Takes(kind)) return null;
        return "Account " + account.Name + " takes a " + SecretKinds.NameOf(account.Secret) + " (--kind " + SecretKinds.WordOf(account.Secret) + "), not a " + SecretKinds.NameOf(kind) + ". Check \"mechanism\", \"oauth.flow\" and \"oauth.certificate\" in agent.json.";
    }
}
