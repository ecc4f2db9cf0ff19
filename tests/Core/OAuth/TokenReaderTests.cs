using System;
using System.Text;
using DeviceMailAgent.OAuth;
using Xunit;

namespace DeviceMailAgent.Core.Tests.OAuth;

public class TokenReaderTests
{
    public static TheoryData<string, string> Valid => new()
    {
        // the answer; what is read from it: member=value, in the order of Describe
        { "{}", "" },
        { " \t\r\n{ \t\r\n} \t\r\n", "" },
        { """{"access_token":"at","token_type":"Bearer","expires_in":3599,"refresh_token":"rt"}""", "at=at rt=rt type=Bearer in=3599" },
        { """{"refresh_token":"rt","expires_in":"3599","token_type":"bearer","access_token":"at"}""", "at=at rt=rt type=bearer in=3599" },
        { """{"access_token":"at","ext_expires_in":9,"scope":"a b","id_token":"x.y.z"}""", "at=at" },
        { """{"access_token":null,"refresh_token":null,"expires_in":null,"error":null}""", "" },
        { """{"access_token":""}""", "" },
        // nested members of the same names are not the answer's
        { """{"a":{"access_token":"no","b":[{"error":"no"},["x",{}]]},"access_token":"at","c":[],"d":{}}""", "at=at" },
        { """{"a":[1,-2.5e+3,true,false,null,"\u0000"],"access_token":"at"}""", "at=at" },
        // every escape, in names too
        { """{"\u0061ccess\u005ftoken":"a\u0074","x\"}":"\\\"{"}""", "at=at" },
        { """{"error_description":"\"\\\/\b\f\n\r\t\u00e9\u3042\ud83d\ude00é"}""", "description=\"\\/\b\f\n\r\té\u3042\U0001F600é" },
        // half a surrogate pair in every position
        { """{"error_description":"\ud83d"}""", "description=\uFFFD" },
        { """{"error_description":"\ude00x"}""", "description=\uFFFDx" },
        { """{"error_description":"\ud83dx\ud83d\ud83d\ude00\ud83d\n"}""", "description=\uFFFDx\uFFFD\U0001F600\uFFFD\n" },
        { """{"error_description":"\ud83d\u0041"}""", "description=\uFFFDA" },
        // numbers
        { """{"expires_in":0}""", "in=0" },
        { """{"expires_in":3599.999}""", "in=3599" },
        { """{"expires_in":2147483647}""", "in=2147483647" },
        { """{"expires_in":2147483648}""", "in=2147483647" },
        { """{"expires_in":99999999999999999999999999}""", "in=2147483647" },
        { """{"expires_in":"999999999999999999"}""", "in=2147483647" },
        { """{"expires_in":-1}""", "" },
        { """{"expires_in":1e3}""", "" },
        { """{"expires_in":""}""", "" },
        { """{"expires_in":"1h"}""", "" },
        { """{"expires_in":" 1"}""", "" },
        { """{"expires_in":"9999999999999999999999"}""", "" },
        { """{"expires_in":true}""", "" },
        { """{"expires_in":{"expires_in":7}}""", "" },
        // Entra's error
        {
            """{"error":"invalid_grant","error_description":"AADSTS700082: …","error_codes":[700082,2],"timestamp":"2026-11-23 08:50:47Z","trace_id":"0"}""",
            "error=invalid_grant description=AADSTS700082: … code=700082"
        },
        { """{"error_codes":[]}""", "" },
        { """{"error_codes":[[1],2]}""", "" },
        { """{"error_codes":["x",2]}""", "" },
        { """{"error_codes":[{"a":1},2]}""", "" },
        { """{"error_codes":[70008]}""", "code=70008" },
        { """{"error_codes":70008}""", "code=70008" },
        { """{"error_codes":"70008"}""", "code=70008" },
        // a helpful member of another type is passed over, a second one too
        { """{"error":{"code":400,"status":"INVALID"},"error_description":[1],"token_type":7}""", "" },
        { """{"error":"a","error":"b","expires_in":1,"expires_in":2,"token_type":"x","token_type":"y"}""", "type=x in=1 error=a" },
        // RFC 8628
        {
            """{"user_code":"ABCD-EFGH","device_code":"dc","verification_uri":"https:\/\/example.test\/d","expires_in":900,"interval":5,"verification_uri_complete":"https://example.test/d?u=1","message":"m"}""",
            "in=900 device=dc user=ABCD-EFGH uri=https://example.test/d complete=https://example.test/d?u=1 interval=5"
        },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Valid_rows(string json, string expected)
    {
        byte[] octets = Encoding.UTF8.GetBytes(json);
        TokenReader reader = new();
        for (int chunk = 1; chunk <= octets.Length; chunk++)
        {
            Assert.Equal(JsonStatus.Complete, Read(reader, octets, chunk));
            Assert.Equal(expected, Describe(reader));
        }
        // cut off at every octet: incomplete, never complete and never an exception
        int end = json.TrimEnd().Length == json.Length ? octets.Length : json.TrimEnd().Length;
        for (int cut = 0; cut < end; cut++) Assert.Equal(JsonStatus.Incomplete, Read(reader, octets[..cut], 3));
        // trailing white space belongs to it, anything else does not
        Assert.Equal(JsonStatus.Complete, Read(reader, Encoding.UTF8.GetBytes(json + " \r\n\t"), 1));
        foreach (string trailer in new[] { "{}", ",", "}", "x", "\0", "0", "\"" })
        {
            Assert.Equal(JsonStatus.Malformed, Read(reader, Encoding.UTF8.GetBytes(json + trailer), octets.Length));
            Assert.Equal(JsonStatus.Malformed, Read(reader, Encoding.UTF8.GetBytes(json + " " + trailer), 1));
        }
    }

    public static TheoryData<string, JsonStatus, string?> Invalid => new()
    {
        { "", JsonStatus.Incomplete, null },
        { "  ", JsonStatus.Incomplete, null },
        { "[]", JsonStatus.Malformed, null },
        { "null", JsonStatus.Malformed, null },
        { "\"a\"", JsonStatus.Malformed, null },
        { "<html><body>502 Bad Gateway</body></html>", JsonStatus.Malformed, null },
        { "access_token=at&token_type=bearer", JsonStatus.Malformed, null },
        { "\uFEFF{}", JsonStatus.Malformed, null },
        { "{,}", JsonStatus.Malformed, null },
        { "{]", JsonStatus.Malformed, null },
        { "{\"a\":1]", JsonStatus.Malformed, null },
        { "{\"a\":[1}", JsonStatus.Malformed, null },
        { "{\"a\":1,}", JsonStatus.Malformed, null },
        { "{\"a\":[1,]}", JsonStatus.Malformed, null },
        { "{\"a\":[,1]}", JsonStatus.Malformed, null },
        { "{\"a\"}", JsonStatus.Malformed, null },
        { "{\"a\",1}", JsonStatus.Malformed, null },
        { "{\"a\"::1}", JsonStatus.Malformed, null },
        { "{\"a\":}", JsonStatus.Malformed, null },
        { "{\"a\":1 2}", JsonStatus.Malformed, null },
        { "{\"a\":\"b\" \"c\"}", JsonStatus.Malformed, null },
        { "{a:1}", JsonStatus.Malformed, null },
        { "{'a':1}", JsonStatus.Malformed, null },
        { "{1:1}", JsonStatus.Malformed, null },
        { "{\"a\":tru}", JsonStatus.Malformed, null },
        { "{\"a\":truE}", JsonStatus.Malformed, null },
        { "{\"a\":truee}", JsonStatus.Malformed, null },
        { "{\"a\":nul}", JsonStatus.Malformed, null },
        { "{\"a\":NaN}", JsonStatus.Malformed, null },
        { "{\"a\":01}", JsonStatus.Malformed, null },
        { "{\"a\":-}", JsonStatus.Malformed, null },
        { "{\"a\":+1}", JsonStatus.Malformed, null },
        { "{\"a\":.5}", JsonStatus.Malformed, null },
        { "{\"a\":5.}", JsonStatus.Malformed, null },
        { "{\"a\":1e}", JsonStatus.Malformed, null },
        { "{\"a\":1e+}", JsonStatus.Malformed, null },
        { "{\"a\":1e+-1}", JsonStatus.Malformed, null },
        { "{\"a\":1.e1}", JsonStatus.Malformed, null },
        { "{\"a\":1.5.5}", JsonStatus.Malformed, null },
        { "{\"a\":--1}", JsonStatus.Malformed, null },
        { "{\"a\":1e1e1}", JsonStatus.Malformed, null },
        { "{\"a\":0x1}", JsonStatus.Malformed, null },
        { "{\"a\":\"\\x\"}", JsonStatus.Malformed, null },
        { "{\"a\":\"\\u12g4\"}", JsonStatus.Malformed, null },
        { "{\"a\":\"\\u123\"}", JsonStatus.Malformed, null },
        { "{\"a\":\"\\U1234\"}", JsonStatus.Malformed, null },
        { "{\"a\":\"\n\"}", JsonStatus.Malformed, null },
        { "{\"a\":\"\0\"}", JsonStatus.Malformed, null },
        { "{\"a\u001f\":1}", JsonStatus.Malformed, null },
        { "{/**/}", JsonStatus.Malformed, null },
        { "{\"a\":1}//", JsonStatus.Malformed, null },
        { "{\"a\":1}{\"a\":1}", JsonStatus.Malformed, null },
        { "{\"access_token\":1}", JsonStatus.MemberNotText, "access_token" },
        { "{\"access_token\":true}", JsonStatus.MemberNotText, "access_token" },
        { "{\"access_token\":[\"at\"]}", JsonStatus.MemberNotText, "access_token" },
        { "{\"refresh_token\":{}}", JsonStatus.MemberNotText, "refresh_token" },
        { "{\"device_code\":1.5}", JsonStatus.MemberNotText, "device_code" },
        { "{\"access_token\":\"a\",\"access_token\":\"a\"}", JsonStatus.MemberRepeated, "access_token" },
        { "{\"refresh_token\":\"a\",\"x\":1,\"refresh_token\":null}", JsonStatus.MemberRepeated, "refresh_token" },
        { "{\"refresh_token\":null,\"refresh\\u005ftoken\":\"b\"}", JsonStatus.MemberRepeated, "refresh_token" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Invalid_rows(string json, JsonStatus expected, string? culprit)
    {
        byte[] octets = Encoding.UTF8.GetBytes(json);
        byte[] trailed = Encoding.UTF8.GetBytes(json + (expected == JsonStatus.Incomplete ? "" : " {\"access_token\":\"x\"}"));
        TokenReader reader = new();
        for (int chunk = 1; chunk <= octets.Length + 1; chunk++)
        {
            Assert.Equal(expected, Read(reader, octets, chunk));
            Assert.Equal(culprit, reader.Culprit?.Name);
            Assert.Equal(expected, Read(reader, trailed, chunk));
        }
    }

    [Theory]
    [InlineData("access_token", Limits.AccessToken)]
    [InlineData("refresh_token", Limits.RefreshToken)]
    [InlineData("device_code", Limits.DeviceCode)]
    [InlineData("user_code", 64)]
    public void A_strict_member_of_the_greatest_size_is_read_whole_and_one_octet_more_is_refused(string name, int octetsMax)
    {
        TokenReader reader = new();
        string most = new('t', octetsMax);
        foreach (int chunk in new[] { 1, 1000, 100000 })
        {
            Assert.Equal(JsonStatus.Complete, Read(reader, Encoding.ASCII.GetBytes($$"""{"{{name}}":"{{most}}"}"""), chunk));
            Assert.Contains("=" + most, Describe(reader));
            foreach (string more in new[] { "t", "\\u0074", "\\n", "é" })
            {
                Assert.Equal(JsonStatus.MemberTooLong, Read(reader, Encoding.UTF8.GetBytes($$"""{"{{name}}":"{{most}}{{more}}"}"""), chunk));
                Assert.Equal(name, reader.Culprit!.Name);
            }
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("あ")]
    [InlineData("\U0001F600")]
    [InlineData("\\u00e9")]
    [InlineData("\\u3042")]
    [InlineData("\\ud83d\\ude00")]
    public void A_long_description_is_cut_between_characters_however_it_arrives(string character)
    {
        TokenReader reader = new();
        for (int shift = 0; shift < 5; shift++)
        {
            string text = new string('.', shift) + string.Concat(System.Linq.Enumerable.Repeat(character, 600));
            byte[] octets = Encoding.UTF8.GetBytes("{\"error_description\":\"" + text + "\",\"error\":\"server_error\"}");
            string whole = System.Text.Json.JsonDocument.Parse(octets).RootElement.GetProperty("error_description").GetString()!;
            foreach (int chunk in new[] { 1, 2, 3, 5, 7, 100, 100000 })
            {
                Assert.Equal(JsonStatus.Complete, Read(reader, octets, chunk));
                Assert.True(reader.ErrorDescription.IsCut);
                Assert.InRange(reader.ErrorDescription.Count, 509, 512);
                string kept = new UTF8Encoding(false, true).GetString(reader.ErrorDescription.Octets, 0, reader.ErrorDescription.Count);
                Assert.StartsWith(kept, whole, StringComparison.Ordinal);
                Assert.Equal("server_error", Text(reader.Error));
            }
        }
    }

    [Fact]
    public void Depth_is_bounded()
    {
        TokenReader reader = new();
        foreach (int chunk in new[] { 1, 7, 1000 })
        {
            Assert.Equal(JsonStatus.Complete, Read(reader, Nested(JsonReader.DepthMax), chunk));
            Assert.Equal(JsonStatus.TooDeep, Read(reader, Nested(JsonReader.DepthMax + 1), chunk));
            Assert.Equal(JsonStatus.TooDeep, Read(reader, Nested(20000), chunk));
        }

        static byte[] Nested(int depth)
        {
            return Encoding.ASCII.GetBytes("{\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}");
        }
    }

    [Fact]
    public void Size_is_bounded_and_the_time_linear()
    {
        TokenReader reader = new();
        string frame = "{\"x\":\"\"}";
        byte[] most = Encoding.ASCII.GetBytes("{\"x\":\"" + new string('y', Limits.TokenAnswer - frame.Length) + "\"}");
        byte[] over = Encoding.ASCII.GetBytes("{\"x\":\"" + new string('y', Limits.TokenAnswer - frame.Length + 1) + "\"}");
        foreach (int chunk in new[] { 1, 4096, 1000000 })
        {
            Assert.Equal(JsonStatus.Complete, Read(reader, most, chunk));
            Assert.Equal(JsonStatus.TooLarge, Read(reader, over, chunk));
        }
        // After the limit nothing is looked at any more.
        byte[] endless = new byte[1 << 20];
        reader.Reset();
        reader.Feed(over, 0, over.Length);
        for (int i = 0; i < 1000; i++) reader.Feed(endless, 0, endless.Length);
        Assert.Equal(JsonStatus.TooLarge, reader.Complete());
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"token_type\":\"Bearer\"}", true)]
    [InlineData("{\"token_type\":\"BEARER\"}", true)]
    [InlineData("{\"token_type\":null}", true)]
    [InlineData("{\"token_type\":\"DPoP\"}", false)]
    [InlineData("{\"token_type\":\"Bearer \"}", false)]
    [InlineData("{\"token_type\":\"Bear\"}", false)]
    public void Token_type(string json, bool expected)
    {
        TokenReader reader = new();
        Assert.Equal(JsonStatus.Complete, Read(reader, Encoding.ASCII.GetBytes(json), 1));
        Assert.Equal(expected, reader.IsBearer);
    }

    [Fact]
    public void Reset_and_ForgetSecrets_overwrite_the_tokens()
    {
        TokenReader reader = new();
        byte[] octets = Encoding.ASCII.GetBytes("""{"access_token":"fake-at","refresh_token":"fake-rt","device_code":"dc","error":"e"}""");
        Read(reader, octets, 100);
        reader.ForgetSecrets();
        Assert.Equal("error=e", Describe(reader));
        Assert.All(reader.AccessToken.Octets, octet => Assert.Equal(0, octet));
        Assert.All(reader.RefreshToken.Octets, octet => Assert.Equal(0, octet));
        Assert.All(reader.DeviceCode.Octets, octet => Assert.Equal(0, octet));
        Read(reader, octets, 100);
        reader.HttpStatus = 200;
        reader.Reset();
        Assert.Equal("", Describe(reader));
        Assert.Equal(0, reader.HttpStatus);
        Assert.All(reader.AccessToken.Octets, octet => Assert.Equal(0, octet));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        TokenReader reader = new();
        byte[] good = Encoding.UTF8.GetBytes(
            """{"access_token":"fake\u002dat","refresh_token":"fake-rt","x":[1,{"y":"\ud83d\ude00"}],"expires_in":"3599","error_codes":[1],"error":"é"}""");
        byte[] bad = Encoding.UTF8.GetBytes("""{"access_token":1}""");
        NoAllocation.During(() =>
        {
            reader.Reset();
            for (int i = 0; i < good.Length; i++) reader.Feed(good, i, 1);
            reader.Complete();
            reader.Reset();
            reader.Feed(bad, 0, bad.Length);
            reader.Complete();
        });
    }

    internal static JsonStatus Read(TokenReader reader, byte[] octets, int chunk)
    {
        reader.Reset();
        for (int at = 0; at < octets.Length; at += chunk) reader.Feed(octets, at, Math.Min(chunk, octets.Length - at));
        return reader.Complete();
    }

    /// <summary>The members that are there, in a fixed order.</summary>
    internal static string Describe(TokenReader reader)
    {
        return Describe(name => name switch
        {
            "at" => Text(reader.AccessToken),
            "rt" => Text(reader.RefreshToken),
            "type" => Text(reader.TokenType),
            "in" => Number(reader.ExpiresInSeconds),
            "error" => Text(reader.Error),
            "description" => Text(reader.ErrorDescription),
            "code" => Number(reader.ErrorCodes.Number),
            "device" => Text(reader.DeviceCode),
            "user" => Text(reader.UserCode),
            "uri" => Text(reader.VerificationUri),
            "complete" => Text(reader.VerificationUriComplete),
            _ => Number(reader.Interval.Number),
        });
    }

    internal static string Describe(Func<string, string> valueOf)
    {
        StringBuilder text = new();
        foreach (string name in "at rt type in error description code device user uri complete interval".Split(' '))
        {
            string value = valueOf(name);
            if (value.Length > 0) text.Append(text.Length > 0 ? " " : "").Append(name).Append('=').Append(value);
        }
        return text.ToString();
    }

    private static string Number(int value)
    {
        return value < 0 ? "" : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Text(TokenMember member)
    {
        return Encoding.UTF8.GetString(member.Octets, 0, member.Count);
    }
}
