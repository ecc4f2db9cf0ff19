using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Sasl;

/// <summary>PLAIN (RFC 4616 2) without an authorization identity: NUL user NUL password.</summary>
public sealed class Plain : SaslClient
{
    private static readonly string MechanismName = "PLAIN";
    private readonly byte[] _nul = new byte[1];

    /// <inheritdoc/>
    public override string Name
    {
        get { return MechanismName; }
    }

    /// <inheritdoc/>
    protected override bool Compose(int challenge)
    {
        if (challenge > 0 || User.Length == 0 || SecretCount == 0) return false;
        if (HasNul(User, User.Length) || HasNul(Secret, SecretCount)) return false;
        Add(_nul);
        Add(User);
        Add(_nul);
        Add(Secret, SecretCount);
        return true;
    }

    private static bool HasNul(byte[] octets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (octets[i] == 0) return true;
        }
        return false;
    }
}
