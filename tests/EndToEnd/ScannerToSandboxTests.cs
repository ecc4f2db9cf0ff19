using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>The same clients, with each provider that the sandbox plays.</summary>
public sealed class ScannerToSandboxTests
{
    public static TheoryData<string, string> Ways()
    {
        var ways = new TheoryData<string, string>();
        foreach (ProviderProfile profile in ProviderProfile.All)
        {
            foreach (string scanner in Scanners.Names) ways.Add(profile.Name, scanner);
        }
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_scan_arrives_octet_for_octet(string profile, string scanner)
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile) });
        ScanMail mail = ScanMail.Make(400_000, 5);
        ScannerOutcome outcome = await Scanners.Send(scanner, "LOGIN", bench.Agent.Port, mail);
        Assert.True(outcome.Delivered, outcome.Said + "\n" + bench.Log);
        bench.AssertArrived(mail);
    }

    [Fact]
    public async Task A_scan_of_25_MB_arrives_octet_for_octet()
    {
        await using Bench bench = await Bench.Start();
        ScanMail mail = ScanMail.Make(25_000_000, 40);
        ScannerOutcome outcome = await Scanners.Send("curl", "PLAIN", bench.Agent.Port, mail);
        Assert.True(outcome.Delivered, outcome.Said + "\n" + bench.Log);
        bench.AssertArrived(mail);
    }
}
