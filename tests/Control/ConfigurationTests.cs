using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>control in agent.json: what is wrong is named by its path, with the cure.</summary>
public sealed class ConfigurationTests
{
    // control, the path that is named, a word of the cure; an empty path: it is sound.
    private static readonly (string Control, string Path, string Cure)[] Rows =
    [
        ("{}", "", ""),
        ("""{"socket":"other.sock"}""", "", ""),
        ("""{"listen":{"address":"127.0.0.1","port":2526},"serial":"/dev/ttyGS0"}""", "", ""),
        ("null", "", ""),
        ("[]", "control:", "must be an object"),
        ("true", "control:", "must be an object"),
        ("""{"sockets":"x"}""", "control.sockets:", "Did you mean \"socket\"?"),
        ("""{"socket":5}""", "control.socket:", "must be a text in quotes"),
        ("""{"socket":""}""", "control.socket:", "must not be empty"),
        ("""{"listen":2526}""", "control.listen:", "must be an object"),
        ("""{"listen":{"port":2526}}""", "control.listen.address:", "is missing"),
        ("""{"listen":{"address":"127.0.0.1"}}""", "control.listen.port:", "is missing"),
        ("""{"listen":{"address":"device.local","port":2526}}""", "control.listen.address:", "must be an address of this device"),
        ("""{"listen":{"address":"127.0.0.1","port":0}}""", "control.listen.port:", "from 1 to 65535"),
        ("""{"listen":{"address":"127.0.0.1","port":"2526"}}""", "control.listen.port:", "Write 2526 without quotes."),
        ("""{"listen":{"address":"127.0.0.1","port":2525}}""", "control.listen.port:", "is taken by listen[0]"),
        ("""{"listen":{"address":"127.0.0.1","port":2526,"tls":"auto"}}""", "control.listen.tls:", "unknown key"),
        ("""{"serial":1}""", "control.serial:", "must be a text in quotes"),
    ];

    [Fact]
    public async Task What_is_wrong_is_named_by_its_path()
    {
        string folder = Directory.CreateTempSubdirectory("dma-control-").FullName;
        foreach ((string control, string path, string cure) in Rows)
        {
            (int code, string said, _) = await Bench.Check(Configuration(JsonNode.Parse(control)), folder);
            Assert.True(code == (path.Length == 0 ? 0 : 78), control + ": " + said);
            Assert.Contains(path, said);
            Assert.Contains(cure, said);
        }

        (_, _, string plan) = await Bench.Check(Configuration(JsonNode.Parse("""{"listen":{"address":"127.0.0.1","port":2526},"serial":"/dev/ttyGS0"}""")), folder);
        Assert.Contains("answering devicemail over TLS on 127.0.0.1 port 2526, if it has the admin key,\nanswering devicemail over the serial line /dev/ttyGS0,\n", plan);
        (int tooLong, string why, _) = await Bench.Check(Configuration(new JsonObject { ["socket"] = new string('s', 120) }), folder);
        Assert.Equal(78, tooLong);
        Assert.Contains("control.socket:", why);
        Assert.Contains("107 octets", why);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_way_that_is_asked_for_and_cannot_be_had_keeps_the_agent_from_starting()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        int port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        TimeoutException refused = await Assert.ThrowsAsync<TimeoutException>(() => Bench.Start((configuration, _) =>
            configuration["control"] = new JsonObject { ["listen"] = new JsonObject { ["address"] = "127.0.0.1", ["port"] = port } }));
        Assert.Contains("control.listen.port: ", refused.Message);
        Assert.Contains("in use by another program", refused.Message);
        refused = await Assert.ThrowsAsync<TimeoutException>(() => Bench.Start((configuration, _) => configuration["control"] = new JsonObject { ["socket"] = "/proc/control.sock" }));
        Assert.Contains("control.socket: ", refused.Message);

        // A serial line may come later, with its cable.
        await using Bench bench = await Bench.Start((configuration, _) => configuration["control"] = new JsonObject { ["serial"] = "/dev/nothing-here" });
        await bench.Agent.Says("control not open way=serial");
        await bench.Scan();
    }

    private static JsonObject Configuration(JsonNode? control) => new()
    {
        ["name"] = "bridge-test",
        ["board"] = "raspberry-pi-4",
        ["listen"] = new JsonArray(new JsonObject { ["address"] = "127.0.0.1", ["port"] = 2525, ["tls"] = "off", ["allow"] = new JsonArray("127.0.0.0/8"), ["login"] = "optional" }),
        ["accounts"] = new JsonArray(new JsonObject
        {
            ["name"] = "scans", ["default"] = true, ["mechanism"] = "none",
            ["smtp"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = 25, ["security"] = "none", ["sizeMax"] = 1_000_000 },
        }),
        ["store"] = "store",
        ["control"] = control,
    };
}
