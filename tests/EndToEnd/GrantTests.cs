using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>The grants without a person, by the agent as it ships: what signs and reads keys has to be in the native binary.</summary>
public sealed class GrantTests
{
    [Theory]
    [InlineData("client-credentials", false)]
    [InlineData("client-credentials", true)]
    [InlineData("service-account", true)]
    public async Task A_scan_arrives_with_every_octet(string flow, bool byKey)
    {
        bool isGoogle = flow == "service-account";
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { User = ScanMail.Sender, Profile = isGoogle ? ProviderProfile.Gmail : ProviderProfile.ExchangeOnline });
        JsonObject configuration = AgentFile.Make(sandbox.SmtpPort, sandbox.TokenEndpoint.ToString());
        var oauth = new JsonObject { ["flow"] = flow, ["scope"] = isGoogle ? sandbox.Profile.Scope : "https://outlook.office365.com/.default", ["tokenEndpoint"] = sandbox.TokenEndpoint.ToString() };
        if (!isGoogle) oauth["clientId"] = sandbox.DaemonClientId;
        string secret = isGoogle ? await File.ReadAllTextAsync(sandbox.ServiceAccountFile!) : byKey ? await File.ReadAllTextAsync(sandbox.DaemonCertificateFile!) : sandbox.DaemonSecret;
        if (byKey && !isGoogle)
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(secret);
            oauth["certificateThumbprint"] = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        }

        configuration.At("accounts[0]")["oauth"] = oauth;
        await using AgentProcess agent = await AgentProcess.Start(configuration, await File.ReadAllTextAsync(sandbox.CaFile), secret);
        ScanMail mail = ScanMail.Make(50_000);
        using Conversation scanner = await Conversation.Begin(agent.Port);
        HeardReply reply = await scanner.Send(mail);
        Assert.True(reply.Code == 250, reply.Text + "\n" + string.Join('\n', agent.Log));
        ReceivedMail received = Assert.Single(sandbox.Mails);
        SameOctets.Assert(mail.Octets, File.ReadAllBytes(received.File!));
        Assert.DoesNotContain(agent.Log, line => line.Contains("PRIVATE KEY", StringComparison.Ordinal) || line.Contains(sandbox.DaemonSecret, StringComparison.Ordinal));
    }
}
