using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Two accounts at two providers at once: each mail goes through the one that its login, sender, listener or address leads to.</summary>
public sealed class RoutingTests
{
    private const string Second = "second";
    private const string SecondUser = "second@gmail.test";

    [Fact]
    public async Task Each_mail_goes_through_the_account_that_its_route_names()
    {
        await using SandboxProvider first = SandboxProvider.Start(new SandboxOptions { User = ScanMail.Sender });
        await using SandboxProvider second = SandboxProvider.Start(new SandboxOptions { User = SecondUser, Profile = ProviderProfile.ByName("gmail") });
        JsonObject file = TwoAccounts(first, second);
        int floor2 = AddListener(file, "floor2", Second);
        file["logins"]!.AsArray().Add(new JsonObject { ["user"] = "archive", ["password"] = "any", ["account"] = Second });
        file["routes"] = new JsonArray(
            new JsonObject { ["sender"] = "hr@example.test", ["account"] = Second },
            new JsonObject { ["from"] = "127.0.0.2", ["account"] = Second },
            new JsonObject { ["listener"] = "floor2", ["login"] = "archive", ["account"] = AgentFile.Account });
        await using AgentProcess agent = await Start(file, first, second);
        // Port, the scanner's own address, login, sender; the provider that gets it. All at the same time.
        (int Port, string From, string Login, string Sender, SandboxProvider To)[] ways =
        [
            (agent.Port, "127.0.0.1", "", ScanMail.Sender, first),
            (agent.Port, "127.0.0.1", "", "HR@example.test", second),
            (agent.Port, "127.0.0.2", "", ScanMail.Sender, second),
            (agent.Port, "127.0.0.1", "archive", ScanMail.Sender, second),
            (agent.Port, "127.0.0.1", Scanners.User, ScanMail.Sender, first),
            (floor2, "127.0.0.1", "", ScanMail.Sender, second),
            (floor2, "127.0.0.1", "archive", ScanMail.Sender, first),
            (floor2, "127.0.0.2", "archive", ScanMail.Sender, second),
        ];
        ScanMail[] mails = ways.Select(_ => ScanMail.Make(200_000)).ToArray();
        await Task.WhenAll(ways.Select((way, i) => Send(agent, way.Port, way.From, way.Login, way.Sender, mails[i])));
        for (int i = 0; i < ways.Length; i++)
        {
            SandboxProvider other = ways[i].To == first ? second : first;
            ReceivedMail received = Assert.Single(ways[i].To.Mails, mail => mail.Recipients.Contains(mails[i].Recipient));
            byte[] arrived = await File.ReadAllBytesAsync(received.File!);
            SameOctets.Assert(mails[i].Octets, arrived);
            Assert.Equal(ways[i].To.User, received.Sender);
            Assert.DoesNotContain(other.Mails, mail => mail.Recipients.Contains(mails[i].Recipient));
        }
        Assert.Equal((0, 0), (first.Counters.LoginsRefused, second.Counters.LoginsRefused));
    }

    [Fact]
    public async Task One_provider_that_is_gone_does_not_stop_the_other()
    {
        await using SandboxProvider first = SandboxProvider.Start(new SandboxOptions { User = ScanMail.Sender });
        SandboxProvider second = SandboxProvider.Start(new SandboxOptions { User = SecondUser });
        JsonObject file = TwoAccounts(first, second);
        file["routes"] = new JsonArray(new JsonObject { ["sender"] = "@second.test", ["account"] = Second });
        await using AgentProcess agent = await Start(file, first, second);
        await second.DisposeAsync();
        using Conversation scanner = await Conversation.Begin(agent.Port);
        Assert.InRange((await scanner.Send(ScanMail.Make(), "scanner@second.test")).Code, 400, 499);
        ScanMail mail = ScanMail.Make();
        Assert.Equal(250, (await scanner.Send(mail)).Code);
        Assert.Single(first.Mails, received => received.Recipients.Contains(mail.Recipient));
    }

