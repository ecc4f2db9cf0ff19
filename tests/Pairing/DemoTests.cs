using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary><c>devicemail demo</c> pairs as a device does, and then delivers.</summary>
public sealed class DemoTests
{
    [Theory]
    [InlineData("exchange-online")]
    [InlineData("gmail")]
    public async Task A_scan_arrives_after_a_sign_in(string profile)
    {
        await using Desk desk = Desk.Empty();
        (int code, string said) = await desk.Tool("demo", "--profile", profile, "--json", "--pages", "1", "--kilobytes", "50");
        Assert.True(code == 0, said);
        JsonObject json = JsonNode.Parse(said)!.AsObject();
        Assert.Equal((true, true, true, true), (json.Flag("paired"), json.Flag("delivered"), json.Flag("sha256Match"), json.Flag("attachmentMatch")));
    }
}
