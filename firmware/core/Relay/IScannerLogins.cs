namespace DeviceMailAgent.Relay;

/// <summary>Checks what a scanner logs in with.</summary>
public interface IScannerLogins
{
    /// <summary>Compares in constant time.</summary>
    /// <returns>
    /// The login: the account (index into agent.json's accounts) that it sends as, or where there are <see cref="IMailRoutes"/> the number that
    /// they know it by. Else <see cref="LoginCheck.Refused"/> or <see cref="LoginCheck.Guessing"/>.
    /// </returns>
    int Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount);
}

/// <summary>What <see cref="IScannerLogins.Check"/> returns for a login that does not count; all are below 0.</summary>
public static class LoginCheck
{
    /// <summary>User name or password is wrong.</summary>
    public const int Refused = -1;

    /// <summary>So many wrong ones came from this address that nothing was compared; later it will be.</summary>
    public const int Guessing = -2;
}
