using System;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>check: an account's way to its provider, tried from the device step by step, over connections of its own.</summary>
internal sealed class CheckVerb
{
    private readonly AgentParts _parts;
    private readonly ProviderCheck?[] _checks;
    private readonly Lock _gate = new Lock();

    public CheckVerb(AgentParts parts)
    {
        _parts = parts;
        _checks = new ProviderCheck?[parts.Configuration.Accounts.Length];
    }

    public Outcome Check(ControlRequest request, Answer answer)
    {
        int index = _parts.Find(request.Account);
        if (index < 0) return Outcome.Refused(ControlError.UnknownAccount);
        // One at a time: it costs the provider two logins.
        if (!_gate.TryEnter()) return Outcome.Refused(ControlError.Busy);
        try
        {
            // Kept: its buffers are large, and whoever checks once checks again.
            ProviderCheck check = _checks[index] ??= new ProviderCheck(_parts, index);
            return Outcome.Of(check.Run(answer));
        }
        finally
        {
            _gate.Exit();
        }
    }
}
