using DeviceMailAgent.OAuth;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Sasl;

/// <summary>
/// XOAUTH2, as Microsoft and Google document it for SMTP:
/// <c>user=</c> user ^A <c>auth=Bearer </c> token ^A ^A. A second 334 carries the error's JSON and is answered with an empty line.
/// </summary>
public sealed class XOAuth2 : SaslClient
{
    private static readonly string MechanismName = "XOAUTH2";
    private readonly byte[] _userField = Ascii.Bytes("user=");
    private readonly byte[] _tokenField = Ascii.Bytes("\u0001auth=Bearer ");
    private readonly byte[] _ending = Ascii.Bytes("\u0001\u0001");

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
            return true;
        }
        if (challenge > 1 || !IsText(User, User.Length) || !BearerToken.IsToken(Secret, 0, SecretCount)) return false;
        Add(_userField);
        Add(User);
        Add(_tokenField);
        Add(Secret, SecretCount);
        Add(_ending);
        return true;
    }
}
