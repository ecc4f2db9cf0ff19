using System;
using System.IO;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>What lies in a store unsealed, from the version before, is sealed as soon as that can be done.</summary>
public sealed class StoreOfOldTests : SealedStoreBench
{
    [Theory]
    [InlineData("scans.token", "xoauth2")]
    [InlineData("scans.password", "plain")]
    public void The_store_of_the_version_before_is_sealed_once_and_its_file_is_gone(string file, string mechanism)
    {
        Directory.CreateDirectory(_folder["store"]);
        _folder.Write("store/" + file, "the-fake-secret\n");
        AgentConfiguration configuration = AgentFile.Read(Json(mechanism));
        var store = new FileTokenStore(Open(), configuration.Accounts[0]);
        Assert.True(store.Exists);
        Assert.Equal(Diagnosis.None, store.Inspect());
        Assert.False(File.Exists(_folder["store/" + file]));
        Assert.Equal("the-fake-secret", Load(store));
        foreach (string each in Directory.GetFiles(_folder["store"])) Assert.DoesNotContain("fake-secret", File.ReadAllText(each, Encoding.Latin1), StringComparison.Ordinal);
        byte[] once = File.ReadAllBytes(store.Path);
        Assert.Equal(Diagnosis.None, store.Inspect());
        Assert.Equal(once, File.ReadAllBytes(store.Path));
    }

    [Fact]
    public void A_secret_that_was_just_stored_is_not_undone_by_one_that_lay_there_unsealed()
    {
        Directory.CreateDirectory(_folder["store"]);
        _folder.Write("store/scans.token", "from-before");
        Store("new");
        Assert.Equal("new", Load());
        Assert.False(File.Exists(_folder["store/scans.token"]));
    }

    [Fact]
    public void On_a_disk_that_cannot_be_written_an_unsealed_secret_serves_and_is_told()
    {
        Directory.CreateDirectory(_folder["store"]);
        _folder.Write("store/scans.token", "from-before");
        // A folder in the way of what is written; this stops root too, whom no mode stops.
        Directory.CreateDirectory(_folder["store/" + SealedName + ".new"]);
        Assert.Equal("from-before", Load());
        Assert.Equal(Diagnosis.StoreUnwritable, Store().Inspect());
        Assert.True(File.Exists(_folder["store/scans.token"]));
    }
}
