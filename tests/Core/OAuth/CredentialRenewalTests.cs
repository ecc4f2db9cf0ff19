using System;
using System.Collections.Generic;
using System.Text;
using System.Web;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.OAuth;

/// <summary>
/// The grants without a person: what is sent (RFC 6749 4.4.2, RFC 7523 2.1 and 2.2) and what a refusal means. Store, signer and endpoint are in
/// memory, since only so each answer can be had; the real ones are tested with the platforms.
/// </summary>
public class CredentialRenewalTests
{
    private const string Scope = "https://outlook.office365.com/.default";

    [Theory]
    [InlineData(Credential.Secret, "grant_type=client_credentials&client_id=app 1&scope=" + Scope + "&client_secret=s3+cr/et~")]
    [InlineData(Credential.Certificate, "grant_type=client_credentials&client_id=app 1&scope=" + Scope
        + "&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=signed with s3+cr/et~")]
    [InlineData(Credential.ServiceAccount, "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=signed with s3+cr/et~")]
    public void Each_credential_is_sent_as_its_RFC_says(Credential credential, string form)
    {
        var bench = new Bench(credential);
        bench.Answer(200, """{"access_token":"at-1","token_type":"Bearer","expires_in":3599}""");
        var token = new Secret(Limits.AccessToken);
        Assert.Equal(Diagnosis.None, bench.Renewal.Renew(token));
        Assert.Equal("at-1", Encoding.ASCII.GetString(token.Octets, 0, token.Count));
        Assert.Equal(3599, bench.Renewal.ExpiresInSeconds);
        Assert.Equal(form, bench.Sent);
        // No answer makes it write: there is nothing to keep.
        bench.Answer(200, """{"access_token":"at-2","token_type":"Bearer","refresh_token":"rt"}""");
        Assert.Equal(Diagnosis.None, bench.Renewal.Renew(token));
        Assert.Equal(0, bench.Saves);
    }

    [Theory]
    [InlineData(Credential.Secret, 401, """{"error":"invalid_client","error_codes":[7000215]}""", Diagnosis.ClientSecretWrong)]
    [InlineData(Credential.Secret, 401, """{"error":"invalid_client","error_codes":[7000222]}""", Diagnosis.ClientSecretExpired)]
    [InlineData(Credential.Secret, 401, """{"error":"invalid_client"}""", Diagnosis.ClientRefused)]
    [InlineData(Credential.Secret, 400, """{"error":"unauthorized_client","error_codes":[700016]}""", Diagnosis.ClientUnknown)]
    [InlineData(Credential.Secret, 400, """{"error":"invalid_grant"}""", Diagnosis.ClientRefused)]
    [InlineData(Credential.Certificate, 401, """{"error":"invalid_client","error_codes":[700027]}""", Diagnosis.ClientAssertionRefused)]
    [InlineData(Credential.Certificate, 400, """{"error":"invalid_request","error_codes":[9001023]}""", Diagnosis.TenantRequired)]
    [InlineData(Credential.Certificate, 400, """{"error":"invalid_grant"}""", Diagnosis.ClientAssertionRefused)]
    [InlineData(Credential.ServiceAccount, 400, """{"error":"invalid_grant"}""", Diagnosis.ClientAssertionRefused)]
    [InlineData(Credential.ServiceAccount, 401, """{"error":"unauthorized_client"}""", Diagnosis.DelegationMissing)]
    [InlineData(Credential.ServiceAccount, 401, """{"error":"invalid_client"}""", Diagnosis.ClientRefused)]
    [InlineData(Credential.ServiceAccount, 400, """{"error":"invalid_scope"}""", Diagnosis.ScopeRefused)]
    [InlineData(Credential.Secret, 503, "", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(Credential.Secret, 200, "<html>", Diagnosis.TokenAnswerMalformed)]
    public void A_refusal_means_what_its_error_says(Credential credential, int status, string answer, Diagnosis expected)
    {
        var bench = new Bench(credential);
        bench.Answer(status, answer);
        var token = new Secret(Limits.AccessToken);
        Assert.Equal(expected, bench.Renewal.Renew(token));
        Assert.Equal(0, token.Count);
    }

    [Theory]
    [InlineData(Diagnosis.NoRefreshToken, Diagnosis.NoCredential)]
    [InlineData(Diagnosis.StoreUnreadable, Diagnosis.StoreUnreadable)]
    public void Without_a_credential_nothing_is_sent(Diagnosis stored, Diagnosis expected)
    {
        var bench = new Bench(Credential.Secret) { Stored = stored };
        Assert.Equal(expected, bench.Renewal.Renew(new Secret(Limits.AccessToken)));
        Assert.Null(bench.Sent);
    }

    [Theory]
    [InlineData(Diagnosis.ClockNotSet)]
    [InlineData(Diagnosis.ClientAssertionRefused)]
    public void What_cannot_be_signed_is_not_sent(Diagnosis fault)
    {
        var bench = new Bench(Credential.Certificate) { SigningFault = fault };
        Assert.Equal(fault, bench.Renewal.Renew(new Secret(Limits.AccessToken)));
        Assert.Null(bench.Sent);
    }

    private sealed class Bench : ITokenStore, ITokenEndpoint, IAssertionSigner
    {
        private readonly Queue<(int Status, string Body)> _answers = new();

        public Bench(Credential credential)
        {
            Renewal = new CredentialRenewal(this, this, new ClientCredentials("app 1", Scope), credential, credential == Credential.Secret ? null : this);
        }

        public CredentialRenewal Renewal { get; }

        public Diagnosis Stored { get; init; }

        public Diagnosis SigningFault { get; init; }

        public int Saves { get; private set; }

        /// <summary>The last form, decoded.</summary>
        public string? Sent { get; private set; }

        public void Answer(int status, string body) => _answers.Enqueue((status, body));

        public Diagnosis Load(Secret into)
        {
            into.Clear();
            if (Stored == Diagnosis.None) into.Set("s3+cr/et~"u8.ToArray(), 0, 9);
            return Stored;
        }

        public Diagnosis Save(byte[] token, int offset, int count)
        {
            Saves++;
            return Diagnosis.None;
        }

        public Diagnosis Sign(Secret key, Secret assertion)
        {
            byte[] text = Encoding.ASCII.GetBytes("signed with " + Encoding.ASCII.GetString(key.Octets, 0, key.Count));
            assertion.Set(text, 0, text.Length);
            return SigningFault;
        }

        public Diagnosis Post(byte[] form, int offset, int count, TokenReader answer)
        {
            var decoded = new List<string>();
            foreach (string pair in Encoding.ASCII.GetString(form, offset, count).Split('&')) decoded.Add(pair.Split('=')[0] + "=" + HttpUtility.UrlDecode(pair.Split('=')[1]));
            Sent = string.Join('&', decoded);
            (answer.HttpStatus, string body) = _answers.Dequeue();
            byte[] octets = Encoding.UTF8.GetBytes(body);
            answer.Feed(octets, 0, octets.Length);
            return Diagnosis.None;
        }
    }
}
