using DeviceMailAgent.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>
/// pair: a device code is asked for and told, then a line at each poll until the person has signed in or it is over. Requests and answers share the
/// buffers of token renewal, so each is made while nobody else has the link.
/// </summary>
public sealed class PairVerb
{
    private readonly DeviceParts _parts;

    /// <summary>Works on these parts.</summary>
    public PairVerb(DeviceParts parts)
    {
        _parts = parts;
    }

    /// <summary>Pairs; <paramref name="peer"/> says when it is to end.</summary>
    public ControlError Pair(ControlRequest request, Answer answer, IPairingPeer peer, out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        if (!_parts.IsAccount(request.Account)) return ControlError.UnknownAccount;
        Pairing? pairing = _parts.Pairing;
        if (pairing == null) return ControlError.NotPossible;
        try
        {
            if (!Begin(pairing, out bool isBusy)) return isBusy ? ControlError.Busy : Ended(pairing, answer, out diagnosis);
            answer.Begin("code").Text("account", _parts.Configuration.Account.Name).Text("userCode", pairing.UserCode).Text("verificationUri", pairing.VerificationUri)
                .Text("verificationUriComplete", pairing.VerificationUriComplete).Number("seconds", pairing.SecondsLeft).Number("interval", pairing.WaitSeconds).Send();
            DeviceStep step = DeviceStep.Wait;
            while (step == DeviceStep.Wait)
            {
                if (answer.IsLost || peer.IsInterrupted(pairing.WaitSeconds * 1000)) return ControlError.Cancelled;
                step = Poll(pairing);
                if (step == DeviceStep.Wait) answer.Begin("waiting").Number("seconds", pairing.SecondsLeft).Number("interval", pairing.WaitSeconds).Send();
            }
            if (step != DeviceStep.Granted) return Ended(pairing, answer, out diagnosis);
        }
        finally
        {
            pairing.Forget();
        }
        _parts.Log.Add(EventCode.Paired, 0, Diagnosis.None, 0, 0, 0);
        return ControlError.None;
    }

    private bool Begin(Pairing pairing, out bool isBusy)
    {
        ProviderLink? link = _parts.Upstream.TakeAside(Limits.LinkWaitMsMax);
        isBusy = link == null;
        if (link == null) return false;
        try
        {
            _parts.Upstream.MakeRoom();
            return pairing.Begin();
        }
        finally
        {
            _parts.Upstream.Give(link);
        }
    }

    private DeviceStep Poll(Pairing pairing)
    {
        ProviderLink? link = _parts.Upstream.TakeAside(Limits.LinkWaitMsMax);
        // A long mail is under way: the next poll may find it done.
        if (link == null) return DeviceStep.Wait;
        try
        {
            if (_parts.Token != null) _parts.Token.Forget();
            _parts.Upstream.MakeRoom();
            DeviceStep step = pairing.Poll();
            if (step == DeviceStep.Granted) link.Close();
            return step;
        }
        finally
        {
            _parts.Upstream.Give(link);
        }
    }

    private ControlError Ended(Pairing pairing, Answer answer, out Diagnosis diagnosis)
    {
        diagnosis = pairing.Diagnosis;
        int cause = pairing.Answer.ErrorCodes.Number < 0 ? 0 : pairing.Answer.ErrorCodes.Number;
        _parts.Log.Add(EventCode.PairingEnded, 0, diagnosis, 0, pairing.Answer.HttpStatus, cause);
        answer.Begin("refusal").Text("oauthError", pairing.Answer.Error).Number("aadsts", cause).Number("httpStatus", pairing.Answer.HttpStatus).Diagnosis(diagnosis).Send();
        return ControlError.Failed;
    }
}

/// <summary>Who asked for a pairing.</summary>
public interface IPairingPeer
{
    /// <summary>Between two polls, for the first time when the code is there: waits, and says whether the pairing is to end.</summary>
    bool IsInterrupted(int waitMs);
}
