using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>
/// Reads the answer of an OAuth endpoint as it arrives: a token response (RFC 6749 5.1), an error (5.2), or a device authorization response
/// (RFC 8628 3.2). Members may come in any order, unknown ones are skipped. Use: <see cref="Reset"/>, set <see cref="HttpStatus"/>,
/// <see cref="JsonReader.Feed"/> until the body ends, <see cref="Complete"/>.
/// </summary>
public sealed class TokenReader : JsonReader
{
    private const int NameMax = 32;
    private static readonly string Bearer = "Bearer";
    private readonly TokenMember[] _members;
    private TokenMember? _member;

    /// <summary>Allocates room for every member; 16 KB in all.</summary>
    public TokenReader()
        : this(Limits.AccessToken, Limits.RefreshToken, Limits.DeviceCode)
    {
    }

    /// <summary>Allocates room for the answers that are expected here, and 2 KB for the other members. What is longer is refused as too long.</summary>
    /// <param name="accessTokenMax">Octets of access_token.</param>
    /// <param name="refreshTokenMax">Octets of refresh_token.</param>
    /// <param name="deviceCodeMax">Octets of device_code.</param>
    public TokenReader(int accessTokenMax, int refreshTokenMax, int deviceCodeMax)
        : base(NameMax, Limits.TokenAnswer)
    {
        AccessToken = Strict("access_token", accessTokenMax);
        RefreshToken = Strict("refresh_token", refreshTokenMax);
        TokenType = Text("token_type", 32);
        ExpiresIn = Number("expires_in");
        Error = Text("error", 64);
        ErrorDescription = Text("error_description", 512);
        ErrorCodes = Number("error_codes");
        DeviceCode = Strict("device_code", deviceCodeMax);
        UserCode = Strict("user_code", 64);
        VerificationUri = Strict("verification_uri", 256);
        VerificationUriComplete = Strict("verification_uri_complete", 512);
        Interval = Number("interval");
        _members = new TokenMember[]
        {
            AccessToken, RefreshToken, TokenType, ExpiresIn, Error, ErrorDescription, ErrorCodes,
            DeviceCode, UserCode, VerificationUri, VerificationUriComplete, Interval,
        };
    }

    /// <summary>The response's HTTP status, for example 200; the platform sets it. 0: not known.</summary>
    public int HttpStatus { get; set; }

    /// <summary>The strict member that the reading failed on, or null.</summary>
    public TokenMember? Culprit { get; private set; }

    /// <summary>access_token, whole or not at all.</summary>
    public TokenMember AccessToken { get; }

    /// <summary>refresh_token, whole or not at all.</summary>
    public TokenMember RefreshToken { get; }

    /// <summary>token_type; see <see cref="IsBearer"/>.</summary>
    public TokenMember TokenType { get; }

    /// <summary>expires_in, in seconds, given as a number or as a string of digits; see <see cref="ExpiresInSeconds"/>.</summary>
    public TokenMember ExpiresIn { get; }

    /// <summary>error (RFC 6749 5.2).</summary>
    public TokenMember Error { get; }

    /// <summary>error_description, up to 512 octets of it. It is foreign text: whoever shows it cleans it.</summary>
    public TokenMember ErrorDescription { get; }

    /// <summary>The first of Entra's error_codes, the AADSTS number. For the hint only: Entra says to branch on <c>error</c>.</summary>
    public TokenMember ErrorCodes { get; }

    /// <summary>device_code (RFC 8628).</summary>
    public TokenMember DeviceCode { get; }

    /// <summary>user_code.</summary>
    public TokenMember UserCode { get; }

    /// <summary>verification_uri.</summary>
    public TokenMember VerificationUri { get; }

    /// <summary>verification_uri_complete; Entra sends none.</summary>
    public TokenMember VerificationUriComplete { get; }

    /// <summary>interval between polls, in seconds; 5 when it is missing (RFC 8628 3.2).</summary>
    public TokenMember Interval { get; }

    /// <summary>How long the access token (or device code) lives, in seconds; -1 when the answer does not say.</summary>
    public int ExpiresInSeconds
    {
        get { return ExpiresIn.Number; }
    }

    /// <summary>True if token_type is Bearer in any case (RFC 6749 5.1), or missing, as with some servers.</summary>
    public bool IsBearer
    {
        get { return TokenType.Count == 0 || Ascii.EqualsIgnoreCase(TokenType.Octets, 0, TokenType.Count, Bearer); }
    }

    /// <summary>Overwrites everything and waits for a new answer.</summary>
    public void Reset()
    {
        for (int i = 0; i < _members.Length; i++) _members[i].Clear();
        _member = null;
        Culprit = null;
        HttpStatus = 0;
        Restart();
    }

    /// <summary>Overwrites the tokens and codes, and keeps what the log may say: error, its codes, the HTTP status.</summary>
    public void ForgetSecrets()
    {
        AccessToken.Clear();
        RefreshToken.Clear();
        DeviceCode.Clear();
    }

    /// <summary>Overwrites the refresh token alone.</summary>
    public void ForgetRefreshToken()
    {
        RefreshToken.Clear();
    }

    /// <summary>Says that the body has ended.</summary>
    /// <returns><see cref="JsonStatus.Complete"/>, or what is wrong with it; the members mean something only after Complete.</returns>
    public JsonStatus Complete()
    {
        End();
        return Status;
    }

    /// <inheritdoc/>
    protected override void MemberBegins(byte[] name, int count)
    {
        _member = null;
        for (int i = 0; i < _members.Length; i++)
        {
            if (_members[i].IsNamed(name, count)) _member = _members[i];
        }
        if (_member == null) return;
        if (!_member.IsSeen)
        {
            _member.IsSeen = true;
            return;
        }
        // RFC 8259 4 leaves open which of two counts. With a token that is not for us to guess; of the others the first stays.
        if (_member.IsStrict) Refuse(JsonStatus.MemberRepeated);
        _member = null;
    }

    /// <inheritdoc/>
    protected override byte[]? TextBegins()
    {
        return _member?.Octets;
    }

    /// <inheritdoc/>
    protected override void TextEnds(int count, bool whole)
    {
        if (_member == null) return;
        _member.Count = count;
        _member.IsCut = !whole;
        if (!whole && _member.IsStrict) Refuse(JsonStatus.MemberTooLong);
        if (_member.IsNumber && whole) _member.Number = Bounded(Ascii.ParseDecimal(_member.Octets, 0, count));
    }

    /// <inheritdoc/>
    protected override void Number(int value, bool isFirstItem)
    {
        if (_member == null) return;
        if (_member.IsNumber) _member.Number = value;
        else if (_member.IsStrict && !isFirstItem) Refuse(JsonStatus.MemberNotText);
    }

    /// <inheritdoc/>
    protected override void OtherValue(bool isNull)
    {
        if (_member == null || isNull) return;
        if (_member.IsStrict) Refuse(JsonStatus.MemberNotText);
    }

    private void Refuse(JsonStatus status)
    {
        Culprit = _member;
        Fail(status);
    }

    private static int Bounded(long value)
    {
        return value > int.MaxValue ? int.MaxValue : (int)value;
    }

    [StartUp]
    private static TokenMember Strict(string name, int octetsMax)
    {
        return new TokenMember(name, octetsMax, true, false);
    }

    [StartUp]
    private static TokenMember Text(string name, int octetsMax)
    {
        return new TokenMember(name, octetsMax, false, false);
    }

    // Room for a number that comes as a string: 18 digits.
    [StartUp]
    private static TokenMember Number(string name)
    {
        return new TokenMember(name, 18, false, true);
    }
}
