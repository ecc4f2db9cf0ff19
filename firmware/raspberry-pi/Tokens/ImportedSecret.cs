using System;
using System.Security.Cryptography;
using DeviceMailAgent.Control;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>What somebody gives for an account, judged and brought into the form that the store has.</summary>
internal sealed class ImportedSecret
{
    private ImportedSecret(byte[] octets, ControlError error, string fault)
    {
        Octets = octets;
        Error = error;
        Fault = fault;
    }

    /// <summary>What is to be stored; the caller overwrites it afterwards. Empty when it is refused.</summary>
    public byte[] Octets { get; }

    /// <summary>Why it is refused, for the control channel; None if it is not.</summary>
    public ControlError Error { get; }

    /// <summary>Why it is refused and the cure, for a person. It never shows what was given.</summary>
    public string Fault { get; }

    /// <summary>Judges a secret.</summary>
    /// <param name="account">Whom it is for.</param>
    /// <param name="kind">What it is; one that the account takes.</param>
    /// <param name="octets">As it was given, without blanks around it.</param>
    public static ImportedSecret Take(AccountConfiguration account, SecretKind kind, ReadOnlySpan<byte> octets)
    {
        switch (kind)
        {
            case SecretKind.ClientKey: return Key(account.OAuth!.Certificate!, octets);
            case SecretKind.ServiceAccount: return ServiceAccount(account.OAuth!, octets);
            case SecretKind.Password:
                if (octets.Length > Limits.Login) return TooLong(kind);
                return IsLine(octets) ? Good(octets.ToArray()) : Refused(ControlError.BadSecret, "A password is one line without control characters.");
            default:
                if (octets.Length > (kind == SecretKind.ClientSecret ? Limits.ClientSecret : Limits.RefreshToken)) return TooLong(kind);
                string what = kind == SecretKind.ClientSecret ? "A client secret is one word of visible ASCII characters. Take the secret's value, not its ID." : "A refresh token is one word of visible ASCII characters. Give the token alone, without quotes or JSON.";
                return IsWord(octets) ? Good(octets.ToArray()) : Refused(ControlError.BadSecret, what);
        }
    }

    private static ImportedSecret Key(AssertionCertificate certificate, ReadOnlySpan<byte> octets)
    {
        using RSA? key = PrivateKeys.Read(octets, out string fault);
        if (key == null) return Refused(ControlError.BadPrivateKey, fault);
        if (!certificate.Fits(key)) return Refused(ControlError.KeyMismatch, "The private key is not the one of the certificate that agent.json names. Take the key that was made together with it.");
        return Fitting(PrivateKeys.ToStore(key), ControlError.BadPrivateKey);
    }

    private static ImportedSecret ServiceAccount(OAuthConfiguration oauth, ReadOnlySpan<byte> octets)
    {
        using ServiceAccountKey? key = ServiceAccountKey.Read(octets, oauth, out string fault);
        return key == null ? Refused(ControlError.BadServiceAccount, fault) : Fitting(key.ToStore(), ControlError.BadServiceAccount);
    }

    // A key of 8192 bits: nobody asks for one.
    private static ImportedSecret Fitting(byte[] octets, ControlError error)
    {
        return octets.Length <= Limits.RefreshToken ? Good(octets) : Refused(error, "The key is longer than the device has room for. One of 2048 to 4096 bits fits.");
    }

    private static ImportedSecret TooLong(SecretKind kind)
    {
        return Refused(ControlError.BadSecret, "What came on standard input is too long for a " + SecretKinds.NameOf(kind) + ".");
    }

    private static ImportedSecret Good(byte[] octets)
    {
        return new ImportedSecret(octets, ControlError.None, "");
    }

    private static ImportedSecret Refused(ControlError error, string fault)
    {
        return new ImportedSecret([], error, fault);
    }

    // RFC 6749 A.2, A.17: visible ASCII. (A client secret may have spaces there; nobody's has.)
    private static bool IsWord(ReadOnlySpan<byte> octets)
    {
        return octets.Length > 0 && octets.IndexOfAnyExceptInRange((byte)33, (byte)126) < 0;
    }

    // Spaces, and letters of any language.
    private static bool IsLine(ReadOnlySpan<byte> octets)
    {
        return octets.Length > 0 && octets.IndexOfAnyInRange((byte)0, (byte)31) < 0 && octets.IndexOf((byte)127) < 0;
    }
}
