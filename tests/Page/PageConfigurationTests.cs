using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Page.Tests;

/// <summary><c>page</c> in agent.json.</summary>
public sealed class PageConfigurationTests
{
    [Fact]
    public async Task Mistakes_are_refused_with_path_and_cure_and_the_plan_says_what_is_shown_to_whom()
    {
        await using PageBench bench = await PageBench.Start(paired: false);
        int free = PageBench.FreePort();
        await Refuses(bench, new JsonObject { ["address"] = "127.0.0.1", ["port"] = free }, "page.allow");
        await Refuses(bench, new JsonObject { ["address"] = "127.0.0.1", ["port"] = free, ["allow"] = new JsonArray() }, "page.allow: must not be empty.");
        await Refuses(bench, new JsonObject { ["address"] = "127.0.0.1", ["port"] = free, ["allow"] = new JsonArray("192.168.7.5/24") }, "page.allow[0]");
        await Refuses(bench, new JsonObject { ["address"] = "bridge", ["port"] = free, ["allow"] = new JsonArray("127.0.0.0/8") }, "page.address");
        await Refuses(bench, new JsonObject { ["address"] = "127.0.0.1", ["port"] = free, ["allow"] = new JsonArray("127.0.0.0/8"), ["adresses"] = true }, "Did you mean \"addresses\"?");
        await Refuses(bench, new JsonObject { ["address"] = "127.0.0.1", ["port"] = bench.ScannerPort, ["allow"] = new JsonArray("127.0.0.0/8") }, "is taken by listen[0]");

        (int code, string said, string plan) = await bench.Check(new JsonObject { ["address"] = "127.0.0.1", ["port"] = free, ["allow"] = new JsonArray("192.168.7.0/24", "10.0.0.5") });
        Assert.True(code == 0, said);
        Assert.Contains($"showing its status page on 127.0.0.1 port {free} to 192.168.7.0/24, 10.0.0.5, without mail and scanner addresses,", plan, System.StringComparison.Ordinal);
        Assert.Contains(bench.Log, line => line.Contains($"page open at=http://127.0.0.1:{bench.PagePort}/", System.StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_it_there_is_no_page()
    {
        await using PageBench bench = await PageBench.Start(file => file.Remove("page"), paired: false);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => bench.Connect());
        Assert.DoesNotContain(bench.Log, line => line.Contains("page open", System.StringComparison.Ordinal));
    }

    private static async Task Refuses(PageBench bench, JsonObject page, string words)
    {
        (int code, string said, _) = await bench.Check(page);
        Assert.Equal(78, code);
        Assert.Contains(words, said, System.StringComparison.Ordinal);
    }
}
