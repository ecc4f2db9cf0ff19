using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>What the agent itself, as a process, says of its store, and two that write to it at once.</summary>
public sealed class StoreAndAgentTests : SealedStoreBench
{
    [Theory]
    [InlineData("flip", "D316")]
    [InlineData("foreign", "D315")]
    [InlineData("old", "D317")]
    [InlineData("no key", "D318")]
    public void The_agent_says_at_its_start_what_is_wrong_with_the_store(string fault, string number)
    {
        string configuration = Json("plain", AgentProcess.FreePort());
        var store = new FileTokenStore(Open(), AgentFile.Read(configuration).Accounts[0]);
        Save(store, "first-fake");
        byte[] first = File.ReadAllBytes(store.Path);
        Save(store, "second-fake");
        if (fault == "flip") File.WriteAllBytes(store.Path, [.. first.Take(50), .. first.Skip(50).Reverse()]);
        else if (fault == "old") File.WriteAllBytes(store.Path, first);
        else if (fault == "foreign") File.WriteAllBytes(_folder["store/store.key"], RandomNumberGenerator.GetBytes(32));
        else File.Delete(_folder["store/store.key"]);
        using var agent = new AgentProcess(configuration);
        Assert.Contains("account=scans diagnosis=" + number + " text=\"", agent.WaitForLine("secret unusable "), StringComparison.Ordinal);
        agent.WaitForLine("status " + (number == "D318" ? "misconfigured " : "needs-pairing ") + number);
        Assert.DoesNotContain(agent.Log, line => line.Contains("fake", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("flip", "but D316: The stored secret is damaged.")]
    [InlineData("no key", "but D318: the key that the store was sealed under is gone: ")]
    [InlineData("unsealed", "(password in the store)")]
    [InlineData("nothing", "(no password in the store yet)")]
    public void The_check_says_the_same_and_changes_nothing(string fault, string words)
    {
        string configuration = Json("plain");
        var store = new FileTokenStore(Open(), AgentFile.Read(configuration).Accounts[0]);
        if (fault is "flip" or "no key") Save(store, "the-fake-secret");
        if (fault == "flip") File.WriteAllBytes(store.Path, [1, .. File.ReadAllBytes(store.Path)[1..]]);
        if (fault == "no key") File.Delete(_folder["store/store.key"]);
        if (fault == "unsealed") _folder.Write("store/scans.password", "the-fake-secret");
        string[] before = Directory.GetFiles(_folder["store"]).Order().ToArray();
        (int code, string output, _) = AgentProcess.Run(null, "--config", configuration, "--check");
        Assert.Equal(0, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(_folder["store"]).Order());
    }

    [Fact]
    public void Two_processes_that_store_at_once_leave_a_whole_secret_that_counts()
    {
        string configuration = Json("plain");
        AgentProcess.Run("begun\n", "--config", configuration, "--import-secret", "scans");
        var writers = new Process[4];
        for (int i = 0; i < writers.Length; i++)
        {
            writers[i] = AgentProcess.Launch("--config", configuration, "--import-secret", "scans");
            writers[i].StandardInput.WriteLine("password-" + i);
            writers[i].StandardInput.Close();
        }
        foreach (Process writer in writers)
        {
            Assert.True(writer.WaitForExit(60_000));
            Assert.Equal(0, writer.ExitCode);
            writer.Dispose();
        }
        Assert.StartsWith("password-", Load(new FileTokenStore(Open(), AgentFile.Read(configuration).Accounts[0])), StringComparison.Ordinal);
    }
}
