using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.Service.Tests;

/// <summary>A device that boots in the container, a provider and a scanner: what an office has.</summary>
internal sealed class Office : IAsyncDisposable
{
    public const string Configuration = "/etc/devicemail-agent/agent.json";

    private readonly Folder _packages = new("packages");

    private Office(Container device, SandboxProvider provider)
    {
        Device = device;
        Provider = provider;
        Port = FreeLowPort();
    }

    public Container Device { get; }

    public SandboxProvider Provider { get; }

    /// <summary>Where the agent takes mail: below 1024, which takes the one capability that the unit grants.</summary>
    public int Port { get; }

    public static async Task<Office> Open()
    {
        Container device = await Container.Boot();
        // Each refresh brings a new refresh token, so that the store is written in use.
        return new Office(device, SandboxProvider.Start(new SandboxOptions { User = ScanMail.Sender, Rotate = true }));
    }

    /// <summary>As <see cref="Open"/>, with the service installed, set up and running.</summary>
    public static async Task<Office> OpenAndRun()
    {
        Office office = await Open();
        try
        {
            await office.Install("1.0.0");
            await office.Provision();
            await office.Device.Run("systemctl start devicemail-agent");
            await office.Pair();
        }
        catch
        {
            await office.DisposeAsync();
            throw;
        }
        return office;
    }

    /// <summary>Installs this version, or goes over to it.</summary>
    /// <returns>What dpkg said.</returns>
    public async Task<string> Install(string version)
    {
        string package = await Package.Make(version, _packages.Path);
        File.Copy(package, Device.Inside("/root/devicemail-agent.deb"), overwrite: true);
        string said = await Device.Run("dpkg --install /root/devicemail-agent.deb 2>&1");
        Assert.Equal(version, await Device.Run("dpkg-query --show --showformat='${Version}' devicemail-agent"));
        return said;
    }

    /// <summary>Sets the device up with the tool that the package brings, as a technician does.</summary>
    public async Task Provision()
    {
        File.Copy(Provider.CaFile, Device.Inside("/etc/devicemail-agent/ca.pem"), overwrite: true);
        await Device.Run("chmod 644 /etc/devicemail-agent/ca.pem");
        string token = Provider.TokenEndpoint.ToString();
        await Device.Run("devicemail provision --board raspberry-pi-4 --provider other --mechanism xoauth2 --flow device-code --name agent.test --mailbox " + ScanMail.Sender
            + " --client-id 00000000-0000-0000-0000-000000000000 --value host=localhost --ca /etc/devicemail-agent/ca.pem --value 'scope=https://outlook.office.com/SMTP.Send offline_access'"
            + $" --smtp-port {Provider.SmtpPort} --security starttls --value token-endpoint={token} --value device-endpoint={token.Replace("/token", "/devicecode")}"
            + $" --address 127.0.0.1 --port {Port} --allow 127.0.0.0/8 --no-scanner-login --out {Configuration}");
    }

    /// <summary>Carries the refresh token in, as root and beside the running service.</summary>
    public Task Pair() => Device.Run($"devicemail-agent --config {Configuration} --import-secret scans", Encoding.ASCII.GetBytes(Provider.RefreshToken + "\n"));

    /// <summary>A scan goes in at the device and arrives at the provider with every octet.</summary>
    public async Task AssertRelays()
    {
        ScanMail mail = ScanMail.Make(200_000);
        using Conversation scanner = await Conversation.Begin(Port);
        HeardReply reply = await scanner.Send(mail);
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{await Device.Journal()}");
        await scanner.Ask("QUIT");
        ReceivedMail received = Assert.Single(Provider.Mails, received => received.Recipients.Contains(mail.Recipient));
        byte[] arrived = await File.ReadAllBytesAsync(received.File!);
        SameOctets.Assert(mail.Octets, arrived);
    }

    /// <summary>Counts how often systemd started the service anew.</summary>
    public async Task<int> Restarts() => int.Parse(await Device.Property("NRestarts"), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await Device.DisposeAsync();
        await Provider.DisposeAsync();
        _packages.Dispose();
    }

    private static int FreeLowPort()
    {
        while (true)
        {
            int port = Random.Shared.Next(600, 1024);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's: another one.
            }
        }
    }
}
