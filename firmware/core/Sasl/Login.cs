using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Sasl;

/// <summary>
/// LOGIN, which no RFC defines: the first challenge asks for the user, the second for the password, in whatever words.
/// </summary>
public sealed class Login : SaslClient
{
    private static readonly string MechanismName = "LOGIN";

    /// <inheritdoc/>
    public override string Name
    {
        get { return MechanismName; }
    }

    /// <inheritdoc/>
    public override int Responses
    {
        get { return 2; }
    }

    /// <inheritdoc/>
    protected override bool Compose(int challenge)
    {
        if (challenge > 1) return false;
        if (challenge == 0) Add(User);
        else Add(Secret, SecretCount);
        return true;
    }
}
