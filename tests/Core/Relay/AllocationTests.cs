using System;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>The mail path allocates nothing, however large the mail. Its counterparts here allocate nothing either.</summary>
public class AllocationTests
{
    private const long MailOctets = 100L * 1024 * 1024;

    [Theory]
    [InlineData("\r\n", false)]
    [InlineData("\r\n", true)]
    [InlineData("\n", true)]
    public void A_mail_of_100_MB_allocates_nothing_once_a_first_one_has_gone_through(string lineEnd, bool repairs)
    {
        var scanner = new Scanner(lineEnd);
        var provider = new Provider();
        var links = new OneLink();
        var clock = new FakeClock();
        var log = new SilentLog();
        var secrets = new MemorySecrets(new Seams(), "token");
        var account = new ProviderAccount(0, "bridge", Security.Implicit, "u@x", true, "u@x", SenderRewrite.Never, MailOctets * 2);
        links.Link = new ProviderLink(account, provider, new XOAuth2(), secrets, clock, log);
        var settings = new ServerSettings("bridge", MailOctets * 2, LoginPolicy.Optional, false,
            repairs ? new MessageRepair(LinePolicy.Repair, true, true, false, false) : MessageRepair.None, false);
        var session = new RelaySession(settings, 64 * 1024, new NoLogins(), links, clock, log, new FakeStamp());
        Assert.True(links.Link.Open());

        scanner.Begin(100_000);
        session.Run(scanner, settings, 0, 1);
        long small = scanner.Accepted;
        scanner.Begin(MailOctets);
        long before = GC.GetAllocatedBytesForCurrentThread();
        session.Run(scanner, settings, 0, 2);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((1L, 2L), (small, scanner.Accepted));
        Assert.True(provider.Received > MailOctets);
        Assert.Equal(0, allocated);
    }

    private sealed class Scanner(string lineEnd) : IScannerConnection
    {
        private static readonly byte[][] Turns =
        [
            Octets.Of("EHLO s\r\n"), Octets.Of("MAIL FROM:<a@b.c>\r\n"), Octets.Of("RCPT TO:<d@e.f>\r\n"), Octets.Of("DATA\r\n"),
        ];

        private readonly byte[] _line = Octets.Of("JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl" + lineEnd);
        private static readonly byte[] End = Octets.Of("\r\n.\r\n");
        private int _turn;
        private long _left;

        public long Accepted { get; private set; }

        public int ReadTimeoutMs { get; set; }

        public bool IsSecure
        {
            get { return false; }
        }

        public void Begin(long mailOctets)
        {
            _turn = 0;
            _left = mailOctets;
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            if (_turn < Turns.Length)
            {
                byte[] turn = Turns[_turn++];
                Array.Copy(turn, 0, buffer, offset, turn.Length);
                return turn.Length;
            }
            if (_left > 0)
            {
                int given = 0;
                while (given + _line.Length <= count && given < _left)
                {
                    Array.Copy(_line, 0, buffer, offset + given, _line.Length);
                    given += _line.Length;
                }
                _left -= given;
                return given;
            }
            if (_turn++ > Turns.Length) return 0;
            Array.Copy(End, 0, buffer, offset, End.Length);
            return End.Length;
        }

        public bool Write(byte[] buffer, int offset, int count)
        {
            if (_turn > Turns.Length && buffer[offset] == '2') Accepted++;
            return true;
        }

        public Diagnosis TlsFailure
        {
            get { return Diagnosis.ScannerTlsFailed; }
        }

        public bool StartTls(byte[] early, int offset, int count)
        {
            return false;
        }

        public void Close()
        {
        }
    }

    private sealed class Provider : IProviderTransport
    {
        private static readonly byte[] Greeting = Octets.Of("220 x\r\n");
        private static readonly byte[] Offers = Octets.Of("250 AUTH XOAUTH2\r\n");
        private static readonly byte[] Challenge = Octets.Of("334 \r\n");
        private static readonly byte[] LoggedIn = Octets.Of("235 x\r\n");
        private static readonly byte[] Ok = Octets.Of("250 2.0.0 OK\r\n");
        private static readonly byte[] Start = Octets.Of("354 x\r\n");
        private byte[]? _reply;
        private bool _inData;

        public long Received { get; private set; }

        public int ReadTimeoutMs { get; set; }

        public Diagnosis Failure
        {
            get { return Diagnosis.None; }
        }

        public bool IsQuiet
        {
            get { return _reply == null; }
        }

        public bool Connect()
        {
            _reply = Greeting;
            return true;
        }

        public bool StartTls()
        {
            return true;
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            byte[]? reply = _reply;
            if (reply == null) return -1;
            _reply = null;
            Array.Copy(reply, 0, buffer, offset, reply.Length);
            return reply.Length;
        }

        public bool Write(byte[] buffer, int offset, int count)
        {
            Received += count;
            if (_inData)
            {
                if (count < 5 || buffer[offset + count - 3] != '.') return true;
                _inData = false;
                _reply = Ok;
                return true;
            }
            _reply = buffer[offset] switch
            {
                (byte)'E' => Offers,
                (byte)'A' => Challenge,
                (byte)'D' => Start,
                (byte)'\r' => LoggedIn,
                _ => Ok,
            };
            _inData = buffer[offset] == 'D' && count == 6;
            return true;
        }

        public void Close()
        {
        }
    }

    private sealed class OneLink : IProviderLinks
    {
        public ProviderLink? Link { get; set; }

        public void Warm(int account)
        {
        }

        public ProviderLink? Take(int account, int waitMs)
        {
            return Link;
        }

        public void Give(ProviderLink link)
        {
        }
    }

    private sealed class NoLogins : IScannerLogins
    {
        public int Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount)
        {
            return -1;
        }
    }

    private sealed class SilentLog : IEventLog
    {
        public void MailBegan(int session, int account)
        {
        }

        public void MailEnded(MailRecord mail)
        {
        }

        public void ProviderReady(int account, int elapsedMs)
        {
        }

        public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
        {
        }

        public void ScannerNoted(int session, Diagnosis diagnosis)
        {
        }
    }
}
