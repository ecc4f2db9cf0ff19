using System.Text;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.OAuth;

public class OAuthErrorTests
{
    private const string Good = """{"access_token":"fake.at","token_type":"Bearer"}""";

    [Theory]
    [InlineData(200, Good, Diagnosis.None)]
    [InlineData(200, """{"access_token":"fake.at"}""", Diagnosis.None)]
    [InlineData(400, """{"error":"invalid_grant","error_codes":[700082]}""", Diagnosis.RefreshTokenRefused)]
    [InlineData(400, """{"error":"interaction_required"}""", Diagnosis.RefreshTokenRefused)]
    [InlineData(400, """{"error":"login_required"}""", Diagnosis.RefreshTokenRefused)]
    [InlineData(400, """{"error":"consent_required"}""", Diagnosis.RefreshTokenRefused)]
    [InlineData(401, """{"error":"invalid_client","error_codes":[7000215]}""", Diagnosis.ClientRefused)]
    [InlineData(400, """{"error":"unauthorized_client"}""", Diagnosis.ClientRefused)]
    [InlineData(400, """{"error":"invalid_scope"}""", Diagnosis.ScopeRefused)]
    [InlineData(400, """{"error":"invalid_resource"}""", Diagnosis.ScopeRefused)]
    [InlineData(400, """{"error":"invalid_target"}""", Diagnosis.ScopeRefused)]
    [InlineData(400, """{"error":"temporarily_unavailable"}""", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(400, """{"error":"server_error"}""", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(400, """{"error":"invalid_request"}""", Diagnosis.TokenRequestRefused)]
    [InlineData(400, """{"error":"unsupported_grant_type"}""", Diagnosis.TokenRequestRefused)]
    [InlineData(400, """{"error":"authorization_pending"}""", Diagnosis.DeviceCodePending)]
    [InlineData(400, """{"error":"slow_down"}""", Diagnosis.DeviceCodePending)]
    [InlineData(400, """{"error":"expired_token"}""", Diagnosis.PairingExpired)]
    [InlineData(400, """{"error":"access_denied"}""", Diagnosis.PairingDeclined)]
    [InlineData(400, """{"error":"authorization_declined"}""", Diagnosis.PairingDeclined)]
    [InlineData(400, """{"error":"bad_verification_code"}""", Diagnosis.DeviceCodeWrong)]
    [InlineData(400, """{"error":"admin_policy_enforced"}""", Diagnosis.AppNotAllowed)]
    [InlineData(401, """{"error":"deleted_client"}""", Diagnosis.ClientDisabled)]
    [InlineData(400, """{"error":"INVALID_GRANT"}""", Diagnosis.TokenRequestRefused)] // names are case-sensitive (RFC 6749 1.3 and 5.2)
    [InlineData(400, """{"error":"invalid_grant_or_so"}""", Diagnosis.TokenRequestRefused)]
    [InlineData(400, """{"error":"invalid_gran"}""", Diagnosis.TokenRequestRefused)]
    // the number alone decides nothing
    [InlineData(400, """{"error":"invalid_request","error_codes":[700082]}""", Diagnosis.TokenRequestRefused)]
    // an error counts under any status, and a token beside it does not
    [InlineData(200, """{"error":"invalid_grant","access_token":"fake.at"}""", Diagnosis.RefreshTokenRefused)]
    // a server in trouble is not believed
    [InlineData(500, """{"error":"invalid_grant"}""", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(503, "<html>busy</html>", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(502, "", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(429, """{"error":"invalid_request"}""", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(408, "", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(400, "{}", Diagnosis.TokenRequestRefused)]
    [InlineData(403, """{"error":{"code":403}}""", Diagnosis.TokenRequestRefused)]
    [InlineData(302, Good, Diagnosis.TokenRequestRefused)]
    [InlineData(404, "<html>not found</html>", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, "<html>sign in to this Wi-Fi</html>", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, "", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, "{}", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, """{"access_token":""}""", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, """{"access_token":"fake.at\r\nRSET"}""", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, """{"access_token":"fake.at\u0001"}""", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, """{"access_token":"fake.at","token_type":"mac"}""", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, """{"access_token":"fake.at","access_token":"other"}""", Diagnosis.TokenAnswerMalformed)]
    public void Each_answer_has_one_decision(int httpStatus, string body, Diagnosis expected)
    {
        TokenReader reader = new();
        TokenReaderTests.Read(reader, Encoding.UTF8.GetBytes(body), 1);
        reader.HttpStatus = httpStatus;
        Assert.Equal(expected, OAuthError.Decide(reader));
        Assert.Equal(expected == Diagnosis.RefreshTokenRefused, OAuthError.RefusesRefreshToken(reader));
    }

    [Theory]
    // Entra's number makes the words closer and leaves the decision as it is
    [InlineData(400, """{"error":"invalid_grant","error_codes":[700082]}""", Diagnosis.RefreshTokenRefused, Diagnosis.RefreshTokenUnused)]
    [InlineData(401, """{"error":"invalid_client","error_codes":[7000215]}""", Diagnosis.ClientRefused, Diagnosis.ClientSecretWrong)]
    [InlineData(400, """{"error":"invalid_request","error_codes":[700082]}""", Diagnosis.TokenRequestRefused, Diagnosis.RefreshTokenUnused)]
    [InlineData(400, """{"error":"invalid_grant","error_codes":[1]}""", Diagnosis.RefreshTokenRefused, Diagnosis.RefreshTokenRefused)]
    [InlineData(400, """{"error":"invalid_grant"}""", Diagnosis.RefreshTokenRefused, Diagnosis.RefreshTokenRefused)]
    // what is refused for good is not waited for, a server in trouble says nothing final
    [InlineData(400, """{"error":"invalid_grant","error_codes":[90055]}""", Diagnosis.RefreshTokenRefused, Diagnosis.RefreshTokenRefused)]
    [InlineData(400, """{"error":"unheard_of","error_codes":[90055]}""", Diagnosis.TokenRequestRefused, Diagnosis.TokenThrottled)]
    [InlineData(503, """{"error":"invalid_grant","error_codes":[700082]}""", Diagnosis.TokenEndpointUnavailable, Diagnosis.TokenEndpointUnavailable)]
    [InlineData(429, """{"error":"unheard_of","error_codes":[90055]}""", Diagnosis.TokenEndpointUnavailable, Diagnosis.TokenThrottled)]
    [InlineData(200, Good, Diagnosis.None, Diagnosis.None)]
    [InlineData(200, """{"access_token":"a b","error_codes":[700082]}""", Diagnosis.TokenAnswerMalformed, Diagnosis.TokenAnswerMalformed)]
    public void A_number_is_a_hint_and_decides_nothing(int httpStatus, string body, Diagnosis decision, Diagnosis diagnosis)
    {
        TokenReader reader = new();
        TokenReaderTests.Read(reader, Encoding.UTF8.GetBytes(body), 1);
        reader.HttpStatus = httpStatus;
        Assert.Equal(decision, OAuthError.Decide(reader));
        Assert.Equal(diagnosis, OAuthError.Diagnose(reader));
        NoAllocation.During(() => OAuthError.Diagnose(reader));
    }

    [Fact]
    public void A_token_that_is_too_long_has_its_own()
    {
        TokenReader reader = new();
        string body = "{\"access_token\":\"" + new string('t', Limits.AccessToken + 1) + "\"}";
        TokenReaderTests.Read(reader, Encoding.UTF8.GetBytes(body), 1000);
        reader.HttpStatus = 200;
        Assert.Equal(Diagnosis.TokenTooLong, OAuthError.Diagnose(reader));
    }
}
