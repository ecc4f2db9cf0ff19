using System;
using System.Net;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Provider;
using DeviceMailAgent.RaspberryPi.Sessions;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Which account a mail goes through: routes in their order, then the login's, then the listener's.</summary>
public class RouteTests
{
    private const string Keys = """
        { "name": "bridge-3f", "board": "raspberry-pi-4", "store": "store",
          "listen": [ { "name": "floor1", "address": "0.0.0.0", "port": 2525, "tls": "auto", "tlsMin": "1.0", "allow": ["192.168.7.0/24"], "login": "optional" },
                      { "name": "floor2", "address": "0.0.0.0", "port": 2526, "tls": "auto", "allow": ["192.168.7.0/24"], "login": "optional", "account": "b" } ],
          "logins": [ { "user": "scanner", "password": "any", "account": "b" } ],
          "accounts": [ { "name": "a", "default": true, "smtp": { "host": "127.0.0.1", "port": 25, "security": "none", "sizeMax": 1000000 }, "mechanism": "none" },
                        { "name": "b", "smtp": { "host": "127.0.0.1", "port": 26, "security": "none", "sizeMax": 2000000, "perMinuteMax": 30, "waitSecondsMax": 45 }, "mechanism": "none" } ],
          "routes": [ { "sender": "floor2@contoso.com", "from": "192.168.7.0/25", "login": "scanner", "listener": "floor2", "account": "a" } ] }
        """;

    [Fact]
    public void Routes_and_limits_are_read()
    {
        using var folder = new TestFolder();
        AgentConfiguration read = AgentFile.Read(folder.Write("agent.json", Keys));
        Assert.Equal((0, 1), (read.Listeners[0].Account, read.Listeners[1].Account));
        Assert.Equal((true, false), (read.Listeners[0].ServesOldTls, read.Listeners[1].ServesOldTls));
        RouteConfiguration route = Assert.Single(read.Routes);
        Assert.Equal("floor2@contoso.com", Encoding.ASCII.GetString(route.Sender!));
        Assert.Equal("192.168.7.0/25", route.From!.ToString());
        Assert.Equal((0, 0), (route.Login, route.Account));
        Assert.Same(read.Listeners[1], route.Listener);
        Assert.Equal((30_000, 45_000), (read.Accounts[0].WaitMsMax, read.Accounts[1].WaitMsMax));
        Assert.Equal((0, 30), (read.Accounts[0].PerMinuteMax, read.Accounts[1].PerMinuteMax));
    }

    [Theory]
    [InlineData("\"listener\": \"floor2\", \"account\": \"a\"", "\"listener\": \"floor2\", \"account\": \"c\"", "routes[0].account: there is no account \"c\". There are: a, b.")]
    [InlineData("\"listener\": \"floor2\"", "\"listener\": \"attic\"", "routes[0].listener: there is no listener with the name \"attic\". There are: floor1, floor2.")]
    [InlineData("\"login\": \"scanner\", \"listener\"", "\"login\": \"scaner\", \"listener\"", "routes[0].login: there is no login \"scaner\". Did you mean \"scanner\"?")]
    [InlineData("\"sender\": \"floor2@contoso.com\"", "\"sender\": \"floor2\"", "routes[0].sender: must be an address such as \"floor2@contoso.com\", or a domain such as \"@contoso.com\", not \"floor2\".")]
    [InlineData("\"from\": \"192.168.7.0/25\"", "\"from\": \"192.168.7.1/25\"", "routes[0].from: \"192.168.7.1/25\" is not an address range. Write 192.168.7.0/25 for the network or 192.168.7.1 for the one address.")]
    [InlineData("\"sender\": \"floor2@contoso.com\"", "\"colour\": 1", "routes[0].colour: unknown key. Possible here: sender, from, login, listener, account.")]
    [InlineData("\"sender\": \"floor2@contoso.com\", \"from\": \"192.168.7.0/25\", \"login\": \"scanner\", \"listener\": \"floor2\", \"account\": \"a\"", "\"account\": \"a\"", "routes[0]: has no condition, so that every mail would take it. Add sender, from, login or listener; for all other mails write \"default\": true in the account.")]
    [InlineData("\"login\": \"optional\", \"account\": \"b\"", "\"login\": \"optional\", \"account\": \"x\"", "listen[1].account: there is no account \"x\". There are: a, b.")]
    [InlineData("\"name\": \"floor2\"", "\"name\": \"floor1\"", "listen[1].name: \"floor1\" is the name of a listener above. Names must differ.")]
    [InlineData("\"tlsMin\": \"1.0\"", "\"tlsMin\": \"1.1\"", "listen[0].tlsMin: must be \"1.0\" or \"1.2\", not \"1.1\". Did you mean \"1.0\"?")]
    [InlineData("\"tls\": \"auto\", \"tlsMin\"", "\"tls\": \"off\", \"tlsMin\"", "listen[0].tlsMin: is of no use with \"tls\": \"off\". Remove it, or write \"tls\": \"auto\".")]
    [InlineData("\"host\": \"127.0.0.1\", \"port\": 26", "\"host\": \"localhost\", \"port\": 2526", "accounts[1].smtp.port: localhost port 2526 is listen[1] of this agent, so that its mails would come back for ever. Write the provider's host and port.")]
    [InlineData("\"waitSecondsMax\": 45", "\"waitSecondsMax\": 0", "accounts[1].smtp.waitSecondsMax: must be a number from 1 to 300, not 0.")]
    public void What_cannot_be_is_refused_with_its_path(string part, string instead, string expected)
    {
        using var folder = new TestFolder();
        Assert.Contains(part, Keys, StringComparison.Ordinal);
        string file = folder.Write("agent.json", Keys.Replace(part, instead, StringComparison.Ordinal));
        Assert.Equal(expected, Assert.Throws<ConfigurationException>(() => AgentFile.Read(file)).Message);
    }

