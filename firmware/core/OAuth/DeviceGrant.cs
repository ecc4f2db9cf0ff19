using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>What a poll of the token endpoint says about a pairing.</summary>
public enum DeviceStep
{
    /// <summary>Nobody has finished signing in yet, or the endpoint could not be asked: poll again after <see cref="DeviceGrant.WaitSeconds"/>.</summary>
    Wait,
    /// <summary>Signed in: the answer holds the tokens.</summary>
    Granted,
    /// <summary>The person declined.</summary>
    Declined,
    /// <summary>The code has expired: begin again.</summary>
    Expired,
    /// <summary>Refused for another reason, which <see cref="OAuthError.Diagnose"/> names.</summary>
    Failed,
}

/// <summary>
/// The device authorization grant (RFC 8628): both requests and the pace of polling, for one account. Knows no clock; the
/// caller waits <see cref="WaitSeconds"/> between polls and gives up after <see cref="LifetimeSeconds"/>.
/// </summary>
public sealed class DeviceGrant
{
    // RFC 8628 3.2: an interval that is not given is 5 s. RFC 8628 3.5: slow_down adds 5 s, for good.
    private const int IntervalDefaultSeconds = 5;
    private const int SlowDownSeconds = 5;

    // Entra's lifetime (providers.md 1.1); RFC 8628 3.2 requires the member, and a server that forgets it is not worth a longer wait.
    private const int LifetimeDefaultSeconds = 900;

    private const int BackOffSecondsMax = 60;

    private static readonly byte[] ClientIdName = Ascii.Bytes("client_id");
    private static readonly byte[] ClientSecretName = Ascii.Bytes("client_secret");
    private static readonly byte[] ScopeName = Ascii.Bytes("scope");
    private static readonly byte[] GrantTypeName = Ascii.Bytes("grant_type");
    private static readonly byte[] DeviceCodeName = Ascii.Bytes("device_code");
    private static readonly byte[] GrantType = Ascii.Bytes("urn:ietf:params:oauth:grant-type:device_code");
    private static readonly byte[] AuthorizationPending = Ascii.Bytes("authorization_pending");
    private static readonly byte[] SlowDown = Ascii.Bytes("slow_down");
    private static readonly byte[] ExpiredToken = Ascii.Bytes("expired_token");

    // RFC 8628 3.5 says access_denied; Entra says authorization_declined (providers.md 1.1).
    private static readonly byte[] AccessDenied = Ascii.Bytes("access_denied");
    private static readonly byte[] AuthorizationDeclined = Ascii.Bytes("authorization_declined");

    private readonly byte[] _clientId;
    private readonly byte[] _scope;
    private readonly byte[]? _clientSecret;
    private readonly byte[] _deviceCode;
    private int _deviceCodeCount;
    private int _intervalSeconds;
    private int _backOffSeconds;

    /// <summary>The account's client.</summary>
    /// <param name="clientId">client_id.</param>
    /// <param name="scope">The scope to ask for, offline_access included where the provider wants it.</param>
    /// <param name="clientSecret">client_secret, or null for a public client.</param>
    /// <param name="deviceCodeMax">The longest device code, in octets.</param>
    public DeviceGrant(string clientId, string scope, byte[]? clientSecret, int deviceCodeMax = Limits.DeviceCode)
        : this(clientId, scope, clientSecret, new byte[deviceCodeMax])
    {
    }

    /// <summary>As the other, with room for the device code that may be the reader's own: then it is not kept twice.</summary>
    /// <param name="clientId">client_id.</param>
    /// <param name="scope">As with the other.</param>
    /// <param name="clientSecret">client_secret, or null for a public client.</param>
    /// <param name="deviceCode">Room for the longest device code.</param>
    public DeviceGrant(string clientId, string scope, byte[]? clientSecret, byte[] deviceCode)
    {
        _deviceCode = deviceCode;
        _clientId = Ascii.Bytes(clientId);
        _scope = Ascii.Bytes(scope);
        _clientSecret = clientSecret;
        int values = _clientId.Length + _scope.Length + (clientSecret == null ? 0 : clientSecret.Length) + deviceCode.Length + GrantType.Length;
        BodyMax = 3 * values + 100;
    }

