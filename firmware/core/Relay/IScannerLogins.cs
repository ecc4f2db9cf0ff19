namespace DeviceMailAgent.Relay;

/// <summary>Checks what a scanner logs in with.</summary>
public interface IScannerLogins
{
    /// <summary>Compares in constant time.</summary>
    /// <returns>The account (index into agent.json's accounts) that this login sends as, or below 0: refused.</returns>
    int Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount);
}
