using System;
using System.IO;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>A sealed store in a folder of its own, as the agent has it, and the ways into it.</summary>
public abstract class SealedStoreBench : IDisposable
{
    private protected const string SealedName = "scans.refresh-token.sealed";
    private protected const string MarkName = "scans.refresh-token.mark";

    private protected static readonly AccountConfiguration Account = Accounts.For("localhost", 25, Security.None, null);

    private protected readonly TestFolder _folder = new TestFolder();

    public void Dispose()
    {
        _folder.Dispose();
    }

    private protected string Json(string mechanism, int port = 2525)
    {
        string json = AgentJson.For(port, "127.0.0.1", 25, "store", mechanism: mechanism == "xoauth2" ? "none" : mechanism);
        return _folder.Write("agent.json", mechanism == "xoauth2" ? AgentJson.WithOAuth(json, "https://localhost/token") : json);
    }

    private protected static AccountConfiguration AccountNamed(string name)
    {
        return new AccountConfiguration
        {
            Name = name, Host = "localhost", Port = 25, Security = Security.None, SizeMax = 1, ConnectionsMax = 1, PerMinuteMax = 0, Mechanism = LoginMechanism.None, User = "",
            SenderAddress = "", SenderRewrite = SenderRewrite.Never,
        };
    }

    private protected string Credential(byte[] content)
    {
        string credentials = Directory.CreateDirectory(_folder["credentials-" + Guid.NewGuid().ToString("N")]).FullName;
        string file = Path.Combine(credentials, "devicemail-store-key");
        File.WriteAllBytes(file, content);
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        return credentials;
    }

    // Each as a process that starts: it has seen nothing yet.
    private protected StoreFolder Open(string? credentials = null)
    {
        var folder = new StoreFolder(_folder["store"], new DiskFiles(_folder["store"]), credentials);
        Directory.CreateDirectory(_folder["store"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    private protected FileTokenStore Store()
    {
        return new FileTokenStore(Open(), Account);
    }

    private protected void Store(string secret)
    {
        Assert.Equal(Diagnosis.None, Save(Store(), secret));
    }

    private protected static Diagnosis Save(FileTokenStore store, string secret)
    {
        byte[] octets = Encoding.ASCII.GetBytes(secret);
        return store.Save(octets, 0, octets.Length);
    }

    private protected string Load()
    {
        return Load(Store());
    }

    private protected static string Load(FileTokenStore store)
    {
        var secret = new Secret(Limits.RefreshToken);
        Diagnosis diagnosis = store.Load(secret);
        return diagnosis == Diagnosis.None ? Encoding.ASCII.GetString(secret.Octets, 0, secret.Count) : diagnosis.ToString();
    }
}
