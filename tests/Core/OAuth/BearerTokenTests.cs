using System.Text;
using DeviceMailAgent.OAuth;
using Xunit;

namespace DeviceMailAgent.Core.Tests.OAuth;

public class BearerTokenTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("ABCxyz0189-._~+/", true)]
    [InlineData("eyJhbGciOiJub25lIn0.e30.c2ln", true)]
    [InlineData("EwBFake+/token==", true)]
    [InlineData("a=", true)]
    [InlineData("", false)]
    [InlineData("=", false)]
    [InlineData("a=b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("a\r\nQUIT", false)]
    [InlineData("a\u0001", false)]
    [InlineData("a\0", false)]
    [InlineData("a,b", false)]
    [InlineData("a%2B", false)]
    [InlineData("a*", false)]
    [InlineData("ä", false)]
    public void The_form_is_RFC_6750_2_1(string token, bool expected)
    {
        byte[] octets = Encoding.UTF8.GetBytes("\r" + token + "\r");
        Assert.Equal(expected, BearerToken.IsToken(octets, 1, octets.Length - 2));
    }
}
