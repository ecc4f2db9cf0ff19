using System;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>What a client's first octets tell about its TLS.</summary>
public class ClientHelloTests
{
    [Theory]
    [InlineData("16 0300 0032 01 00002E 0300", ClientHello.Ssl3)]
    [InlineData("16 0301 0032 01 00002E 0301", ClientHello.Tls10)]
    [InlineData("16 0301 0032 01 00002E 0303", ClientHello.Tls12)]
    // RFC 5246 E.2: the form of SSL 2.0, for 2.0 alone and for what it can lead to.
    [InlineData("802E 01 0002 0015 0000 0010", ClientHello.Ssl2)]
    [InlineData("802E 01 0300 0015 0000 0010", ClientHello.Ssl3)]
    [InlineData("802E 01 0301 0015 0000 0010", ClientHello.Tls10)]
    // An alert, another handshake message, a hello cut short, SMTP.
    [InlineData("15 0301 0002 02 28 0000 0000", 0)]
    [InlineData("16 0301 0032 02 00002E 0301", 0)]
    [InlineData("16 0301 0032 01 00002E 03", 0)]
    [InlineData("802E 01 03", 0)]
    [InlineData("45484C4F206D66700D0A", 0)]
    [InlineData("", 0)]
    public void The_version_is_told(string hex, int version)
    {
        byte[] octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        byte[] buffer = [7, .. octets, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7];
        Assert.Equal(version, ClientHello.Version(buffer, 1, octets.Length));
    }

    [Theory]
    [InlineData(0x16, true)]
    [InlineData(0x80, true)]
    [InlineData(0xFF, true)]
    [InlineData('E', false)]
    [InlineData('\r', false)]
    [InlineData(-1, false)]
    public void No_command_begins_as_TLS_does(int octet, bool may)
    {
        Assert.Equal(may, ClientHello.MayBeginWith(octet));
    }
}
