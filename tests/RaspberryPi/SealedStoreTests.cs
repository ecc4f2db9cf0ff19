using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>What the seal is for: nobody reads a secret from a file, and a store that is foreign, damaged or put back is told apart.</summary>
public sealed class SealedStoreTests : SealedStoreBench
{
    [Fact]
    public void Any_flipped_bit_is_damage_and_never_a_secret()
    {
        Store("the-fake-token");
        string file = _folder["store/" + SealedName];
        byte[] whole = File.ReadAllBytes(file);
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, flipped);
            Assert.Equal(Diagnosis.StoreDamaged.ToString(), Load());
        }
    }

    [Fact]
    public void Cut_short_or_grown_it_is_damaged()
    {
        Store("the-fake-token");
        string file = _folder["store/" + SealedName];
        byte[] whole = File.ReadAllBytes(file);
        for (int count = 0; count < whole.Length; count++)
        {
            File.WriteAllBytes(file, whole[..count]);
            Assert.Equal(Diagnosis.StoreDamaged.ToString(), Load());
        }
        File.WriteAllBytes(file, [.. whole, 0]);
        Assert.Equal(Diagnosis.StoreDamaged.ToString(), Load());
        File.WriteAllBytes(file, new byte[100_000]);
        Assert.Equal(Diagnosis.StoreDamaged.ToString(), Load());
        File.WriteAllBytes(file, whole);
        Assert.Equal("the-fake-token", Load());
    }

    [Fact]
    public void Made_to_look_whole_it_still_does_not_open()
    {
        Store("the-fake-token");
        string file = _folder["store/" + SealedName];
        byte[] whole = File.ReadAllBytes(file);
        for (int at = 16; at < whole.Length - 32; at++)
        {
            if (at is >= 24 and < 28) continue;
            byte[] changed = (byte[])whole.Clone();
            changed[at] ^= 1;
            SHA256.HashData(changed.AsSpan(..^32), changed.AsSpan(^32..));
            File.WriteAllBytes(file, changed);
            Assert.Equal(Diagnosis.StoreForeign.ToString(), Load());
        }
    }

    [Fact]
    public void A_store_of_another_device_is_foreign_and_pairing_again_cures_it()
    {
        Store("the-fake-token");
        File.WriteAllBytes(_folder["store/store.key"], RandomNumberGenerator.GetBytes(32));
        Assert.Equal(Diagnosis.StoreForeign.ToString(), Load());
        Store("paired-again");
        Assert.Equal("paired-again", Load());
    }

    [Fact]
    public void Every_kind_holds_its_longest_secret_beside_the_others()
    {
        SealedKind[] kinds = [SealedKind.RefreshToken, SealedKind.Password, SealedKind.ClientSecret, SealedKind.ClientKey, SealedKind.ServiceAccount, SealedKind.AdminKey, SealedKind.Certificate];
        Assert.Equal(kinds.Length, kinds.Select(kind => kind.Name).Distinct().Count());
        byte[] Longest(SealedKind kind) => Enumerable.Repeat((byte)('a' + Array.IndexOf(kinds, kind)), kind.OctetsMax).ToArray();
        foreach (SealedKind kind in kinds) Assert.Equal(Diagnosis.None, new SealedSecret(Open(), "scans", kind).Save(Longest(kind)));
        foreach (SealedKind kind in kinds)
        {
            byte[] into = new byte[kind.OctetsMax];
            Assert.Equal(Diagnosis.None, new SealedSecret(Open(), "scans", kind).Load(into, out int count));
            Assert.Equal(Longest(kind), into[..count]);
            Assert.Throws<ArgumentException>(() => new SealedSecret(Open(), "scans", kind).Save(new byte[kind.OctetsMax + 1]));
        }
    }

    [Fact]
    public void A_secret_does_not_open_in_another_ones_place()
    {
        AccountConfiguration other = AccountNamed("other");
        Store("the-fake-token");
        Save(new FileTokenStore(Open(), other), "others-token");
        Save(new FileTokenStore(Open(), Account, SealedKind.Password), "a-password");
        File.Copy(_folder["store/other.refresh-token.sealed"], _folder["store/" + SealedName], overwrite: true);
        Assert.Equal(Diagnosis.StoreForeign.ToString(), Load());
        File.Copy(_folder["store/scans.password.sealed"], _folder["store/" + SealedName], overwrite: true);
        Assert.Equal(Diagnosis.StoreForeign.ToString(), Load());
        File.Copy(_folder["store/" + MarkName], _folder["store/" + SealedName], overwrite: true);
        Assert.Equal(Diagnosis.StoreForeign.ToString(), Load());
        Assert.Equal("others-token", Load(new FileTokenStore(Open(), other)));
    }

    [Fact]
    public void An_old_secret_put_back_is_told_also_one_that_was_forgotten()
    {
        Store("first");
        byte[] first = File.ReadAllBytes(_folder["store/" + SealedName]);
        Store("second");
        File.WriteAllBytes(_folder["store/" + SealedName], first);
        Assert.Equal(Diagnosis.StoreRolledBack.ToString(), Load());
        Store("third");
        Assert.Equal("third", Load());
        byte[] third = File.ReadAllBytes(_folder["store/" + SealedName]);
        Assert.Equal(Diagnosis.None, Store().Remove());
        Assert.Equal(Diagnosis.NoRefreshToken.ToString(), Load());
        File.WriteAllBytes(_folder["store/" + SealedName], third);
        Assert.Equal(Diagnosis.StoreRolledBack.ToString(), Load());
    }

    [Fact]
    public void A_whole_folder_put_back_is_told_by_an_agent_that_runs_and_cannot_be_by_one_that_starts()
    {
        Store("first");
        byte[] secret = File.ReadAllBytes(_folder["store/" + SealedName]);
        byte[] mark = File.ReadAllBytes(_folder["store/" + MarkName]);
        StoreFolder running = Open();
        Save(new FileTokenStore(running, Account), "second");
        File.WriteAllBytes(_folder["store/" + SealedName], secret);
        File.WriteAllBytes(_folder["store/" + MarkName], mark);
        Assert.Equal(Diagnosis.StoreRolledBack.ToString(), Load(new FileTokenStore(running, Account)));
        // What nothing on one card can tell; said in the README.
        Assert.Equal("first", Load());
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("damaged")]
    public void A_mark_that_is_lost_costs_no_secret_and_is_made_anew(string how)
    {
        Store("first");
        byte[] first = File.ReadAllBytes(_folder["store/" + SealedName]);
        Store("second");
        if (how == "gone") File.Delete(_folder["store/" + MarkName]);
        else File.WriteAllBytes(_folder["store/" + MarkName], new byte[96]);
        Assert.Equal("second", Load());
        Store("third");
        File.WriteAllBytes(_folder["store/" + SealedName], first);
        Assert.Equal(Diagnosis.StoreRolledBack.ToString(), Load());
    }

    [Theory]
    [InlineData("paired again")]
    [InlineData("forgotten")]
    public void A_renewal_that_began_before_does_not_undo_what_was_done_since(string what)
    {
        Store("old");
        StoreFolder folder = Open();
        var renewal = new FileTokenStore(folder, Account);
        Assert.Equal("old", Load(renewal));
        var person = new FileTokenStore(folder, Account);
        if (what == "forgotten") Assert.Equal(Diagnosis.None, person.Remove());
        else Assert.Equal(Diagnosis.None, Save(person, "paired-again"));
        Assert.Equal(Diagnosis.None, Save(renewal, "rotated-from-old"));
        Assert.Equal(what == "forgotten" ? "NoRefreshToken" : "paired-again", Load(person));
        if (what == "forgotten") return;
        // Its next renewal begins with the new one and may replace that.
        Assert.Equal("paired-again", Load(renewal));
        Assert.Equal(Diagnosis.None, Save(renewal, "rotated"));
        Assert.Equal(Diagnosis.None, Save(renewal, "rotated-twice"));
        Assert.Equal("rotated-twice", Load());
    }
}
