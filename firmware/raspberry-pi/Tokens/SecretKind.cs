using System;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>What the store can hold for an account.</summary>
internal enum SecretKind
{
    /// <summary>Nothing: the account logs in without any.</summary>
    None,
    /// <summary>Of a person's sign-in (RFC 6749 1.5).</summary>
    RefreshToken,
    /// <summary>For PLAIN and LOGIN: the mailbox's, an app password or an API key.</summary>
    Password,
    /// <summary>Of an app registration (RFC 6749 2.3.1).</summary>
    ClientSecret,
    /// <summary>The private key of an app's certificate, PKCS #8 in PEM.</summary>
    ClientKey,
    /// <summary>A Google service account's key: the members that are needed of its JSON file.</summary>
    ServiceAccount,
}

/// <summary>The kinds as the protocol spells them, and as the store has them.</summary>
internal static class SecretKinds
{
    private static readonly string[] Words = ["none", "refresh-token", "password", "client-secret", "client-key", "service-account"];
    private static readonly SealedKind[] Sealed =
    [
        SealedKind.RefreshToken, SealedKind.RefreshToken, SealedKind.Password, SealedKind.ClientSecret, SealedKind.ClientKey, SealedKind.ServiceAccount,
    ];

    private static readonly string[] Plain = ["secret", "refresh token", "password", "client secret", "private key", "service account key"];

    /// <summary>The word of the control protocol.</summary>
    public static string WordOf(SecretKind kind)
    {
        return Words[(int)kind];
    }

    /// <summary>The kind for people.</summary>
    public static string NameOf(SecretKind kind)
    {
        return Plain[(int)kind];
    }

    /// <summary>As what the store seals it; for None, where nothing is ever stored, a refresh token.</summary>
    public static SealedKind SealedOf(SecretKind kind)
    {
        return Sealed[(int)kind];
    }

    /// <summary>The kind of a word; <see cref="SecretKind.None"/> if there is none.</summary>
    public static SecretKind Find(string word)
    {
        return (SecretKind)Math.Max(0, Array.IndexOf(Words, word));
    }
}
