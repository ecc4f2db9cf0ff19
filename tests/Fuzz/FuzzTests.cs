using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using DeviceMailAgent.Fuzz.Targets;
using Xunit;

namespace DeviceMailAgent.Fuzz;

/// <summary>
/// Each target on its committed corpus and, from there, on a bounded number of mutations guided by coverage. Time and depth: see README.md. One class, and
/// so one after the other: the branch counters are the whole program's.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly IFuzzTarget[] Targets =
        [new RelayTarget(), new ProviderTarget(), new HeaderFilterTarget(), new LineRepairTarget(), new ReplyTarget(), new TokenReaderTarget(), new ControlRequestTarget()];

    public static TheoryData<string> Names => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Holds_on_the_corpus_and_on_what_grows_from_it(string name)
    {
        IFuzzTarget target = Targets.Single(target => target.Name == name);
        if (Environment.GetEnvironmentVariable("DEVICEMAIL_FUZZ_INPUT") is { } file)
        {
            if (Path.GetFileName(file).StartsWith($"devicemail-fuzz-{name}-", StringComparison.Ordinal)) target.Run(File.ReadAllBytes(file));
            return;
        }

        bool isLong = Environment.GetEnvironmentVariable("DEVICEMAIL_TEST_LONG") == "1";
        double seconds = double.Parse(Environment.GetEnvironmentVariable("DEVICEMAIL_FUZZ_SECONDS") ?? (isLong ? "300" : "10"), CultureInfo.InvariantCulture);
        var campaign = new Campaign(target, isLong ? Environment.TickCount : 1);
        List<byte[]> corpus = Corpus.Of(target);
        campaign.Run(corpus, isLong ? long.MaxValue : corpus.Count + 3000, TimeSpan.FromSeconds(seconds));
        output.WriteLine($"{name}: {campaign.Executions} inputs, {campaign.Branches} pairs of branches, {campaign.Kept.Count} inputs kept");
        Console.WriteLine($"{name}: {campaign.Executions} inputs, {campaign.Branches} pairs of branches, {campaign.Kept.Count} inputs kept");
        Assert.True(campaign.Branches > 40, "The counters do not count: core is not the instrumented one.");
        if (Environment.GetEnvironmentVariable("DEVICEMAIL_FUZZ_KEEP") == "1") Corpus.Write(target, campaign.Smallest());
    }
}
