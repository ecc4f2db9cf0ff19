using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.RaspberryPi.Provider;
using DeviceMailAgent.RaspberryPi.Sessions;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>
/// Promise 2 for everything that this platform puts together: sockets, TLS on both sides, the pool, the session, the log. From one
/// mail's end to the next one's end the session's thread allocates nothing.
/// </summary>
[Collection(nameof(Alone))]
public class MailPathAllocationTests
{
    private const int Mails = 8;

    // Seen now and then, on a busy machine more often: some multiples of 56 octets on one of the mails, most likely the wait event that a lock makes when two threads first
    // meet at it. The smallest object for each of a mail's chunks would be twice this.
    private const long OnceOctetsMax = 1024;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public void A_mail_allocates_nothing(bool tls, bool oldTls, bool repairs)
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var folder = new TestFolder();
        using var provider = new SmtpStandIn(tls ? certificate : null);
        AccountConfiguration account = Accounts.For("localhost", provider.Port, tls ? Security.Implicit : Security.None, TestCertificates.Trusted);
        var clock = new MonotonicClock();
        var log = new MeasuringLog(new AgentLog(new LogLine(Stream.Null, hasPriority: true), [account]));
        AccountLinks links = Links(account, clock, log);
        var pool = new ProviderPool([links], fault => throw fault);
        pool.Start();
        var settings = new ServerSettings("bridge-test", account.SizeMax, LoginPolicy.Optional, false,
            repairs ? new MessageRepair(LinePolicy.Repair, true, true, false, false) : MessageRepair.None, false);
        ScannerAccess access = Access(account, clock, pool);
        var session = new RelaySession(settings, PlatformLimits.Chunk, access, pool, clock, log, new MailStamp(), access, access);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var scanner = new Thread(() => Scan(((IPEndPoint)listener.LocalEndPoint!).Port, tls, oldTls));
        scanner.Start();
        var connection = new ScannerConnection(tls, clock);
        connection.Begin(listener.Accept(), OwnCertificate(folder, tls, oldTls));
        if (tls) Assert.True(connection.StartTls([], 0, 0));
        session.Run(connection, settings, 0, 1);
        connection.Close();
        Assert.True(scanner.Join(30_000));
        pool.Stop(5000);
        Assert.Equal(Mails, provider.Mails);
        Assert.Equal(Mails, log.AllocatedAtEnd.Count);
        // The first mails warm what the runtime keeps for a thread. What a mail allocates shows in each of the others.
        long least = long.MaxValue;
        for (int i = 3; i < Mails; i++) least = Math.Min(least, log.AllocatedAtEnd[i] - log.AllocatedAtEnd[i - 1]);
        Assert.Equal(0, least);
        Assert.InRange(log.AllocatedAtEnd[^1] - log.AllocatedAtEnd[2], 0, OnceOctetsMax);
    }

    private static ListenerCertificate? OwnCertificate(TestFolder folder, bool tls, bool oldTls)
    {
        var listener = new ListenerConfiguration { Address = IPAddress.Loopback, Port = 25, Tls = tls ? ListenerTls.StartTls : ListenerTls.Off, ServesOldTls = oldTls, Allow = [], Login = LoginPolicy.Optional, IsStrict = false, Repair = MessageRepair.None };
        return ListenerCertificate.For(listener, "bridge-test", new StoreFolder(folder.Path));
    }

    // With a route that is looked at for every mail, and fits each.
    private static ScannerAccess Access(AccountConfiguration account, IClock clock, ProviderPool pool)
    {
        var listener = new ListenerConfiguration { Address = IPAddress.Loopback, Port = 25, Tls = ListenerTls.Off, Allow = [], Login = LoginPolicy.Optional, IsStrict = false, Repair = MessageRepair.None };
        var configuration = new AgentConfiguration
        {
            Name = "bridge-test", Board = "raspberry-pi-4", Listeners = [listener], Logins = [], Accounts = [account], Store = "/", DefaultAccount = 0,
            Routes = [new RouteConfiguration { Sender = "@contoso.example"u8.ToArray(), From = AddressRange.Parse("127.0.0.0/8", out _), Account = 0 }],
            Control = new ControlConfiguration { Socket = "/", SocketIsNamed = false },
        };
        var access = new ScannerAccess(configuration, new LoginGuesses(clock), pool);
        access.Begin(listener, IPAddress.Loopback);
        return access;
    }

    // RSA key exchange with AES-CBC and SHA-1 is what the agent's own TLS for old scanners is there for, and what .NET's client still speaks.
    private static void Scan(int port, bool tls, bool oldTls)
    {
        using var scanner = new Scanner(port, tls, oldTls ? TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA : null);
        scanner.Say("EHLO mfp");
        string body = string.Concat(System.Linq.Enumerable.Repeat(new string('x', 76) + "\r\n", 20_000));
        for (int i = 0; i < Mails; i++) scanner.Mail("Subject: scan\r\n\r\n" + body);
        scanner.Say("QUIT");
    }

    private static AccountLinks Links(AccountConfiguration account, IClock clock, IEventLog log)
    {
        var settings = new ProviderAccount(0, "bridge-test", account.Security, "", false, "", SenderRewrite.Never, account.SizeMax);
        var link = new ProviderLink(settings, new ProviderTransport(account), null, new NoSecrets(), clock, log);
        return new AccountLinks([link], clock, account.PerMinuteMax);
    }

    private sealed class NoSecrets : IAccountSecrets
    {
        public Diagnosis Fetch(Secret into, bool renew)
        {
            return Diagnosis.NoRefreshToken;
        }
    }

    /// <summary>The real log, and after each mail how much its thread has allocated so far.</summary>
    private sealed class MeasuringLog(AgentLog inner) : IEventLog
    {
        public List<long> AllocatedAtEnd { get; } = new(Mails);

        public void MailBegan(int session, int account)
        {
            inner.MailBegan(session, account);
        }

        public void MailEnded(MailRecord mail)
        {
            inner.MailEnded(mail);
            AllocatedAtEnd.Add(GC.GetAllocatedBytesForCurrentThread());
        }

        public void ProviderReady(int account, int elapsedMs)
        {
            inner.ProviderReady(account, elapsedMs);
        }

        public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
        {
            inner.ProviderFailed(account, diagnosis, reply);
        }

        public void ScannerNoted(int session, Diagnosis diagnosis)
        {
            inner.ScannerNoted(session, diagnosis);
        }
    }
}
