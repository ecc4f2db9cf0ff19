using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>
/// The power is cut at every call to the disk, of every thing that the store does, again and again with another outcome of what was not synced. The next
/// start finds the old secret or the new one, and the new one if the store had said that it is stored. The disk is a model; tests/EndToEnd kills the real agent.
/// </summary>
public class PowerCutTests
{
    private const int Cuts = 1000;

    private static readonly AccountConfiguration Account = Accounts.For("localhost", 25, Security.None, null);

    public static TheoryData<string> Deeds
    {
        get { return new TheoryData<string>("first", "replace", "replace twice", "adopt", "replace unsealed", "forget", "reopen"); }
    }

    [Theory]
    [MemberData(nameof(Deeds))]
    public void A_power_cut_leaves_the_old_or_the_new_secret(string deed)
    {
        Outcome outcome = CutEverywhere(deed, Cuts, random => new CutDisk(random));
        Assert.Empty(outcome.Lost);
        // Each call was cut, and both outcomes were seen where both can be.
        Assert.Equal(outcome.Calls, outcome.CutsAt.Count);
        Assert.InRange(outcome.CutsAt.Values.Min(), 10, Cuts);
    }

    [Fact]
    public void The_next_power_cut_may_come_while_the_last_one_is_being_repaired()
    {
        int lost = 0;
        for (int seed = 0; seed < Cuts; seed++)
        {
            var random = new Random(seed);
            var disk = new CutDisk(random);
            var allowed = new HashSet<string>();
            // Ten lives of the agent, each cut short.
            for (int life = 0; life < 10; life++)
            {
                disk.CutAt = 1 + random.Next(16);
                string next = "secret-" + seed + "-" + life;
                try
                {
                    FileTokenStore store = Start(disk);
                    string? found = Load(store);
                    if (found == null ? allowed.Count > 0 && !allowed.Contains("") : allowed.Count > 0 && !allowed.Contains(found)) lost++;
                    // What was found once is not taken away again.
                    allowed = [found ?? ""];
                    allowed.Add(next);
                    Assert.Equal(Diagnosis.None, Save(store, next));
                    allowed = [next];
                }
                catch (PowerCutException)
                {
                    if (allowed.Count == 0) allowed = [""];
                }
                disk = disk.AfterCut();
            }
        }
        Assert.Equal(0, lost);
    }

    // Without these the tests above would prove nothing: each mistake that a store can make loses secrets on this disk.
    [Theory]
    [InlineData("content not synced")]
    [InlineData("folder not synced")]
    [InlineData("written in place")]
    public void A_store_that_makes_a_mistake_is_found_out(string mistake)
    {
        Outcome outcome = CutEverywhere("replace twice", Cuts, random => new CutDisk(random)
        {
            ForgetsSync = mistake == "content not synced",
            ForgetsSyncFolder = mistake == "folder not synced",
            WritesInPlace = mistake == "written in place",
        });
        Assert.NotEmpty(outcome.Lost);
    }

    [Fact]
    public void Nothing_unsealed_is_ever_written()
    {
        var disk = new CutDisk(new Random(1));
        FileTokenStore store = Start(disk);
        Save(store, "first-fake-secret");
        Save(store, "second-fake-secret");
        Load(store);
        store.Remove();
        string written = string.Concat(disk.EverWritten.Select(octets => Encoding.Latin1.GetString(octets)));
        Assert.True(written.Length > 500);
        Assert.DoesNotContain("fake-secret", written, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("first-fake-secret"u8), written, StringComparison.Ordinal);
    }

    private sealed class Outcome
    {
        public int Calls { get; set; }

        public Dictionary<int, int> CutsAt { get; } = [];

        public List<string> Lost { get; } = [];
    }

    private static Outcome CutEverywhere(string deed, int cuts, Func<Random, CutDisk> make)
    {
        var outcome = new Outcome();
        outcome.Calls = CallsOf(deed, make(new Random(0)));
        for (int i = 0; i < cuts; i++)
        {
            var random = new Random(i);
            CutDisk disk = make(random);
            Before(deed, disk);
            int at = 1 + i % outcome.Calls;
            disk.CutAt = disk.Calls + at;
            bool isDone = false;
            try
            {
                Do(deed, Start(disk));
                isDone = true;
            }
            catch (PowerCutException)
            {
            }
            outcome.CutsAt[at] = outcome.CutsAt.GetValueOrDefault(at) + 1;
            string? found = Load(Start(disk.AfterCut()));
            if (!Allowed(deed, isDone).Contains(found)) outcome.Lost.Add($"{deed} cut at {disk.Cut}: {found}");
        }
        return outcome;
    }

    private static int CallsOf(string deed, CutDisk disk)
    {
        Before(deed, disk);
        int before = disk.Calls;
        Do(deed, Start(disk));
        return disk.Calls - before;
    }

    private static void Before(string deed, CutDisk disk)
    {
        if (deed is "adopt" or "replace unsealed")
        {
            using IStoreFile plain = disk.Create("scans.token");
            plain.Write("old"u8);
            plain.Sync();
            disk.SyncFolder();
        }
        else if (deed != "first")
        {
            Assert.Equal(Diagnosis.None, Save(Start(disk), "older"));
            Assert.Equal(Diagnosis.None, Save(Start(disk), "old"));
        }
    }

    private static void Do(string deed, FileTokenStore store)
    {
        switch (deed)
        {
            case "forget":
                Assert.Equal(Diagnosis.None, store.Remove());
                break;
            case "adopt":
                Assert.Equal(Diagnosis.None, store.Inspect());
                Assert.Equal("old", Load(store));
                break;
            case "reopen":
                Assert.Equal("old", Load(store));
                // So that there is something to cut.
                Assert.Equal(Diagnosis.None, Save(store, "old"));
                break;
            case "replace twice":
                Assert.Equal(Diagnosis.None, Save(store, "newer"));
                Assert.Equal(Diagnosis.None, Save(store, "new"));
                break;
            default:
                Assert.Equal(Diagnosis.None, Save(store, "new"));
                break;
        }
    }

    private static string?[] Allowed(string deed, bool isDone)
    {
        switch (deed)
        {
            case "first": return isDone ? ["new"] : [null, "new"];
            case "forget": return isDone ? [null] : ["old", null];
            case "adopt" or "reopen": return ["old"];
            case "replace twice": return isDone ? ["new"] : ["old", "newer", "new"];
            default: return isDone ? ["new"] : ["old", "new"];
        }
    }

    // As the agent starts: what was half written is cleared first.
    private static FileTokenStore Start(CutDisk disk)
    {
        var folder = new StoreFolder("/store-in-memory", disk, null);
        folder.Clear();
        return new FileTokenStore(folder, Account);
    }

    private static Diagnosis Save(FileTokenStore store, string secret)
    {
        byte[] octets = Encoding.ASCII.GetBytes(secret);
        return store.Save(octets, 0, octets.Length);
    }

    // Null: nothing is stored. A store that is not well is told by its diagnosis.
    private static string? Load(FileTokenStore store)
    {
        var secret = new Secret(Limits.RefreshToken);
        Diagnosis diagnosis = store.Load(secret);
        if (diagnosis == Diagnosis.NoRefreshToken) return null;
        return diagnosis == Diagnosis.None ? Encoding.ASCII.GetString(secret.Octets, 0, secret.Count) : diagnosis.ToString();
    }
}
