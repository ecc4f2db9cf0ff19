using System;
using System.Text;
using DeviceMailAgent.Sasl;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Sasl;

public class Base64Tests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Zg==", "f")]
    [InlineData("Zm8=", "fo")]
    [InlineData("Zm9v", "foo")]
    [InlineData("Zm9vYg==", "foob")]
    [InlineData("Zm9vYmE=", "fooba")]
    [InlineData("Zm9vYmFy", "foobar")]
    [InlineData("AQ==", "\u0001")]
    [InlineData("AGEAYg==", "\0a\0b")]
    public void Valid_rows_decode_and_encode_to_themselves(string text, string octets)
    {
        byte[] source = Encoding.ASCII.GetBytes("??" + text + "??");
        byte[] target = new byte[32];
        int count = Base64.Decode(source, 2, text.Length, target, 5);
        Assert.Equal(octets, Encoding.ASCII.GetString(target, 5, count));

        byte[] plain = Encoding.ASCII.GetBytes("!" + octets + "!");
        byte[] encoded = new byte[32];
        int characters = Base64.Encode(plain, 1, octets.Length, encoded, 3);
        Assert.Equal(text, Encoding.ASCII.GetString(encoded, 3, characters));
        Assert.Equal(Base64.EncodedCount(octets.Length), characters);
        Assert.Equal(0, encoded[3 + characters]);
    }

    [Theory]
    [InlineData("Z")]
    [InlineData("Zg")]
    [InlineData("Zg=")]
    [InlineData("Zg===")]
    [InlineData("====")]
    [InlineData("Z===")]
    [InlineData("Zg=v")]
    [InlineData("=Zg=")]
    [InlineData("Zh==")] // pad bits not zero
    [InlineData("Zm9=")] // the same with one pad
    [InlineData("Zg==Zg==")] // padding inside
    [InlineData("Zm8=Zm9v")]
    [InlineData("Zm9v\r\n")]
    [InlineData("Zm9v\r\nAA")]
    [InlineData("Zm 9")]
    [InlineData("Zm-_")] // the URL alphabet
    [InlineData("Zm9\u0080")]
    [InlineData("Z\0==")]
    [InlineData("\u00ff\u00ff==")]
    [InlineData("Zm9vYmF\n")]
    [InlineData("*")]
    public void Invalid_rows_are_refused(string text)
    {
        byte[] source = Encoding.Latin1.GetBytes(text);
        Assert.Equal(-1, Base64.Decode(source, 0, source.Length, new byte[32], 0));
    }

    [Fact]
    public void Every_text_of_four_octets_over_a_small_alphabet_agrees_with_Convert()
    {
        // Convert skips white space and tolerates pad bits; a text that encodes back to itself is what RFC 4648 3.5 calls canonical.
        string alphabet = "AQgw/+9z= -\n\u0080";
        int accepted = 0;
        byte[] target = new byte[3];
        foreach (char a in alphabet)
        foreach (char b in alphabet)
        foreach (char c in alphabet)
        foreach (char d in alphabet)
        {
            string text = new(new[] { a, b, c, d });
            byte[]? expected = Reference(text);
            int count = Base64.Decode(Encoding.Latin1.GetBytes(text), 0, 4, target, 0);
            Assert.Equal(expected?.Length ?? -1, count);
            if (expected != null) Assert.Equal(expected, target[..count]);
            accepted += expected == null ? 0 : 1;
        }
        Assert.InRange(accepted, 4096, 5000); // 8^4 without padding, the rest with it
    }

    [Fact]
    public void Random_octets_of_every_length_agree_with_Convert_also_in_place()
    {
        Random random = new(4648);
        for (int length = 0; length <= 300; length++)
        {
            byte[] octets = new byte[length];
            random.NextBytes(octets);
            byte[] text = new byte[Base64.EncodedCount(length)];
            Assert.Equal(text.Length, Base64.Encode(octets, 0, length, text, 0));
            Assert.Equal(Convert.ToBase64String(octets), Encoding.ASCII.GetString(text));

            Assert.Equal(length, Base64.Decode(text, 0, text.Length, text, 0));
            Assert.Equal(octets, text[..length]);
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[] octets = new byte[1000];
        byte[] text = new byte[Base64.EncodedCount(octets.Length)];
        NoAllocation.During(() =>
        {
            int characters = Base64.Encode(octets, 0, octets.Length, text, 0);
            Base64.Decode(text, 0, characters, octets, 0);
        });
    }

    private static byte[]? Reference(string text)
    {
        byte[] octets;
        try
        {
            octets = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
        return Convert.ToBase64String(octets) == text ? octets : null;
    }
}
