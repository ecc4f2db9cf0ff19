using DeviceMailAgent.OAuth;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.NanoClr;

/// <summary>Token endpoints: the forms that go there and the JSON that comes back (RFC 6749 5, RFC 8628 3.2).</summary>
public sealed class TokenVectors : Group
{
    private readonly TokenReader _reader = new TokenReader();

    /// <inheritdoc/>
    public override string Name
    {
        get { return "token"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        Answers(checks);
        Refusals(checks);
        Malformed(checks);
        Forms(checks);
        Device(checks);
    }

    private void Answers(Checks checks)
    {
        string answer = "{\"token_type\":\"Bearer\",\"scope\":\"a b\",\"expires_in\":3599,\"ext\":{\"x\":[1,{\"access_token\":\"no\"}]},"
            + "\"access_token\":\"eyJ0.fake-token\",\"refresh_token\":\"0.AXoA\\u002dfake\"}";
        byte[] octets = Ascii.Bytes(answer);
        for (int step = octets.Length; step > 0; step = step / 7)
        {
            string pieces = " in pieces of " + step.ToString();
            checks.Number("token answer complete" + pieces, (int)JsonStatus.Complete, (int)Read(octets, 200, step));
            checks.Text("token access" + pieces, "eyJ0.fake-token", _reader.AccessToken.Octets, 0, _reader.AccessToken.Count);
            checks.Text("token refresh" + pieces, "0.AXoA-fake", _reader.RefreshToken.Octets, 0, _reader.RefreshToken.Count);
            checks.Number("token lifetime" + pieces, 3599, _reader.ExpiresInSeconds);
            checks.Number("token usable" + pieces, (int)Diagnosis.None, (int)OAuthError.Diagnose(_reader));
        }
        _reader.ForgetSecrets();
        checks.That("token forgotten", _reader.AccessToken.Count == 0 && _reader.AccessToken.Octets[0] == 0);
        Read(Ascii.Bytes("{\"device_code\":\"d\",\"user_code\":\"AB-12\",\"verification_uri\":\"https:\\/\\/login.example\",\"expires_in\":\"900\",\"interval\":5}"), 200, 3);
        checks.Text("token user code", "AB-12", _reader.UserCode.Octets, 0, _reader.UserCode.Count);
        checks.Text("token verification address", "https://login.example", _reader.VerificationUri.Octets, 0, _reader.VerificationUri.Count);
        checks.Number("token lifetime given as text", 900, _reader.ExpiresInSeconds);
        checks.Number("token poll interval", 5, _reader.Interval.Number);
    }

    private void Refusals(Checks checks)
    {
        string[] answers =
        {
            "{\"error\":\"invalid_grant\",\"error_codes\":[700082]}", "{\"error\":\"invalid_client\"}", "{\"error\":\"invalid_scope\"}",
            "{\"error\":\"temporarily_unavailable\"}", "{\"error\":\"something_new\"}", "{}", "[]", "<html>",
        };
        int[] http = { 400, 401, 400, 503, 400, 200, 200, 200 };
        Diagnosis[] diagnoses =
        {
            Diagnosis.RefreshTokenUnused, Diagnosis.ClientRefused, Diagnosis.ScopeRefused, Diagnosis.TokenEndpointUnavailable,
            Diagnosis.TokenRequestRefused, Diagnosis.TokenAnswerMalformed, Diagnosis.TokenAnswerMalformed, Diagnosis.TokenAnswerMalformed,
        };
        for (int i = 0; i < answers.Length; i++)
        {
            Read(Ascii.Bytes(answers[i]), http[i], 1);
            checks.Number("token diagnosis of " + answers[i], (int)diagnoses[i], (int)OAuthError.Diagnose(_reader));
        }
        Read(Ascii.Bytes(answers[0]), 400, 5);
        checks.Number("token error code for the hint", 700082, _reader.ErrorCodes.Number);
        checks.Number("token decision goes by error alone", (int)Diagnosis.RefreshTokenRefused, (int)OAuthError.Decide(_reader));
    }

    private void Malformed(Checks checks)
    {
        string[] answers =
        {
            "{\"access_token\":\"a\"", "{\"access_token\":\"a\"}}", "{\"access_token\":1}", "{\"access_token\":\"a\",\"access_token\":\"b\"}",
            "{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}",
        };
        JsonStatus[] statuses =
        {
            JsonStatus.Incomplete, JsonStatus.Malformed, JsonStatus.MemberNotText, JsonStatus.MemberRepeated, JsonStatus.TooDeep,
        };
        for (int i = 0; i < answers.Length; i++)
            checks.Number("token status of " + answers[i], (int)statuses[i], (int)Read(Ascii.Bytes(answers[i]), 200, 2));
        byte[] largest = Quoted(Limits.AccessToken);
        checks.Number("token of the largest size", (int)JsonStatus.Complete, (int)Read(largest, 200, 100));
        checks.Number("token of the largest size is whole", Limits.AccessToken, _reader.AccessToken.Count);
        checks.Number("token too long", (int)JsonStatus.MemberTooLong, (int)Read(Quoted(Limits.AccessToken + 1), 200, 100));
    }

    private static byte[] Quoted(int count)
    {
        byte[] octets = new byte[count + 19];
        for (int i = 0; i < octets.Length; i++) octets[i] = (byte)'t';
        Ascii.Append(octets, 0, Ascii.Bytes("{\"access_token\":\""));
        Ascii.Append(octets, octets.Length - 2, Ascii.Bytes("\"}"));
        return octets;
    }

    private static void Forms(Checks checks)
    {
        FormBody form = new FormBody(new byte[64]);
        form.Add("scope", "https://x/SMTP.Send offline_access");
        checks.Text("token form encodes", "scope=https%3A%2F%2Fx%2FSMTP.Send+offline_access", form.Octets, 0, form.Count);
        form.Add("too", "long for the buffer");
        checks.That("token form says that it overflowed", form.IsOverflowed);
        RefreshGrant grant = new RefreshGrant("client-1", "", null);
        FormBody body = new FormBody(new byte[grant.BodyMax]);
        byte[] refresh = Ascii.Bytes("a+b/c=");
        checks.That("token refresh composes", grant.Compose(body, refresh, 0, refresh.Length));
        checks.Text("token refresh body", "grant_type=refresh_token&refresh_token=a%2Bb%2Fc%3D&client_id=client-1", body.Octets, 0, body.Count);
    }

    // RFC 8628 3.5: pending, slow_down for good, declined.
    private void Device(Checks checks)
    {
        DeviceGrant grant = new DeviceGrant("client-1", "a b", null);
        FormBody body = new FormBody(new byte[grant.BodyMax]);
        checks.That("token device request composes", grant.ComposeRequest(body));
        checks.Text("token device request", "client_id=client-1&scope=a+b", body.Octets, 0, body.Count);
        Read(Ascii.Bytes("{\"device_code\":\"d+1\",\"user_code\":\"AB-12\",\"verification_uri\":\"https://login.example\",\"expires_in\":900}"), 200, 9);
        checks.That("token device begins", grant.Begin(_reader));
        checks.Number("token device polls every 5 s", 5, grant.WaitSeconds);
        grant.ComposePoll(body);
        checks.Text("token device poll", "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=client-1&device_code=d%2B1",
            body.Octets, 0, body.Count);
        string[] errors = { "authorization_pending", "slow_down", "authorization_declined", "expired_token", "invalid_client" };
        DeviceStep[] steps = { DeviceStep.Wait, DeviceStep.Wait, DeviceStep.Declined, DeviceStep.Expired, DeviceStep.Failed };
        for (int i = 0; i < errors.Length; i++)
        {
            Read(Ascii.Bytes("{\"error\":\"" + errors[i] + "\"}"), 400, 4);
            checks.Number("token device step for " + errors[i], (int)steps[i], (int)grant.Judge(_reader));
        }
        checks.Number("token device slows down for good", 10, grant.WaitSeconds);
    }

    private JsonStatus Read(byte[] answer, int httpStatus, int step)
    {
        _reader.Reset();
        _reader.HttpStatus = httpStatus;
        for (int at = 0; at < answer.Length; at += step)
            _reader.Feed(answer, at, answer.Length - at < step ? answer.Length - at : step);
        return _reader.Complete();
    }
}
