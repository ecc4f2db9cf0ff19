using DeviceMailAgent.OAuth;
using DeviceMailAgent.Sasl;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>A command as it came, read by core's own reader, which bounds everything that anybody at the broker can send; nothing of it is believed yet.</summary>
public sealed class FleetCommand : JsonReader
{
    private const int NameMax = 8;
    private const int None = -1;

    private readonly byte[][] _octets = new byte[4][];
    private readonly string?[] _texts = new string?[4];
    private int _current = None;
    private bool _isTime;
    private bool _hasTime;

    private FleetCommand()
        : base(NameMax, FleetLimits.Packet)
    {
        for (int i = 0; i < _octets.Length; i++) _octets[i] = new byte[FleetLimits.TextMax];
        Restart();
    }

    /// <summary>test-mail, refresh, re-pair, or anything.</summary>
    public string Verb
    {
        get { return _texts[0]!; }
    }

    /// <summary>Which account; empty: the one there is.</summary>
    public string Account
    {
        get { return _texts[1]!; }
    }

    /// <summary>What no other command has.</summary>
    public string Nonce
    {
        get { return _texts[2]!; }
    }

    /// <summary>When it was made, in seconds since 1970. The reader's numbers end in January 2038; what is made later is stale here.</summary>
    public long Time { get; private set; }

    /// <summary>The admin key's proof.</summary>
    public byte[] Proof
    {
        get { return _octets[3]; }
    }

    /// <summary>Octets of the proof; below 0: it is no base64.</summary>
    public int ProofCount { get; private set; }

    /// <summary>Reads one; null: it is none.</summary>
    public static FleetCommand? Read(byte[] buffer, int offset, int count)
    {
        FleetCommand command = new FleetCommand();
        command.Feed(buffer, offset, count);
        command.End();
        if (command.Status != JsonStatus.Complete || !command._hasTime) return null;
        for (int i = 0; i < command._texts.Length; i++)
        {
            if (command._texts[i] == null) return null;
        }
        command.ProofCount = Base64.Decode(command.Proof, 0, command._texts[3]!.Length, command.Proof, 0);
        return command;
    }

    /// <inheritdoc/>
    protected override void MemberBegins(byte[] name, int count)
    {
        string member = count < 0 ? "" : System.Text.Encoding.UTF8.GetString(name, 0, count);
        _current = member == "verb" ? 0 : member == "account" ? 1 : member == "nonce" ? 2 : member == "proof" ? 3 : None;
        _isTime = member == "time";
        // RFC 8259 4 leaves open which of two counts: neither.
        if ((_isTime && _hasTime) || (_current != None && _texts[_current] != null)) Fail(JsonStatus.MemberRepeated);
    }

    /// <inheritdoc/>
    protected override byte[]? TextBegins()
    {
        return _current == None ? null : _octets[_current];
    }

    /// <inheritdoc/>
    protected override void TextEnds(int count, bool whole)
    {
        if (_current == None) return;
        if (!whole) Fail(JsonStatus.MemberTooLong);
        else _texts[_current] = System.Text.Encoding.UTF8.GetString(_octets[_current], 0, count);
    }

    /// <inheritdoc/>
    protected override void Number(int value, bool isFirstItem)
    {
        if (!_isTime || isFirstItem) return;
        Time = value;
        _hasTime = true;
    }

    /// <inheritdoc/>
    protected override void OtherValue(bool isNull)
    {
    }
}
