using DeviceMailAgent.Control;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>
/// check: the account's way to its provider, tried step by step. The mail's link stands aside meanwhile, for its place and its buffers are what the board
/// has; mail waits for it.
/// </summary>
public sealed class CheckVerb
{
    private readonly DeviceParts _parts;

    /// <summary>Works on these parts.</summary>
    public CheckVerb(DeviceParts parts)
    {
        _parts = parts;
    }

    /// <summary>Checks, and tells a line for each step.</summary>
    public ControlError Check(ControlRequest request, Answer answer, out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        if (!_parts.IsAccount(request.Account)) return ControlError.UnknownAccount;
        ProviderLink? link = _parts.Upstream.TakeAside(Limits.LinkWaitMsMax);
        if (link == null) return ControlError.Busy;
        try
        {
            link.Quit();
            // Made for the occasion and not kept: whoever checks does so rarely, and mail needs the room.
            diagnosis = new ProviderCheck(_parts, link.Account, answer).Run();
        }
        finally
        {
            _parts.Upstream.Give(link);
        }
        return diagnosis == Diagnosis.None ? ControlError.None : ControlError.Failed;
    }
}
