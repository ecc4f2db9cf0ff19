using DeviceMailAgent.Control;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>pair: a device code is asked for and told, then a line at each poll until the person has signed in or it is over.</summary>
public sealed class PairVerb : IPairingAsker
{
    private readonly DeviceParts _parts;
    private readonly Answer _answer;
    private readonly ControlSession _session;

    /// <summary>Works on these parts, for one connection after another.</summary>
    public PairVerb(DeviceParts parts, Answer answer, ControlSession session)
    {
        _parts = parts;
        _answer = answer;
        _session = session;
    }

    /// <summary>Pairs; the session says when the peer wants to end it.</summary>
    public ControlError Pair(ControlRequest request, out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        return _parts.IsAccount(request.Account) ? _parts.Pairings.Pair(this, out diagnosis) : ControlError.UnknownAccount;
    }

    /// <inheritdoc/>
    public void CodeIsThere(Pairing pairing)
    {
        _answer.Begin("code").Text("account", _parts.Configuration.Account.Name).Text("userCode", pairing.UserCode).Text("verificationUri", pairing.VerificationUri)
            .Text("verificationUriComplete", pairing.VerificationUriComplete).Number("seconds", pairing.SecondsLeft).Number("interval", pairing.WaitSeconds).Send();
    }

    /// <inheritdoc/>
    public void StillWaiting(Pairing pairing)
    {
        _answer.Begin("waiting").Number("seconds", pairing.SecondsLeft).Number("interval", pairing.WaitSeconds).Diagnosis(pairing.Unanswered).Send();
    }

    /// <inheritdoc/>
    public void Failed(Pairing pairing)
    {
        int cause = pairing.Answer.ErrorCodes.Number < 0 ? 0 : pairing.Answer.ErrorCodes.Number;
        _answer.Begin("refusal").Text("oauthError", pairing.Answer.Error).Number("aadsts", cause).Number("httpStatus", pairing.Answer.HttpStatus)
            .Diagnosis(pairing.Diagnosis).Send();
    }

    /// <inheritdoc/>
    public bool HasGone(int waitMs)
    {
        return _answer.IsLost || _session.IsInterrupted(waitMs);
    }
}
