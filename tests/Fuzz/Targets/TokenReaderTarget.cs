using System;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.OAuth;

namespace DeviceMailAgent.Fuzz.Targets;

/// <summary>A token endpoint's answer.</summary>
internal sealed class TokenReaderTarget : JsonTarget
{
    private readonly TokenReader _reader = new();

    public override string Name => "token-reader";

    public override int OctetsMax => 3000;

    public override string[] Words =>
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0041", "\\ud83d\\ude00", "\\ud800", "null", "true", "false", "-1", "0", "3599", "1e3", "0.5", " ", "\t", "\u00e3\u0081\u0082",
        "\"access_token\":\"tok\"", "\"refresh_token\":\"ref\"", "\"token_type\":\"Bearer\"", "\"expires_in\":3599", "\"expires_in\":\"3599\"", "\"error\":\"invalid_grant\"",
        "\"error_description\":\"AADSTS700082: x\"", "\"error_codes\":[700082]", "\"device_code\":\"d\"", "\"user_code\":\"u\"", "\"verification_uri\":\"https://x\"",
        "\"verification_url\":\"https://x\"", "\"interval\":5",
    ];

    protected override string Read(byte[] input, int piece)
    {
        _reader.Reset();
        Feed(_reader, input, piece);
        JsonStatus status = _reader.Complete();
        Judge(status, input);
        TokenMember[] members =
        [
            _reader.AccessToken, _reader.RefreshToken, _reader.TokenType, _reader.ExpiresIn, _reader.Error, _reader.ErrorDescription, _reader.ErrorCodes,
            _reader.DeviceCode, _reader.UserCode, _reader.VerificationUri, _reader.VerificationUriComplete, _reader.Interval,
        ];
        string read = $"{status} {_reader.ExpiresInSeconds} {_reader.IsBearer}";
        foreach (TokenMember member in members)
        {
            if (member.Count > member.Octets.Length) throw new InvalidOperationException("A member is longer than its room.");
            read += $" {Octets.Show(Octets.Text(member.Octets, 0, member.Count))}/{member.Number}/{member.IsCut}";
        }

        return read;
    }
}
