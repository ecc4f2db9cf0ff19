using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>What the seal is for: nobody reads a secret from a file, and a store that is foreign, damaged, put back or without its key is told apart.</summary>
public sealed class SealedStoreTests : IDisposable
{
    private const string SealedName = "scans.refresh-token.sealed";
    private const string MarkName = "scans.refresh-token.mark";

    private static readonly AccountConfiguration Account = Accounts.For("localhost", 25, Security.None, null);

    private readonly TestFolder _folder = new TestFolder();

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

    public void Dispose()
    {
        _folder.Dispose();
    }

    private string Json(string mechanism, int port = 2525)
    {
        string json = AgentJson.For(port, "127.0.0.1", 25, "store", mechanism: mechanism == "xoauth2" ? "none" : mechanism);
        return _folder.Write("agent.json", mechanism == "xoauth2" ? AgentJson.WithOAuth(json, "https://localhost/token") : json);
    }

    private static AccountConfiguration AccountNamed(string name)
    {
        return new AccountConfiguration
        {
            Name = name, Host = "localhost", Port = 25, Security = Security.None, SizeMax = 1, ConnectionsMax = 1, PerMinuteMax = 0, Mechanism = LoginMechanism.None, User = "",
            SenderAddress = "", SenderRewrite = SenderRewrite.Never,
        };
    }

    private string Credential(byte[] content)
    {
        string credentials = Directory.CreateDirectory(_folder["credentials-" + Guid.NewGuid().ToString("N")]).FullName;
        string file = Path.Combine(credentials, "devicemail-store-key");
        File.WriteAllBytes(file, content);
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        return credentials;
    }

    // Each as a process that starts: it has seen nothing yet.
    private StoreFolder Open(string? credentials = null)
    {
        var folder = new StoreFolder(_folder["store"], new DiskFiles(_folder["store"]), credentials);
        Directory.CreateDirectory(_folder["store"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    private FileTokenStore Store()
    {
        return new FileTokenStore(Open(), Account);
    }

    private void Store(string secret)
    {
        Assert.Equal(Diagnosis.None, Save(Store(), secret));
    }

    private static Diagnosis Save(FileTokenStore store, string secret)
    {
        byte[] octets = Encoding.ASCII.GetBytes(secret);
        return store.Save(octets, 0, octets.Length);
    }

    private string Load()
    {
        return Load(Store());
    }

    private static string Load(FileTokenStore store)
    {
        var secret = new Secret(Limits.RefreshToken);
        Diagnosis diagnosis = store.Load(secret);
        return diagnosis == Diagnosis.None ? Encoding.ASCII.GetString(secret.Octets, 0, secret.Count) : diagnosis.ToString();
    }
}