    [Fact]
    public async Task The_size_that_is_announced_and_enforced_is_the_routed_accounts()
    {
        await using SandboxProvider first = SandboxProvider.Start(new SandboxOptions { User = ScanMail.Sender });
        await using SandboxProvider second = SandboxProvider.Start(new SandboxOptions { User = SecondUser });
        JsonObject file = TwoAccounts(first, second);
        file.Remove("logins");
        file.At("accounts[1].smtp")["sizeMax"] = 100_000;
        int floor2 = AddListener(file, "floor2", Second);
        int floor3 = AddListener(file, "floor3", AgentFile.Account);
        file["routes"] = new JsonArray(new JsonObject { ["listener"] = "floor3", ["sender"] = "small@example.test", ["account"] = Second });
        await using AgentProcess agent = await Start(file, first, second);
        foreach ((int port, string announced) in new[] { (agent.Port, "SIZE 200000000"), (floor2, "SIZE 100000"), (floor3, "SIZE 200000000") })
        {
            using Conversation one = await Conversation.Connect(port);
            Assert.Contains(announced + " ", (await one.Ask("EHLO scanner.test")).Text);
        }
        using Conversation scanner = await Conversation.Begin(floor3);
        HeardReply early = await scanner.Ask("MAIL FROM:<small@example.test> SIZE=100001");
        Assert.Equal((552, Diagnosis.MessageTooLarge), (early.Code, early.Diagnosis));
        Assert.Equal(250, (await scanner.Ask($"MAIL FROM:<{ScanMail.Sender}> SIZE=100001")).Code);
        await scanner.Ask("RSET");
        // Without SIZE it shows in mid-stream, and is said at the end.
        HeardReply late = await scanner.Send(ScanMail.Filler(100_001), "small@example.test");
        Assert.Equal((552, Diagnosis.MessageTooLarge), (late.Code, late.Diagnosis));
        ScanMail fits = ScanMail.Filler(90_000);
        Assert.Equal(250, (await scanner.Send(fits, "small@example.test")).Code);
        Assert.Equal(fits.Recipient, Assert.Single(second.Mails).Recipients[0]);
        Assert.Empty(first.Mails);
    }

    private static JsonObject TwoAccounts(SandboxProvider first, SandboxProvider second)
    {
        JsonObject file = AgentFile.Make(first.SmtpPort, first.TokenEndpoint.ToString());
        JsonObject other = AgentFile.Make(second.SmtpPort, second.TokenEndpoint.ToString(), user: SecondUser);
        JsonNode account = other.At("accounts[0]").DeepClone();
        account["name"] = Second;
        account["default"] = false;
        file["accounts"]!.AsArray().Add(account);
        // What is compared here is which provider got a mail; its From, which repair would rewrite to the account's sender, stays.
        file.At("listen[0]")["header"] = "pass";
        return file;
    }

    private static int AddListener(JsonObject file, string name, string account)
    {
        JsonNode listener = file.At("listen[0]").DeepClone();
        int port = Loopback.FreePort();
        listener["name"] = name;
        listener["port"] = port;
        listener["account"] = account;
        file["listen"]!.AsArray().Add(listener);
        return port;
    }

    // Both authorities stand in one file; each sandbox has its own.
    private static async Task<AgentProcess> Start(JsonObject file, SandboxProvider first, SandboxProvider second) =>
        await AgentProcess.Start(file, await File.ReadAllTextAsync(first.CaFile) + "\n" + await File.ReadAllTextAsync(second.CaFile),
            first.RefreshToken, new Dictionary<string, string> { [Second] = second.RefreshToken });

    private static async Task Send(AgentProcess agent, int port, string from, string login, string sender, ScanMail mail)
    {
        using Conversation scanner = await Conversation.Begin(port, from);
        if (login.Length > 0)
        {
            string password = login == Scanners.User ? Scanners.Password : "anything";
            string plain = Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{login}\0{password}"));
            Assert.Equal(235, (await scanner.Ask("AUTH PLAIN " + plain)).Code);
        }
        HeardReply reply = await scanner.Send(mail, sender);
        Assert.True(reply.Code == 250, reply.Text + "\n" + string.Join('\n', agent.Log));
        await scanner.Ask("QUIT");
    }
}
