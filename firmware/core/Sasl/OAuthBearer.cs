using DeviceMailAgent.OAuth;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Sasl;

/// <summary>
/// OAUTHBEARER (RFC 7628 3.1): <c>n,a=</c>user<c>,</c> ^A <c>host=</c>host ^A <c>port=</c>port ^A <c>auth=Bearer </c>token ^A ^A.
/// A second 334 carries the error's JSON and is answered with a single ^A (3.2.3).
/// </summary>
public sealed class OAuthBearer : SaslClient
{
    private static readonly string MechanismName = "OAUTHBEARER";
    private readonly byte[] _userField = Ascii.Bytes("n,a=");
    private readonly byte[] _noUser = Ascii.Bytes("n,");
    private static readonly string EscapedComma = "=2C";
    private static readonly string EscapedEquals = "=3D";
    private readonly byte[] _ending = Ascii.Bytes("\u0001\u0001");
    private readonly byte[] _keyValueSeparator = Ascii.Bytes("\u0001");
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
    public override string Name
    {
        get { return MechanismName; }
    }

    /// <inheritdoc/>
    protected override bool Compose(int challenge)
    {
        if (challenge == 1)
        {
            MarkRefused();
            Add(_keyValueSeparator);
            return true;
        }
        if (challenge > 1 || User.Length > Limits.Path) return false;
        if (!IsText(User, User.Length) || !BearerToken.IsToken(Secret, 0, SecretCount)) return false;
        if (User.Length == 0)
        {
            Add(_noUser);
        }
        else
        {
            Add(_userField);
            Add(_saslName, EscapeUser());
        }
        Add(_serverAndToken);
        Add(Secret, SecretCount);
        Add(_ending);
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
