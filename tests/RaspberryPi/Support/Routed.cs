using System.Net;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>A configuration for tests: listeners "floor1" and "floor2", accounts 0, 1 and 2 with limits of 1, 2 and 3 MiB.</summary>
internal static class Routed
{
    public static AgentConfiguration Configuration(LoginPolicy policy, RouteConfiguration[] routes, params LoginConfiguration[] logins)
    {
        return new AgentConfiguration
        {
            Name = "bridge-test", Board = "raspberry-pi-4", Store = "/", Logins = logins, DefaultAccount = 0, Routes = routes,
            Listeners = [Listener("floor1", 0, policy), Listener("floor2", 1, policy)],
            Accounts = [Account(1), Account(2), Account(3)],
            Control = new ControlConfiguration { Socket = "/", SocketIsNamed = false },
        };
    }

    private static ListenerConfiguration Listener(string name, int account, LoginPolicy policy)
    {
        return new ListenerConfiguration { Name = name, Account = account, Address = IPAddress.Loopback, Port = 25, Tls = ListenerTls.Off, Allow = [], Login = policy, IsStrict = false, Repair = MessageRepair.None };
    }

    private static AccountConfiguration Account(int mebibytes)
    {
        return new AccountConfiguration
        {
            Name = "account-" + AgentJson.Number(mebibytes), Host = "127.0.0.1", Port = 25, Security = Security.None, SizeMax = mebibytes * 1048576L, ConnectionsMax = 1, PerMinuteMax = 0,
            Mechanism = LoginMechanism.None, User = "", SenderAddress = "", SenderRewrite = SenderRewrite.Never,
        };
    }
}

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class SetClock : IClock
{
    public long NowMs { get; set; } = 1_000_000;
}
