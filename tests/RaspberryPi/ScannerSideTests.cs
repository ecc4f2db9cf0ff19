using System.Net;
using System.Security.Cryptography;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Sessions;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Logins, address ranges, and how clients begin.</summary>
public class ScannerSideTests
{
    [Theory]
    [InlineData("scanner", "fake-password", 0)]
    [InlineData("scanner", "fake-passwore", -1)]
    [InlineData("scanner", "", -1)]
    [InlineData("Scanner", "fake-password", -1)]
    [InlineData("scanne", "fake-password", -1)]
    [InlineData("", "", -1)]
    [InlineData("anybody", "whatever", 1)]
    [InlineData("anybody", "", 1)]
    public void A_login_is_right_or_wrong(string user, string password, int expected)
    {
        byte[] salt = [1, 2, 3, 4, 5, 6, 7, 8];
        var logins = new ScannerLogins([
            new LoginConfiguration { User = "scanner"u8.ToArray(), Salt = salt, Hash = HMACSHA256.HashData(salt, "fake-password"u8), Account = 1 },
            new LoginConfiguration { User = "anybody"u8.ToArray(), Account = 2 },
        ]);
        Assert.Equal(expected, logins.Find(Encoding.ASCII.GetBytes(user), Encoding.ASCII.GetBytes(password)));
    }

    [Theory]
    [InlineData("192.168.7.0/24", "192.168.7.255", true)]
    [InlineData("192.168.7.0/24", "192.168.8.0", false)]
    [InlineData("192.168.7.0/25", "192.168.7.128", false)]
    [InlineData("192.168.7.20", "192.168.7.20", true)]
    [InlineData("192.168.7.20", "192.168.7.21", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "8.8.8.8", false)]
    [InlineData("fd00::/8", "fdff::1", true)]
    [InlineData("fe80::/10", "febf::1", true)]
    [InlineData("fe80::/10", "fec0::1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    public void A_range_holds_its_addresses(string range, string address, bool expected)
    {
        AddressRange? read = AddressRange.Parse(range, out _);
        Assert.Equal(expected, read!.Contains(IPAddress.Parse(address)));
        Assert.Equal(range, read.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/24")]
    [InlineData("10")]
    [InlineData("10.1/16")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/08x")]
    [InlineData("fd00::/129")]
    [InlineData("scanner.local")]
    public void What_is_no_range_is_refused(string text)
    {
        Assert.Null(AddressRange.Parse(text, out string cure));
        Assert.NotEqual("", cure);
    }

    [Fact]
    public void How_a_client_began_is_remembered()
    {
        var habits = new ClientHabits();
        IPAddress plain = IPAddress.Parse("192.168.7.20");
        IPAddress tls = IPAddress.Parse("192.168.7.21");
        Assert.Equal(PlatformLimits.FirstOctetMs, habits.PatienceMs(plain));
        habits.Note(plain, beganTls: false);
        Assert.Equal(0, habits.PatienceMs(plain));
        habits.Note(tls, beganTls: true);
        Assert.Equal(PlatformLimits.FirstOctetMs, habits.PatienceMs(tls));
        habits.Note(plain, beganTls: true);
        habits.Note(plain, beganTls: false);
        Assert.Equal(PlatformLimits.FirstOctetMs, habits.PatienceMs(plain));
        for (int i = 0; i < 1000; i++) habits.Note(new IPAddress([10, 0, (byte)(i / 256), (byte)i]), beganTls: false);
        Assert.InRange(habits.PatienceMs(tls), 0, PlatformLimits.FirstOctetMs);
    }
}
