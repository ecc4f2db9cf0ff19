using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Control;

/// <summary>What can be asked through the control channel; host-tools/README.md has each with its request, answer and errors.</summary>
public enum ControlVerb
{
    /// <summary>None of them.</summary>
    None,
    /// <summary>Who is there: name, board, version, protocol.</summary>
    Hello,
    /// <summary>How the listeners, the accounts and the device are.</summary>
    Status,
    /// <summary>The newest events of the ring.</summary>
    Log,
    /// <summary>Sends a mail through an account.</summary>
    TestMail,
    /// <summary>Pairs an account by device code, told step by step.</summary>
    Pair,
    /// <summary>Ends a pairing under way; alone it does nothing.</summary>
    Cancel,
    /// <summary>Puts a refresh token, a password, a client secret, a private key or the admin key into the store.</summary>
    Import,
    /// <summary>Renews an account's access token now.</summary>
    Refresh,
    /// <summary>Tries an account's way to its provider, step by step.</summary>
    Check,
    /// <summary>The configuration without anything secret.</summary>
    Config,
    /// <summary>Deletes an account's tokens or password.</summary>
    Forget,
    /// <summary>Proves the admin key; the first line on TLS, of no use elsewhere.</summary>
    Prove,
}

/// <summary>The verbs as the protocol spells them.</summary>
public static class ControlVerbs
{
    private const int WordMax = 32;

    // In the order of ControlVerb, without None. Made into octets when a tool asks: no board keeps them for it.
    private const string Words = "hello status log test-mail pair cancel import refresh check config forget prove";

    /// <summary>The verb's word, in a new array; empty for None.</summary>
    [StartUp]
    public static byte[] WordOf(ControlVerb verb)
    {
        byte[] word = new byte[WordMax];
        byte[] whole = new byte[verb == ControlVerb.None ? 0 : Ascii.AppendWord(word, 0, Ascii.Bytes(Words), (int)verb - 1)];
        Array.Copy(word, 0, whole, 0, whole.Length);
        return whole;
    }

    /// <summary>The verb of a word; <see cref="ControlVerb.None"/> if there is none.</summary>
    [StartUp]
    public static ControlVerb Find(byte[] text, int count)
    {
        int index = Ascii.IndexOfWordIgnoreCase(Ascii.Bytes(Words), text, 0, count);
        return index < 0 ? ControlVerb.None : (ControlVerb)(index + 1);
    }
}
