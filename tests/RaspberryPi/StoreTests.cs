using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The token store: nobody else reads it, and a reader finds the old or the new secret at any moment.</summary>
public class StoreTests
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public void What_is_saved_is_loaded()
    {
        using var folder = new TestFolder();
        FileTokenStore store = Open(folder, out _);
        var secret = new Secret(Limits.RefreshToken);
        Assert.Equal(Diagnosis.NoRefreshToken, store.Load(secret));
        byte[] token = Encoding.ASCII.GetBytes("xx-fake-refresh-token");
        Assert.Equal(Diagnosis.None, store.Save(token, 3, token.Length - 3));
        Assert.Equal(Diagnosis.None, store.Load(secret));
        Assert.Equal("fake-refresh-token", Encoding.ASCII.GetString(secret.Octets, 0, secret.Count));
        byte[] longest = new byte[Limits.RefreshToken];
        Array.Fill(longest, (byte)'x');
        Assert.Equal(Diagnosis.None, store.Save(longest, 0, longest.Length));
        Assert.Equal(Diagnosis.None, store.Load(secret));
        Assert.Equal(Limits.RefreshToken, secret.Count);
    }

    [Theory]
    [InlineData("", Diagnosis.NoRefreshToken, 0)]
    [InlineData("\n", Diagnosis.NoRefreshToken, 0)]
    [InlineData("fake\r\n", Diagnosis.None, 4)]
    public void An_unsealed_file_made_by_hand_may_end_with_a_line_end(string content, Diagnosis expected, int count)
    {
        using var folder = new TestFolder();
        FileTokenStore store = Open(folder, out StoreFolder place);
        File.WriteAllText(place.PathOf("scans.token"), content);
        var secret = new Secret(Limits.RefreshToken);
        Assert.Equal(expected, store.Load(secret));
        Assert.Equal(count, secret.Count);
    }

    [Fact]
    public void An_unsealed_file_that_is_too_long_is_unreadable_and_not_cut()
    {
        using var folder = new TestFolder();
        FileTokenStore store = Open(folder, out StoreFolder place);
        File.WriteAllText(place.PathOf("scans.token"), new string('x', Limits.RefreshToken + 1));
        var secret = new Secret(Limits.RefreshToken);
        Assert.Equal(Diagnosis.StoreUnreadable, store.Load(secret));
        Assert.Equal(0, secret.Count);
    }

    [Fact]
    public void Folder_and_files_are_for_their_owner_alone()
    {
        using var folder = new TestFolder();
        FileTokenStore store = Open(folder, out StoreFolder place);
        store.Save([1, 2, 3], 0, 3);
        string file = place.PathOf("scans.refresh-token.sealed");
        foreach (string each in Directory.GetFiles(folder["store"])) Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(each) & Others);
        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(file) & Others);
        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(folder["store"]) & Others);
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherRead | UnixFileMode.GroupRead);
        File.SetUnixFileMode(folder["store"], File.GetUnixFileMode(folder["store"]) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Assert.Null(place.Prepare());
        store.Load(new Secret(Limits.RefreshToken));
        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(file) & Others);
        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(folder["store"]) & Others);
    }

    [Fact]
    public void A_reader_sees_the_old_or_the_new_secret_and_nothing_else()
    {
        using var folder = new TestFolder();
        FileTokenStore store = Open(folder, out _);
        byte[] first = Encoding.ASCII.GetBytes(new string('a', 1000));
        byte[] second = Encoding.ASCII.GetBytes(new string('b', 2000));
        store.Save(first, 0, first.Length);
        int torn = 0;
        int read = 0;
        var writer = new Thread(() =>
        {
            for (int i = 0; i < 40; i++)
            {
                byte[] next = i % 2 == 0 ? second : first;
                store.Save(next, 0, next.Length);
            }
        });
        writer.Start();
        var secret = new Secret(Limits.RefreshToken);
        while (writer.IsAlive || read == 0)
        {
            Diagnosis loaded = store.Load(secret);
            read++;
            ReadOnlySpan<byte> found = secret.Octets.AsSpan(0, secret.Count);
            if (loaded != Diagnosis.None || !(found.SequenceEqual(first) || found.SequenceEqual(second))) torn++;
        }
        Assert.Equal(0, torn);
    }

    [Fact]
    public void What_a_power_cut_left_half_written_is_cleared_and_the_old_secret_stays()
    {
        using var folder = new TestFolder();
        FileTokenStore store = Open(folder, out StoreFolder place);
        store.Save([65, 66], 0, 2);
        // As this version leaves it, and the one before.
        File.WriteAllText(place.PathOf("scans.refresh-token.sealed.new"), "hal");
        File.WriteAllText(place.PathOf("scans.token.12345.new"), "hal");
        Assert.Null(place.Prepare());
        Assert.Equal(["scans.refresh-token.mark", "scans.refresh-token.sealed", "store.key"], Array.ConvertAll(Directory.GetFiles(folder["store"]), Path.GetFileName).Order());
        var secret = new Secret(Limits.RefreshToken);
        Assert.Equal(Diagnosis.None, store.Load(secret));
        Assert.Equal(2, secret.Count);
    }

    [Fact]
    public void A_store_that_cannot_be_written_says_so_and_keeps_the_old_secret()
    {
        using var folder = new TestFolder();
        FileTokenStore store = Open(folder, out StoreFolder place);
        store.Save([65, 66], 0, 2);
        // A folder in the way of the file that is written beside it; this stops root too, whom no mode stops.
        Directory.CreateDirectory(place.PathOf("scans.refresh-token.sealed.new"));
        Assert.Equal(Diagnosis.StoreUnwritable, store.Save([67], 0, 1));
        var secret = new Secret(Limits.RefreshToken);
        Assert.Equal(Diagnosis.None, store.Load(secret));
        Assert.Equal(2, secret.Count);
        File.WriteAllText(folder["file"], "");
        Assert.Equal(folder["file"] + " is a file, not a folder. Name another folder.", new StoreFolder(folder["file"]).Prepare());
        Assert.Equal(folder["file"] + " is a file, not a folder. Name another folder.", new StoreFolder(folder["file"]).Look());
        Assert.Null(new StoreFolder(folder["later"]).Look());
        Assert.False(Directory.Exists(folder["later"]));
    }

    [Fact]
    public void Killed_at_any_moment_a_writer_leaves_a_whole_secret()
    {
        using var folder = new TestFolder();
        FileTokenStore store = Open(folder, out StoreFolder place);
        byte[] whole = Encoding.ASCII.GetBytes(new string('a', 3000));
        store.Save(whole, 0, whole.Length);
        var passwords = new FileTokenStore(place, Accounts.For("localhost", 25, Security.None, null), SealedKind.Password);
        var password = new Secret(Limits.RefreshToken);
        bool isStored = false;
        var random = new Random(1);
        string configuration = folder.Write("agent.json", AgentJson.For(25, "127.0.0.1", 26, store: "store", mechanism: "plain"));
        for (int i = 0; i < 8; i++)
        {
            // The real program, writing a real secret, killed at some moment of its life.
            using Process writer = AgentProcess.Launch("--config", configuration, "--import-secret", "scans");
            writer.StandardInput.WriteLine(new string((char)('b' + i), 200));
            writer.StandardInput.Close();
            if (!writer.WaitForExit(random.Next(20, 500))) writer.Kill();
            writer.WaitForExit();
            Diagnosis loaded = passwords.Load(password);
            Assert.True(loaded == Diagnosis.None ? password.Count == 200 : loaded == Diagnosis.NoRefreshToken && !isStored, loaded.ToString());
            isStored |= loaded == Diagnosis.None;
        }
        Assert.Null(place.Prepare());
        Assert.Empty(Directory.GetFiles(folder["store"], "*.new"));
    }

    private static FileTokenStore Open(TestFolder folder, out StoreFolder place)
    {
        place = new StoreFolder(folder["store"]);
        Assert.Null(place.Prepare());
        return new FileTokenStore(place, Accounts.For("localhost", 25, Security.None, null));
    }
}
