using DeviceMailAgent.OAuth;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Control;

/// <summary>
/// One request of the control channel, read as it arrives: a JSON object on one line. It keeps the members that a verb can have and skips
/// every other, so that a newer tool may say more.
/// </summary>
public sealed class ControlRequest : JsonReader
{
    /// <summary>The longest line, its line feed not counted.</summary>
    public const int LineMax = 65536;

    // 32 octets of HMAC in base64 are 44.
    private const int ProofMax = 64;
    private const int NameMax = 16;
    // RFC 3339 full-date: 2026-11-25.
    private const int DateMax = 10;

    private readonly TokenMember[] _members;
    private int _current = -1;

    /// <summary>Allocates room for every member: 5 KB.</summary>
    public ControlRequest()
        : this(Limits.RefreshToken)
    {
    }

    /// <summary>Allocates room for every member: 1 KB and the longest secret that this device takes.</summary>
    public ControlRequest(int secretMax)
        : base(NameMax, LineMax)
    {
        Id = new TokenMember("id", 0, false, true);
        Verb = new TokenMember("verb", 32, true, false);
        Account = new TokenMember("account", 64, true, false);
        Recipient = new TokenMember("recipient", Limits.Path, true, false);
        Kind = new TokenMember("kind", 32, true, false);
        Secret = new TokenMember("secret", secretMax, true, false);
        Ends = new TokenMember("ends", DateMax, true, false);
        Proof = new TokenMember("proof", ProofMax, true, false);
        Last = new TokenMember("last", 0, false, true);
        _members = new TokenMember[] { Id, Verb, Account, Recipient, Kind, Secret, Ends, Proof, Last };
        Reset();
    }

    /// <summary>id: the number that every line of the answer repeats; -1 when there is none.</summary>
    public TokenMember Id { get; }

    /// <summary>verb.</summary>
    public TokenMember Verb { get; }

    /// <summary>account: a name of agent.json.</summary>
    public TokenMember Account { get; }

    /// <summary>recipient: a mail address.</summary>
    public TokenMember Recipient { get; }

    /// <summary>kind: what <see cref="Secret"/> is.</summary>
    public TokenMember Kind { get; }

    /// <summary>secret: what is to be stored.</summary>
    public TokenMember Secret { get; }

    /// <summary>ends: the day on which <see cref="Secret"/> ends, as 2028-11-25.</summary>
    public TokenMember Ends { get; }

    /// <summary>proof: in base64.</summary>
    public TokenMember Proof { get; }

    /// <summary>last: how many events are wanted.</summary>
    public TokenMember Last { get; }

    /// <summary>Overwrites everything and waits for a new line.</summary>
    public void Reset()
    {
        for (int i = 0; i < _members.Length; i++) _members[i].Clear();
        _current = -1;
        Restart();
    }

    /// <summary>Says that the line has ended.</summary>
    /// <returns>What is wrong with it; None if the verb may be looked up.</returns>
    public ControlError Complete()
    {
        End();
        switch (Status)
        {
            case JsonStatus.Complete: return ControlError.None;
            case JsonStatus.TooLarge: return ControlError.LineTooLong;
            case JsonStatus.MemberTooLong:
            case JsonStatus.MemberNotText: return ControlError.BadRequest;
            default: return ControlError.NotJson;
        }
    }

    /// <inheritdoc/>
    protected override void MemberBegins(byte[] name, int count)
    {
        _current = -1;
        for (int i = 0; i < _members.Length; i++)
        {
            if (!_members[i].IsNamed(name, count)) continue;
            // RFC 8259 4 leaves open which of two counts: neither.
            if (_members[i].IsSeen) Fail(JsonStatus.MemberRepeated);
            _members[i].IsSeen = true;
            _current = i;
        }
    }

    /// <inheritdoc/>
    protected override byte[]? TextBegins()
    {
        if (_current < 0) return null;
        if (_members[_current].IsNumber) Fail(JsonStatus.MemberNotText);
        return _members[_current].Octets;
    }

    /// <inheritdoc/>
    protected override void TextEnds(int count, bool whole)
    {
        if (_current < 0) return;
        _members[_current].Count = count;
        if (!whole) Fail(JsonStatus.MemberTooLong);
    }

    /// <inheritdoc/>
    protected override void Number(int value, bool isFirstItem)
    {
        if (_current < 0) return;
        if (isFirstItem || !_members[_current].IsNumber) Fail(JsonStatus.MemberNotText);
        else _members[_current].Number = value;
    }

    /// <inheritdoc/>
    protected override void OtherValue(bool isNull)
    {
        if (_current >= 0 && !isNull) Fail(JsonStatus.MemberNotText);
    }
}
