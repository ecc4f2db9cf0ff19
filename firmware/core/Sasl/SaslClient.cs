using System;

namespace DeviceMailAgent.Sasl;

/// <summary>
/// A SASL mechanism, the client's side (RFC 4422, RFC 4954). The SMTP client sends a bare <c>AUTH NAME</c>, then for each 334:
/// <see cref="Respond"/>, and <see cref="Next"/> until it gives 0. The response is pulled in pieces, because a bearer token makes it
/// up to 11 KB long and the caller's buffer is small. One object serves many logins, one after the other.
/// </summary>
public abstract class SaslClient
{
    private const int PartsMax = 8;
    private const int PlainOctets = 48;
    private readonly byte[][] _parts = new byte[PartsMax][];
    private readonly int[] _partCounts = new int[PartsMax];
    private readonly byte[] _plain = new byte[PlainOctets];
    private readonly byte[] _text = new byte[PlainOctets / 3 * 4];
    private int _partsCount;
    private int _part;
    private int _partAt;
    private int _textAt;
    private int _textCount;
    private int _challenge;

    /// <summary>The mechanism's name as it stands in the EHLO reply and behind AUTH, for example XOAUTH2 in octets.</summary>
    public abstract byte[] Name { get; }

    /// <summary>Responses until the server knows enough to say yes or no; a challenge beyond them is an error's description.</summary>
    public virtual int Responses
    {
        get { return 1; }
    }

    /// <summary>
    /// True when the last challenge was not a question but a refusal: XOAUTH2 and OAUTHBEARER put the error's JSON into a 334 and want an
    /// answer before the final 535 comes. The answer is still to be sent.
    /// </summary>
    public bool Refused { get; private set; }

    /// <summary>The user of this login.</summary>
    protected byte[] User { get; private set; } = new byte[0];

    /// <summary>The token or password of this login; the first <see cref="SecretCount"/> octets.</summary>
    protected byte[] Secret { get; private set; } = new byte[0];

    /// <summary>Octets in <see cref="Secret"/>.</summary>
    protected int SecretCount { get; private set; }

    /// <summary>Begins a login.</summary>
    /// <param name="user">The account's user in UTF-8. Lent until the login's last response has been read, as is the secret.</param>
    /// <param name="secret">The access token or password; its buffer must not change before the response has been read.</param>
    /// <param name="secretCount">Octets in <paramref name="secret"/>.</param>
    public void Start(byte[] user, byte[] secret, int secretCount)
    {
        User = user;
        Secret = secret;
        SecretCount = secretCount;
        Refused = false;
        _challenge = 0;
        ClearResponse();
    }

    /// <summary>Makes ready the response to the challenge (334) that has just arrived.</summary>
    /// <returns>
    /// False: there is nothing to say to it, so the caller cancels with <c>*</c>. That is so after the mechanism's last turn, and at the first
    /// turn when user or secret contain an octet that the mechanism cannot carry or that would forge a field of its message.
    /// </returns>
    public bool Respond()
    {
        ClearResponse();
        if (Compose(_challenge++)) return true;
        ClearResponse();
        return false;
    }

    /// <summary>Reads the next piece of the response's base64 text; the CRLF behind it is the caller's to add.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="offset">Where.</param>
    /// <param name="count">Room, 1 octet or more.</param>
    /// <returns>How many octets were written; 0 at the end, which an empty response reaches at once.</returns>
    public int Next(byte[] buffer, int offset, int count)
    {
        int written = 0;
        while (written < count)
        {
            if (_textAt == _textCount && !EncodeMore()) break;
            int step = _textCount - _textAt;
            if (step > count - written) step = count - written;
            Array.Copy(_text, _textAt, buffer, offset + written, step);
            _textAt += step;
            written += step;
        }
        return written;
    }

    /// <summary>Says the response to challenge number <paramref name="challenge"/> (0: the first) with <see cref="Add(byte[], int)"/>.</summary>
    /// <returns>False: no response to this one.</returns>
    protected abstract bool Compose(int challenge);

    /// <summary>Adds octets to the response. Only the reference is kept.</summary>
    protected void Add(byte[] octets, int count)
    {
        _parts[_partsCount] = octets;
        _partCounts[_partsCount] = count;
        _partsCount++;
    }

    /// <summary>Adds all octets of an array to the response.</summary>
    protected void Add(byte[] octets)
    {
        Add(octets, octets.Length);
    }

    /// <summary>To be called when a challenge is the server's way of refusing.</summary>
    protected void MarkRefused()
    {
        Refused = true;
    }

    /// <summary>True if there is no control octet, which no user name has and every forged field needs.</summary>
    protected static bool IsText(byte[] octets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (octets[i] < 32 || octets[i] == 127) return false;
        }
        return true;
    }

    // Encodes the next octets of the parts; whole groups of three, so that padding comes only at the end.
    private bool EncodeMore()
    {
        int gathered = 0;
        while (gathered < PlainOctets && _part < _partsCount)
        {
            int step = _partCounts[_part] - _partAt;
            if (step > PlainOctets - gathered) step = PlainOctets - gathered;
            Array.Copy(_parts[_part], _partAt, _plain, gathered, step);
            gathered += step;
            _partAt += step;
            if (_partAt == _partCounts[_part])
            {
                _part++;
                _partAt = 0;
            }
        }
        if (gathered == 0)
        {
            ClearResponse();
            return false;
        }
        _textCount = Base64.Encode(_plain, 0, gathered, _text, 0);
        _textAt = 0;
        return true;
    }

    // The work buffers have held the secret: they are overwritten, not only forgotten.
    private void ClearResponse()
    {
        Array.Clear(_plain, 0, _plain.Length);
        Array.Clear(_text, 0, _text.Length);
        _partsCount = 0;
        _part = 0;
        _partAt = 0;
        _textAt = 0;
        _textCount = 0;
    }
}
