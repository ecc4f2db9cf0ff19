using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Relay;

/// <summary>What becomes of the sender that a scanner names.</summary>
public enum SenderRewrite
{
    /// <summary>It goes to the provider as it came.</summary>
    Never,
    /// <summary>It is replaced by the account's sender where it is another address.</summary>
    IfDifferent,
    /// <summary>It is replaced by the account's sender.</summary>
    Always,
}

/// <summary>One account of agent.json as the relay needs it; fixed after start.</summary>
public sealed class ProviderAccount
{
    /// <summary>Describes an account.</summary>
    /// <param name="index">Its place in agent.json's accounts.</param>
    /// <param name="heloName">What the agent calls itself towards the provider (RFC 5321 4.1.1.1).</param>
    /// <param name="security">How the connection is protected.</param>
    /// <param name="user">The SASL user: the mailbox, as US-ASCII or UTF-8.</param>
    /// <param name="isBearer">True if the secret is an access token, which can be renewed.</param>
    /// <param name="sender">The address that the mailbox may send as.</param>
    /// <param name="rewrite">When it replaces the scanner's.</param>
    /// <param name="sizeMax">The largest mail in octets.</param>
    public ProviderAccount(int index, string heloName, Security security, string user, bool isBearer,
        string sender, SenderRewrite rewrite, long sizeMax)
    {
        Index = index;
        HeloName = heloName;
        Security = security;
        User = Ascii.Bytes(user);
        IsBearer = isBearer;
        Sender = Ascii.Bytes(sender);
        Rewrite = rewrite;
        SizeMax = sizeMax;
    }

    /// <summary>Place in agent.json's accounts.</summary>
    public int Index { get; }

    /// <summary>The agent's name in EHLO.</summary>
    public string HeloName { get; }

    /// <summary>How the connection is protected.</summary>
    public Security Security { get; }

    /// <summary>The SASL user.</summary>
    public byte[] User { get; }

    /// <summary>True if the secret is an access token.</summary>
    public bool IsBearer { get; }

    /// <summary>The address that the mailbox may send as.</summary>
    public byte[] Sender { get; }

    /// <summary>When <see cref="Sender"/> replaces the scanner's.</summary>
    public SenderRewrite Rewrite { get; }

    /// <summary>The largest mail in octets.</summary>
    public long SizeMax { get; }
}
