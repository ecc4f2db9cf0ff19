using System.Collections.Generic;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Hands out one token after the other: a renewal asks for the next.</summary>
public sealed class MemorySecrets(Seams seams, params string[] tokens) : IAccountSecrets
{
    private int _current;

    /// <summary>How often a renewal was asked for.</summary>
    public int Renewals { get; private set; }

    /// <summary>How often a token was asked for, renewals included.</summary>
    public int Fetches { get; private set; }

    /// <summary>What the next calls fail with.</summary>
    public Queue<Diagnosis> Failures { get; } = new();

    public Diagnosis Fetch(Secret into, bool renew)
    {
        Fetches++;
        if (renew)
        {
            Renewals++;
            if (_current + 1 < tokens.Length) _current++;
        }
        if (seams.Fails("secrets.Fetch")) return Diagnosis.TokenEndpointUnreachable;
        if (Failures.Count > 0)
        {
            Diagnosis failure = Failures.Dequeue();
            if (failure != Diagnosis.None) return failure;
        }
        byte[] token = Octets.Of(tokens[_current]);
        return into.Set(token, 0, token.Length) ? Diagnosis.None : Diagnosis.TokenTooLong;
    }
}
