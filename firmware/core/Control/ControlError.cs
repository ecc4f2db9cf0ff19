using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Control;

/// <summary>Why a request was not done. The words are the protocol's; what to say to a person is the tool's affair.</summary>
public enum ControlError
{
    /// <summary>It was done.</summary>
    None,
    /// <summary>The line is not one JSON object, or nests too deep, or has a member twice.</summary>
    NotJson,
    /// <summary>The line is longer than <see cref="ControlRequest.LineMax"/>; the connection is closed.</summary>
    LineTooLong,
    /// <summary>There is no such verb on this device.</summary>
    UnknownVerb,
    /// <summary>A member that the verb needs is missing, of another type or too long.</summary>
    BadRequest,
    /// <summary>agent.json has no account of this name.</summary>
    UnknownAccount,
    /// <summary>The account is not of the kind that this verb is for.</summary>
    NotPossible,
    /// <summary>The recipient is not a mail address.</summary>
    BadRecipient,
    /// <summary>The secret has octets that no such secret can have, or too many.</summary>
    BadSecret,
    /// <summary>The store could not be written.</summary>
    NotStored,
    /// <summary>The same is under way already, or every connection is taken: try again later.</summary>
    Busy,
    /// <summary>It was tried and failed; the diagnosis says why.</summary>
    Failed,
    /// <summary>It was ended by the one who asked.</summary>
    Cancelled,
    /// <summary>The admin key has to be proven first.</summary>
    ProofRequired,
    /// <summary>The proof is wrong; the connection is closed.</summary>
    ProofWrong,
    /// <summary>The device has no admin key yet: one has to be imported over the unix socket or the serial line.</summary>
    NoAdminKey,
    /// <summary>A line was begun and not ended in time; the connection is closed.</summary>
    TooSlow,
    /// <summary>A fault in the agent.</summary>
    Fault,
    /// <summary>What was given is not an RSA private key of 2048 bits or more in unencrypted PEM.</summary>
    BadPrivateKey,
    /// <summary>The private key is not the one of the certificate that agent.json names.</summary>
    KeyMismatch,
    /// <summary>What was given is not a service account's key file, or not the one of the client that agent.json names.</summary>
    BadServiceAccount,
}

/// <summary>The errors as the protocol spells them.</summary>
public static class ControlErrors
{
    private const int WordMax = 32;

    // In the order of ControlError, without None. Made into octets when a tool asks: no board keeps them for it.
    private const string Words =
        "not-json line-too-long unknown-verb bad-request unknown-account not-possible bad-recipient bad-secret"
        + " not-stored busy failed cancelled proof-required proof-wrong no-admin-key too-slow fault bad-private-key"
        + " key-mismatch bad-service-account";

    /// <summary>The error's word, in a new array; empty for None.</summary>
    [StartUp]
    public static byte[] WordOf(ControlError error)
    {
        byte[] word = new byte[WordMax];
        byte[] whole = new byte[error == ControlError.None ? 0 : Ascii.AppendWord(word, 0, Ascii.Bytes(Words), (int)error - 1)];
        Array.Copy(word, 0, whole, 0, whole.Length);
        return whole;
    }

    /// <summary>The error of a word; <see cref="ControlError.Fault"/> for a word that a later version may have.</summary>
    [StartUp]
    public static ControlError Find(byte[] text, int count)
    {
        int index = Ascii.IndexOfWordIgnoreCase(Ascii.Bytes(Words), text, 0, count);
        return index < 0 ? ControlError.Fault : (ControlError)(index + 1);
    }
}
