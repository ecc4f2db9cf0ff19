using System;
using DeviceMailAgent.Control;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>pair: a device code is asked for and told, then a line at each poll until the person has signed in or it is over.</summary>
internal sealed class PairVerb
{
    private readonly AgentParts _parts;
    private readonly PairingDesk _desk;

    public PairVerb(AgentParts parts, PairingDesk desk)
    {
        _parts = parts;
        _desk = desk;
    }

    public Outcome Pair(ControlRequest request, Answer answer, ControlSession session)
    {
        int index = _parts.Find(request.Account);
        if (index < 0) return Outcome.Refused(ControlError.UnknownAccount);
        return _desk.Pair(index, new Peer(_parts.Configuration.Accounts[index].Name, answer, session));
    }

    // One peer of the control channel, told line by line.
    private sealed class Peer : IPairingAsker
    {
        private readonly string _account;
        private readonly Answer _answer;
        private readonly ControlSession _session;

        public Peer(string account, Answer answer, ControlSession session)
        {
            _account = account;
            _answer = answer;
            _session = session;
        }

        public void CodeIsThere(Pairing pairing)
        {
            _answer.Begin("code").Text("account", _account).Text("userCode", pairing.UserCode).Text("verificationUri", pairing.VerificationUri)
                .Text("verificationUriComplete", pairing.VerificationUriComplete).Number("seconds", pairing.SecondsLeft).Number("interval", pairing.WaitSeconds).Send();
        }

        public void StillWaiting(Pairing pairing)
        {
            _answer.Begin("waiting").Number("seconds", pairing.SecondsLeft).Number("interval", pairing.WaitSeconds).Diagnosis(pairing.Unanswered).Send();
        }

        public void Failed(Pairing pairing)
        {
            _answer.Begin("refusal").Text("oauthError", pairing.Answer.Error).Number("aadsts", Math.Max(0, pairing.Answer.ErrorCodes.Number))
                .Number("httpStatus", pairing.Answer.HttpStatus).Diagnosis(pairing.Diagnosis).Send();
        }

        public bool HasGone(int waitMs)
        {
            return _answer.IsLost || _session.IsInterrupted(waitMs);
        }
    }
}
