using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Transcripts;

/// <summary>The tokens of a transcript: <c>T: token-1</c>, <c>T: renewed token-2</c>, <c>T: fails D302</c>, <c>T: renewed fails D304</c>.</summary>
public sealed class ScriptedSecrets(Transcript transcript, Tape tape, Seams seams) : IAccountSecrets
{
    private const string Renewed = "renewed ";
    private const string Fails = "fails D";
    private readonly Queue<string> _lines = new(transcript.Lines.Where(line => line.Speaker == Speaker.Token).Select(line => line.Event));

    public Diagnosis Fetch(Secret into, bool renew)
    {
        string line = _lines.Count > 0 ? _lines.Dequeue() : "token";
        bool renews = line.StartsWith(Renewed, StringComparison.Ordinal);
        string what = renews ? line[Renewed.Length..] : line;
        tape.Note(Speaker.Token, (renew ? Renewed : "") + what);
        if (seams.Fails("secrets.Fetch")) return Diagnosis.TokenEndpointUnreachable;
        if (what.StartsWith(Fails, StringComparison.Ordinal)) return (Diagnosis)int.Parse(what[Fails.Length..], CultureInfo.InvariantCulture);
        byte[] token = Octets.Of(what);
        return into.Set(token, 0, token.Length) ? Diagnosis.None : Diagnosis.TokenTooLong;
    }
}
