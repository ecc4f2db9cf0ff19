using System;
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
    // Members that no answer has but a device authorization response; they stand last.
    private const int CodeMembers = 5;
    private static readonly byte[] Bearer = Ascii.Bytes("Bearer");
    private readonly TokenMember[] _members;
    private TokenMember? _member;
    private bool _keepsCode;

    /// <summary>Allocates room for every member; 16 KB in all.</summary>
    public TokenReader()
        : this(new byte[Limits.AccessToken], new byte[Limits.RefreshToken], Limits.DeviceCode, Limits.ErrorDescription, Limits.VerificationUri)
    {
    }

    /// <summary>For a board without room to spare. What is longer than the room for it is refused as too long.</summary>
    /// <param name="accessToken">Room for access_token.</param>
    /// <param name="refreshToken">Room for refresh_token; lent for the time from <see cref="Reset"/> to <see cref="ForgetRefreshToken"/>.</param>
    /// <param name="deviceCodeMax">Octets of device_code.</param>
    /// <param name="descriptionMax">Octets of error_description that are kept.</param>
    /// <param name="uriMax">Octets of verification_uri, and half of those of verification_uri_complete.</param>
    public TokenReader(byte[] accessToken, byte[] refreshToken, int deviceCodeMax, int descriptionMax, int uriMax)
        : base(NameMax, Limits.TokenAnswer)
    {
        AccessToken = new TokenMember(Ascii.Bytes("access_token"), accessToken, true, false);
        RefreshToken = new TokenMember(Ascii.Bytes("refresh_token"), refreshToken, true, false);
        TokenType = Text("token_type", 32);
        ExpiresIn = Number("expires_in");
        Error = Text("error", 64);
        ErrorDescription = Text("error_description", descriptionMax);
        ErrorCodes = Number("error_codes");
        DeviceCode = Strict("device_code", deviceCodeMax);
        UserCode = Strict("user_code", 64);
        VerificationUri = Strict("verification_uri", uriMax);
        VerificationUriComplete = Strict("verification_uri_complete", 2 * uriMax);
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

    /// <summary>Octets of a refresh token that is kept although it could not be stored; see <see cref="Keep"/>. 0: there is none.</summary>
    public int KeptCount { get; private set; }

    /// <summary>Where it begins in the access token's <see cref="TokenMember.Octets"/>.</summary>
    public int KeptOffset
    {
        get { return AccessToken.Octets.Length - KeptCount; }
    }

    /// <summary>
    /// Keeps the refresh token of the last answer behind the access token, over every further answer until <see cref="ForgetKept"/>. Access tokens have
    /// less room meanwhile. False: the one that came with it leaves no room.
    /// </summary>
    public bool Keep()
    {
        int offset = AccessToken.Octets.Length - RefreshToken.Count;
        if (AccessToken.Count > offset) return false;
        ForgetKept();
        Array.Copy(RefreshToken.Octets, 0, AccessToken.Octets, offset, RefreshToken.Count);
        KeptCount = RefreshToken.Count;
        return true;
    }

    /// <summary>Overwrites what was kept.</summary>
    public void ForgetKept()
    {
        Array.Clear(AccessToken.Octets, KeptOffset, KeptCount);
        KeptCount = 0;
    }

    /// <summary>Overwrites everything but what is kept, and waits for a new answer.</summary>
    public void Reset()
    {
        ForgetCode();
        Restart(false);
    }

    /// <summary>
    /// As <see cref="Reset"/>, but what a device authorization response brought stays, and is not looked for. So a token may be asked for while somebody
    /// still signs in.
    /// </summary>
    public void ResetButCode()
    {
        Restart(true);
    }

    private void Restart(bool keepsCode)
    {
        _keepsCode = keepsCode;
        AccessToken.Clear(KeptOffset);
        for (int i = 1; i < _members.Length - CodeMembers; i++) _members[i].Clear();
        _member = null;
        Culprit = null;
        HttpStatus = 0;
        Restart();
    }

    /// <summary>Overwrites the tokens and codes, and keeps what the log may say: error, its codes, the HTTP status.</summary>
    public void ForgetSecrets()
    {
        ForgetTokens();
        DeviceCode.Clear();
    }

    /// <summary>Overwrites the tokens.</summary>
    public void ForgetTokens()
    {
        ForgetAccessToken();
        RefreshToken.Clear();
    }

    /// <summary>Overwrites the access token alone.</summary>
    public void ForgetAccessToken()
    {
        AccessToken.Clear(KeptOffset);
    }

    /// <summary>Overwrites what stands behind the access token: of a request that was composed in its room.</summary>
    public void ForgetRequest()
    {
        Array.Clear(AccessToken.Octets, AccessToken.Count, KeptOffset - AccessToken.Count);
    }

    /// <summary>Overwrites what a device authorization response brought.</summary>
    public void ForgetCode()
    {
        for (int i = _members.Length - CodeMembers; i < _members.Length; i++) _members[i].Clear();
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
        int members = _keepsCode ? _members.Length - CodeMembers : _members.Length;
        for (int i = 0; i < members; i++)
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
    protected override int RoomOf(byte[] into)
    {
        return into == AccessToken.Octets ? KeptOffset : into.Length;
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
        return new TokenMember(Ascii.Bytes(name), octetsMax, true, false);
    }

    [StartUp]
    private static TokenMember Text(string name, int octetsMax)
    {
        return new TokenMember(Ascii.Bytes(name), octetsMax, false, false);
    }

    // Room for a number that comes as a string: 18 digits.
    [StartUp]
    private static TokenMember Number(string name)
    {
        return new TokenMember(Ascii.Bytes(name), 18, false, true);
    }
}
