using System;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>pair: a device code is asked for and told, then a line at each poll until the person has signed in or it is over.</summary>
internal sealed class PairVerb
{
    private readonly AgentParts _parts;
    private readonly bool[] _isUnderWay;
    private readonly Lock _gate = new Lock();

    public PairVerb(AgentParts parts)
    {
        _parts = parts;
        _isUnderWay = new bool[parts.Configuration.Accounts.Length];
    }

    public Outcome Pair(ControlRequest request, Answer answer, ControlSession session)
    {
        int index = _parts.Find(request.Account);
        if (index < 0) return Outcome.Refused(ControlError.UnknownAccount);
        AccountConfiguration account = _parts.Configuration.Accounts[index];
        if (account.OAuth?.DeviceEndpoint == null || !account.OAuth.IsSignIn) return Outcome.Refused(ControlError.NotPossible);
        lock (_gate)
        {
            if (_isUnderWay[index]) return Outcome.Refused(ControlError.Busy);
            _isUnderWay[index] = true;
        }
        try
        {
            return Pair(index, account, account.OAuth, answer, session);
        }
        finally
        {
            lock (_gate) _isUnderWay[index] = false;
        }
    }

    private Outcome Pair(int index, AccountConfiguration account, OAuthConfiguration oauth, Answer answer, ControlSession session)
    {
        var grant = new DeviceGrant(oauth.ClientId, oauth.Scope, ClientSecret(account));
        using var deviceEndpoint = new HttpTokenEndpoint(account, oauth.DeviceEndpoint!);
        using var tokenEndpoint = new HttpTokenEndpoint(account, oauth.TokenEndpoint);
        var pairing = new Pairing(new FileTokenStore(_parts.Store, account), deviceEndpoint, tokenEndpoint, grant, _parts.Clock);
        try
        {
            if (!pairing.Begin()) return Ended(index, pairing, answer);
            answer.Begin("code").Text("account", account.Name).Text("userCode", pairing.UserCode).Text("verificationUri", pairing.VerificationUri)
                .Text("verificationUriComplete", pairing.VerificationUriComplete).Number("seconds", pairing.SecondsLeft).Number("interval", pairing.WaitSeconds).Send();
            DeviceStep step = DeviceStep.Wait;
            while (step == DeviceStep.Wait)
            {
                if (answer.IsLost || session.IsInterrupted(pairing.WaitSeconds * 1000)) return Outcome.Refused(ControlError.Cancelled);
                step = pairing.Poll();
                if (step == DeviceStep.Wait) answer.Begin("waiting").Number("seconds", pairing.SecondsLeft).Number("interval", pairing.WaitSeconds).Diagnosis(pairing.Unanswered).Send();
            }
            if (step != DeviceStep.Granted) return Ended(index, pairing, answer);
        }
        finally
        {
            pairing.Forget();
        }
        _ = SecretDates.Given(_parts.Store, account, SecretKind.RefreshToken, 0);
        _parts.TokensOf(index)?.Forget();
        _parts.Pool.CloseFree(index);
        _parts.Log.Events.TokenForgotten(index);
        _parts.Log.Events.Add(EventCode.Paired, index);
        _parts.Watchman?.SecretGiven();
        return Outcome.Done;
    }

    // Few apps of this kind have one.
    private byte[]? ClientSecret(AccountConfiguration account)
    {
        var secret = new Secret(Limits.ClientSecret);
        bool isThere = new FileTokenStore(_parts.Store, account, SealedKind.ClientSecret).Load(secret) == Diagnosis.None && secret.Count > 0;
        return isThere ? secret.Octets[..secret.Count] : null;
    }

    private Outcome Ended(int index, Pairing pairing, Answer answer)
    {
        // A network that was down just then says nothing about the account.
        if (IsAnswer(pairing.Diagnosis)) _parts.TokensOf(index)?.PairingFailed(pairing.Diagnosis);
        _parts.Log.Events.Add(EventCode.PairingEnded, index, pairing.Diagnosis, 0, pairing.Answer.HttpStatus, Math.Max(0, pairing.Answer.ErrorCodes.Number));
        answer.Begin("refusal").Text("oauthError", pairing.Answer.Error).Number("aadsts", Math.Max(0, pairing.Answer.ErrorCodes.Number))
            .Number("httpStatus", pairing.Answer.HttpStatus).Diagnosis(pairing.Diagnosis).Send();
        return Outcome.Of(pairing.Diagnosis);
    }

    private static bool IsAnswer(Diagnosis diagnosis)
    {
        Diagnosis family = DiagnosisFamily.Of(diagnosis);
        return (int)diagnosis > 300 && family != Diagnosis.TokenEndpointUnreachable && family != Diagnosis.TokenEndpointUnavailable;
    }
}