    /// <summary>Octets that a request's body can need.</summary>
    public int BodyMax { get; }

    /// <summary>Seconds to wait before the next poll.</summary>
    public int WaitSeconds
    {
        get { return _intervalSeconds + _backOffSeconds; }
    }

    /// <summary>Seconds that the code lives, from the answer that brought it.</summary>
    public int LifetimeSeconds { get; private set; }

    /// <summary>The device authorization request (RFC 8628 3.1). False: it does not fit.</summary>
    public bool ComposeRequest(FormBody body)
    {
        body.Clear();
        body.Add(ClientIdName, _clientId);
        if (_scope.Length > 0) body.Add(ScopeName, _scope);
        return !body.IsOverflowed;
    }

    /// <summary>Takes the answer to it (RFC 8628 3.2), after <see cref="TokenReader.Complete"/>. False: there is no usable code in it.</summary>
    public bool Begin(TokenReader answer)
    {
        bool isComplete = answer.Status == JsonStatus.Complete && answer.HttpStatus >= 200 && answer.HttpStatus < 300;
        TokenMember code = answer.DeviceCode;
        if (!isComplete || code.Count == 0 || code.Count > _deviceCode.Length) return false;
        if (answer.UserCode.Count == 0 || answer.VerificationUri.Count == 0) return false;
        if (code.Octets != _deviceCode) Array.Copy(code.Octets, 0, _deviceCode, 0, code.Count);
        _deviceCodeCount = code.Count;
        _intervalSeconds = answer.Interval.Number > 0 ? answer.Interval.Number : IntervalDefaultSeconds;
        _backOffSeconds = 0;
        LifetimeSeconds = answer.ExpiresInSeconds > 0 ? answer.ExpiresInSeconds : LifetimeDefaultSeconds;
        return true;
    }

    /// <summary>The token request (RFC 8628 3.4). False: it does not fit.</summary>
    public bool ComposePoll(FormBody body)
    {
        body.Clear();
        body.Add(GrantTypeName, GrantType);
        body.Add(ClientIdName, _clientId);
        if (_clientSecret != null) body.Add(ClientSecretName, _clientSecret);
        body.Add(DeviceCodeName, _deviceCode, 0, _deviceCodeCount);
        return !body.IsOverflowed;
    }

    /// <summary>Judges the answer to a poll, after <see cref="TokenReader.Complete"/>.</summary>
    public DeviceStep Judge(TokenReader answer)
    {
        if (OAuthError.IsUnavailable(answer)) return Unanswered();
        _backOffSeconds = 0;
        TokenMember error = answer.Error;
        if (error.Is(AuthorizationPending)) return DeviceStep.Wait;
        if (error.Is(SlowDown))
        {
            _intervalSeconds += SlowDownSeconds;
            return DeviceStep.Wait;
        }
        if (error.Is(AccessDenied) || error.Is(AuthorizationDeclined)) return DeviceStep.Declined;
        if (error.Is(ExpiredToken)) return DeviceStep.Expired;
        return OAuthError.Diagnose(answer) == Status.Diagnosis.None ? DeviceStep.Granted : DeviceStep.Failed;
    }

    /// <summary>
    /// The endpoint could not be reached or is in trouble. RFC 8628 3.5: poll less often, exponentially, until it answers again.
    /// </summary>
    public DeviceStep Unanswered()
    {
        _backOffSeconds = _backOffSeconds == 0 ? _intervalSeconds : _backOffSeconds * 2;
        if (_backOffSeconds > BackOffSecondsMax) _backOffSeconds = BackOffSecondsMax;
        return DeviceStep.Wait;
    }

    /// <summary>Overwrites the device code: who has it can take the tokens.</summary>
    public void Forget()
    {
        Array.Clear(_deviceCode, 0, _deviceCode.Length);
        _deviceCodeCount = 0;
    }
}
