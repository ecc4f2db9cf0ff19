using System;
using DeviceMailAgent.Control;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.OAuth;

namespace DeviceMailAgent.Fuzz.Targets;

/// <summary>A line of the control channel, which anybody on the LAN may send before he has proved anything.</summary>
internal sealed class ControlRequestTarget : JsonTarget
{
    private readonly ControlRequest _request = new();

    public override string Name => "control-request";

    public override int OctetsMax => 2000;

    public override string[] Words =>
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "null", "true", "7", "-1", "99999999999", " ", "\"id\":1", "\"verb\":\"status\"", "\"verb\":\"test-mail\"", "\"verb\":\"import\"",
        "\"verb\":\"prove\"", "\"account\":\"scans\"", "\"recipient\":\"a@example.com\"", "\"kind\":\"password\"", "\"secret\":\"s\"", "\"proof\":\"AAAA\"", "\"last\":50",
    ];

    protected override string Read(byte[] input, int piece)
    {
        _request.Reset();
        Feed(_request, input, piece);
        JsonStatus grammar = _request.Status;
        ControlError error = _request.Complete();
        // Until Complete has looked, what has not ended is More.
        if (grammar is JsonStatus.Complete or JsonStatus.Malformed) Judge(grammar, input);
        TokenMember[] members =
            [_request.Id, _request.Verb, _request.Account, _request.Recipient, _request.Kind, _request.Secret, _request.Proof, _request.Last];
        string read = $"{error}";
        foreach (TokenMember member in members)
        {
            if (member.Count > member.Octets.Length) throw new InvalidOperationException("A member is longer than its room.");
            read += $" {Octets.Show(Octets.Text(member.Octets, 0, member.Count))}/{member.Number}/{member.IsCut}";
        }

        return read;
    }
}
