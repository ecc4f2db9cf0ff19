using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The key that a store is sealed under: a file, or a credential from systemd; missing, readable by others, or no key at all.</summary>
public sealed class StoreKeyTests : SealedStoreBench
{
    [Fact]
    public void Without_its_key_a_store_says_so_and_pairing_again_makes_another()
    {
        Store("the-fake-token");
        File.Delete(_folder["store/store.key"]);
        Assert.Equal(Diagnosis.StoreKeyUnusable.ToString(), Load());
        Store("paired-again");
        Assert.Equal("paired-again", Load());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_that_others_can_read_is_refused_with_the_cure(UnixFileMode mode)
    {
        Store("the-fake-token");
        string key = _folder["store/store.key"];
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
        string? fault = new StoreFolder(_folder["store"]).Prepare();
        Assert.StartsWith("others can read or change the store's key " + key, fault, StringComparison.Ordinal);
        Assert.Contains("chmod 600 " + key, fault, StringComparison.Ordinal);
        Assert.Equal(Diagnosis.StoreKeyUnusable.ToString(), Load(new FileTokenStore(new StoreFolder(_folder["store"]), Account)));
        Assert.Equal(Diagnosis.StoreKeyUnusable, Save(new FileTokenStore(new StoreFolder(_folder["store"]), Account), "x"));
        string json = AgentJson.For(2525, "127.0.0.1", 25, "store", mechanism: "plain");
        (int code, _, string error) = AgentProcess.Run(null, "--config", _folder.Write("agent.json", json), "--check");
        Assert.Equal((78, "agent.json: store: " + fault + "\n"), (code, error));
        // The cure works.
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("the-fake-token", Load());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key at all")]
    [InlineData("0123456789012345678901234567890123456789012=0123456789012345678901234567890123456789012=")]
    public void What_is_no_key_is_refused(string content)
    {
        Store("the-fake-token");
        File.WriteAllText(_folder["store/store.key"], content);
        string? fault = new StoreFolder(_folder["store"]).Prepare();
        Assert.Contains("store.key is no key: 32 octets", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_credential_nothing_in_the_store_opens_it()
    {
        string credentials = Credential(RandomNumberGenerator.GetBytes(32));
        Save(new FileTokenStore(Open(credentials), Account), "the-fake-token");
        Assert.Equal("the-fake-token", Load(new FileTokenStore(Open(credentials), Account)));
        Assert.False(File.Exists(_folder["store/store.key"]));
        // A command in a shell beside the service has no credential: it neither opens the store nor spoils it with a key of its own.
        Assert.Equal(Diagnosis.StoreKeyUnusable.ToString(), Load());
        Assert.Equal(Diagnosis.StoreKeyUnusable, Save(Store(), "other"));
        Assert.False(File.Exists(_folder["store/store.key"]));
        string json = AgentJson.For(2525, "127.0.0.1", 25, "store", mechanism: "plain");
        (int code, _, string error) = AgentProcess.Run("fake-password\n", "--config", _folder.Write("agent.json", json), "--import-secret", "scans");
        Assert.Equal(73, code);
        Assert.Contains("sealed under the systemd credential devicemail-store-key", error, StringComparison.Ordinal);
        Assert.DoesNotContain("fake-password", error, StringComparison.Ordinal);
        // Another credential: another device.
        Assert.Equal(Diagnosis.StoreForeign.ToString(), Load(new FileTokenStore(Open(Credential(RandomNumberGenerator.GetBytes(32))), Account)));
    }

    [Fact]
    public void A_credential_may_be_base64_and_must_be_a_key()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        Save(new FileTokenStore(Open(Credential(key)), Account), "the-fake-token");
        string text = Credential(Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
        Assert.Equal("the-fake-token", Load(new FileTokenStore(Open(text), Account)));
        var wrong = new StoreFolder(_folder["store"], new DiskFiles(_folder["store"]), Credential([1, 2, 3]));
        Assert.StartsWith("the credential devicemail-store-key is no key: 32 octets", wrong.Prepare(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_sealed_under_the_keys_file_moves_under_the_credential_when_there_is_one()
    {
        Store("the-fake-token");
        string credentials = Credential(RandomNumberGenerator.GetBytes(32));
        Assert.Equal("the-fake-token", Load(new FileTokenStore(Open(credentials), Account)));
        File.Delete(_folder["store/store.key"]);
        Assert.Equal("the-fake-token", Load(new FileTokenStore(Open(credentials), Account)));
        Assert.Equal(Diagnosis.StoreKeyUnusable.ToString(), Load());
    }
}
