using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Account settings for tests.</summary>
internal static class Accounts
{
    public static AccountConfiguration For(string host, int port, Security security, byte[][]? roots, int connectionsMax = 3)
    {
        return new AccountConfiguration
        {
            Name = "scans",
            Roots = roots,
            Host = host,
            Port = port,
            Security = security,
            SizeMax = 36700160,
            ConnectionsMax = connectionsMax,
            PerMinuteMax = 30,
            Mechanism = LoginMechanism.None,
            User = "",
            SenderAddress = "",
            SenderRewrite = SenderRewrite.Never,
        };
    }
}
