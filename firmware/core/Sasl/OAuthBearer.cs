using DeviceMailAgent.OAuth;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Sasl;

/// <summary>
/// OAUTHBEARER (RFC 7628 3.1): <c>n,a=</c>user<c>,</c> ^A <c>host=</c>host ^A <c>port=</c>port ^A <c>auth=Bearer </c>token ^A ^A.
/// A second 334 carries the error's JSON and is answered with a single ^A (3.2.3).
/// </summary>
public sealed class OAuthBearer : SaslClient
{
    private static readonly byte[] MechanismName = Ascii.Bytes("OAUTHBEARER");
    private static readonly byte[] UserField = Ascii.Bytes("n,a=");
    private static readonly byte[] NoUser = Ascii.Bytes("n,");
    private static readonly byte[] EscapedComma = Ascii.Bytes("=2C");
    private static readonly byte[] EscapedEquals = Ascii.Bytes("=3D");
    private static readonly byte[] Ending = Ascii.Bytes("\u0001\u0001");
    private static readonly byte[] KeyValueSeparator = Ascii.Bytes("\u0001");
    private readonly byte[] _serverAndToken;
    private readonly byte[] _saslName = new byte[3 * Limits.Path];

    /// <summary>The mechanism for one server.</summary>
    /// <param name="host">The host that the agent connects to, as configured (ASCII).</param>
    /// <param name="port">Its port.</param>
    public OAuthBearer(string host, int port)
    {
        _serverAndToken = Ascii.Bytes(",\u0001host=" + host + "\u0001port=" + port.ToString() + "\u0001auth=Bearer ");
    }

    /// <inheritdoc/>
    public override byte[] Name
    {
        get { return MechanismName; }
    }

    /// <inheritdoc/>
    protected override bool Compose(int challenge)
    {
        if (challenge == 1)
        {
            MarkRefused();
            Add(KeyValueSeparator);
            return true;
        }
        if (challenge > 1 || User.Length > Limits.Path) return false;
        if (!IsText(User, User.Length) || !BearerToken.IsToken(Secret, 0, SecretCount)) return false;
        if (User.Length == 0)
        {
            Add(NoUser);
        }
        else
        {
            Add(UserField);
            Add(_saslName, EscapeUser());
        }
        Add(_serverAndToken);
        Add(Secret, SecretCount);
        Add(Ending);
        return true;
    }

    // RFC 5801 4: in a saslname ',' is =2C and '=' is =3D.
    private int EscapeUser()
    {
        int at = 0;
        for (int i = 0; i < User.Length; i++)
        {
            byte octet = User[i];
            if (octet == (byte)',') at = Ascii.Append(_saslName, at, EscapedComma);
            else if (octet == (byte)'=') at = Ascii.Append(_saslName, at, EscapedEquals);
            else _saslName[at++] = octet;
        }
        return at;
    }
}