    [Theory]
    // Listener, scanner, login, sender; the account, and which rule decided.
    [InlineData(0, "192.168.7.20", -1, "mfp@contoso.com", 0, "the listener's")]
    [InlineData(1, "192.168.7.20", -1, "mfp@contoso.com", 1, "the listener's")]
    [InlineData(0, "192.168.7.20", 0, "mfp@contoso.com", 2, "the login's")]
    [InlineData(1, "192.168.7.20", 1, "mfp@contoso.com", 0, "a login beats the listener")]
    [InlineData(1, "192.168.7.20", 0, "hr@contoso.com", 1, "routes[0], by sender, beats the login")]
    [InlineData(0, "192.168.7.20", -1, "HR@Contoso.com", 1, "letters of either case")]
    [InlineData(0, "192.168.7.20", -1, "xhr@contoso.com", 0, "a whole address, not its end")]
    [InlineData(0, "192.168.7.20", -1, "", 0, "no sender at all")]
    [InlineData(0, "192.168.7.20", -1, "any@fabrikam.example", 2, "routes[1], by the sender's domain")]
    [InlineData(0, "192.168.7.20", -1, "any@not-fabrikam.example", 0, "the whole domain")]
    [InlineData(0, "192.168.7.200", -1, "mfp@contoso.com", 1, "routes[2], by the scanner's address")]
    [InlineData(0, "192.168.7.200", -1, "any@fabrikam.example", 2, "the first route that fits")]
    [InlineData(1, "192.168.7.20", 1, "night@contoso.com", 2, "routes[3], listener and login and sender together")]
    [InlineData(1, "192.168.7.20", 0, "night@contoso.com", 2, "not with another login, whose account it is")]
    [InlineData(0, "192.168.7.20", 1, "night@contoso.com", 0, "not at another listener")]
    public void The_first_rule_that_fits_decides(int listener, string address, int login, string sender, int account, string because)
    {
        AgentConfiguration configuration = With(
            new LoginConfiguration { User = [1], Account = 2 }, new LoginConfiguration { User = [2], Account = 0 });
        ScannerAccess access = Access(configuration);
        access.Begin(configuration.Listeners[listener], IPAddress.Parse(address));
        byte[] octets = Encoding.ASCII.GetBytes("#" + sender + "#");
        Assert.True(account == access.AccountOf(login, octets, 1, sender.Length), because);
    }

    [Theory]
    // What the scanner's mails may need most: the listener's account alone, or one that a route or login leads to.
    [InlineData(false, false, 0, "192.168.7.20", 0)]
    [InlineData(false, false, 1, "192.168.7.20", 1)]
    [InlineData(true, false, 0, "192.168.7.20", 2)]
    [InlineData(false, true, 0, "192.168.7.20", 2)]
    public void The_largest_of_the_possible_limits_is_announced(bool routes, bool logins, int listener, string address, int account)
    {
        AgentConfiguration configuration = Routed.Configuration(LoginPolicy.Optional, routes ? With().Routes : [], logins ? [new LoginConfiguration { User = [1], Account = 2 }] : []);
        ScannerAccess access = Access(configuration);
        access.Begin(configuration.Listeners[listener], IPAddress.Parse(address));
        Assert.Equal(account, access.LargestAccount());
    }

    private static AgentConfiguration With(params LoginConfiguration[] logins)
    {
        AgentConfiguration plain = Routed.Configuration(LoginPolicy.Optional, [], logins);
        ListenerConfiguration[] listeners = plain.Listeners;
        return new AgentConfiguration
        {
            Name = plain.Name, Board = plain.Board, Store = plain.Store, Logins = logins, DefaultAccount = 0, Listeners = listeners, Accounts = plain.Accounts, Control = plain.Control,
            Routes = [
                new RouteConfiguration { Sender = "hr@contoso.com"u8.ToArray(), Account = 1 },
                new RouteConfiguration { Sender = "@fabrikam.example"u8.ToArray(), Account = 2 },
                new RouteConfiguration { From = AddressRange.Parse("192.168.7.128/25", out _), Account = 1 },
                new RouteConfiguration { Listener = listeners[1], Login = 1, Sender = "night@contoso.com"u8.ToArray(), Account = 2 },
            ],
        };
    }

    private static ScannerAccess Access(AgentConfiguration configuration)
    {
        return new ScannerAccess(configuration, new LoginGuesses(new SetClock()), new ProviderPool([], fault => throw fault));
    }
}
