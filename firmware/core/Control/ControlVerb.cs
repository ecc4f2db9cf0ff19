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
    private static readonly byte[][] Words = MakeWords();

    /// <summary>The verb's word.</summary>
    public static byte[] WordOf(ControlVerb verb)
    {
        return Words[(int)verb];
    }

    /// <summary>The verb of a word; <see cref="ControlVerb.None"/> if there is none.</summary>
    public static ControlVerb Find(byte[] text, int count)
    {
        for (int i = 1; i < Words.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(text, 0, count, Words[i])) return (ControlVerb)i;
        }
        return ControlVerb.None;
    }

    [StartUp]
    private static byte[][] MakeWords()
    {
        return new byte[][]
        {
            new byte[0], Ascii.Bytes("hello"), Ascii.Bytes("status"), Ascii.Bytes("log"), Ascii.Bytes("test-mail"), Ascii.Bytes("pair"),
            Ascii.Bytes("cancel"), Ascii.Bytes("import"), Ascii.Bytes("refresh"), Ascii.Bytes("check"), Ascii.Bytes("config"),
            Ascii.Bytes("forget"), Ascii.Bytes("prove"),
        };
    }
}
