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
    private static readonly byte[][] Words = MakeWords();

    /// <summary>The error's word.</summary>
    public static byte[] WordOf(ControlError error)
    {
        return Words[(int)error];
    }

    /// <summary>The error of a word; <see cref="ControlError.Fault"/> for a word that a later version may have.</summary>
    public static ControlError Find(byte[] text, int count)
    {
        for (int i = 1; i < Words.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(text, 0, count, Words[i])) return (ControlError)i;
        }
        return ControlError.Fault;
    }

    [StartUp]
    private static byte[][] MakeWords()
    {
        return new byte[][]
        {
            new byte[0], Ascii.Bytes("not-json"), Ascii.Bytes("line-too-long"), Ascii.Bytes("unknown-verb"), Ascii.Bytes("bad-request"),
            Ascii.Bytes("unknown-account"), Ascii.Bytes("not-possible"), Ascii.Bytes("bad-recipient"), Ascii.Bytes("bad-secret"),
            Ascii.Bytes("not-stored"), Ascii.Bytes("busy"), Ascii.Bytes("failed"), Ascii.Bytes("cancelled"), Ascii.Bytes("proof-required"),
            Ascii.Bytes("proof-wrong"), Ascii.Bytes("no-admin-key"), Ascii.Bytes("too-slow"), Ascii.Bytes("fault"),
            Ascii.Bytes("bad-private-key"), Ascii.Bytes("key-mismatch"), Ascii.Bytes("bad-service-account"),
        };
    }
}
