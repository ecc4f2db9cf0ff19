using System;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>
/// The pairings: one at a time for an account, whoever asks, and what the screen shows of the one that began last. From the beginning to the end the
/// agent's state is <see cref="AgentState.Pairing"/>.
/// </summary>
internal sealed class PairingDesk
{
    private readonly AgentParts _parts;
    private readonly bool[] _isUnderWay;
    private readonly Lock _gate = new Lock();
    private Pairing? _shown;
    private bool _hasCode;

    public PairingDesk(AgentParts parts)
    {
        _parts = parts;
        _isUnderWay = new bool[parts.Configuration.Accounts.Length];
    }

    /// <summary>True if an account can be paired by device code.</summary>
    public bool IsPossible(int account)
    {
        return _parts.Configuration.Accounts[account].OAuth is { DeviceEndpoint: not null, IsSignIn: true };
    }

    /// <summary>Pairs an account from beginning to end.</summary>
    public Outcome Pair(int index, IPairingAsker asker)
    {
        if (!IsPossible(index)) return Outcome.Refused(ControlError.NotPossible);
        lock (_gate)
        {
            if (_isUnderWay[index]) return Outcome.Refused(ControlError.Busy);
            _isUnderWay[index] = true;
        }
        _parts.Log.Status.PairingBegan(index);
        // Cancelled or broken off: neither a success nor a diagnosis.
        Diagnosis diagnosis = Diagnosis.PairingDeclined;
        try
        {
            AccountConfiguration account = _parts.Configuration.Accounts[index];
            Outcome outcome = Pair(index, account, account.OAuth!, asker);
            if (outcome.Error == ControlError.None) diagnosis = Diagnosis.None;
            return outcome;
        }
        finally
        {
            lock (_gate) _isUnderWay[index] = false;
            _parts.Log.Status.PairingEnded(index, diagnosis);
        }
    }

    /// <summary>What the screen shows of a pairing. False: there is none.</summary>
    public bool Read(ScreenStatus into)
    {
        lock (_gate)
        {
            if (_shown == null) return false;
            into.UserCodeCount = 0;
            if (!_hasCode) return true;
            TokenMember uri = _shown.VerificationUri;
            TokenMember link = _shown.VerificationUriComplete;
            bool hasLink = link.Count > 0 && link.Count <= QrCode.TextMax;
            into.UserCodeCount = Copy(_shown.UserCode, into.UserCode);
            into.AddressOfCodeCount = Copy(uri, into.AddressOfCode);
            into.LinkCount = Copy(hasLink ? link : uri, into.Link);
            into.CodeSecondsLeft = _shown.SecondsLeft;
            return true;
        }
    }

    private static int Copy(TokenMember member, byte[] into)
    {
        int count = Math.Min(member.Count, into.Length);
        Array.Copy(member.Octets, into, count);
        return count;
    }

    private Outcome Pair(int index, AccountConfiguration account, OAuthConfiguration oauth, IPairingAsker asker)
    {
        var grant = new DeviceGrant(oauth.ClientId, oauth.Scope, ClientSecret(account));
        using var deviceEndpoint = new HttpTokenEndpoint(account, oauth.DeviceEndpoint!);
        using var tokenEndpoint = new HttpTokenEndpoint(account, oauth.TokenEndpoint);
        var pairing = new Pairing(new FileTokenStore(_parts.Store, account), deviceEndpoint, tokenEndpoint, grant, _parts.Clock);
        Show(pairing, hasCode: false);
        try
        {
            if (!pairing.Begin()) return Ended(index, pairing, asker);
            Show(pairing, hasCode: true);
            asker.CodeIsThere(pairing);
            DeviceStep step = DeviceStep.Wait;
            while (step == DeviceStep.Wait)
            {
                if (asker.HasGone(pairing.WaitSeconds * 1000)) return Outcome.Refused(ControlError.Cancelled);
                step = pairing.Poll();
                if (step == DeviceStep.Wait) asker.StillWaiting(pairing);
            }
            if (step != DeviceStep.Granted) return Ended(index, pairing, asker);
        }
        finally
        {
            lock (_gate)
            {
                // Read for the screen under the same lock: it must not see a code half overwritten.
                if (_shown == pairing) _shown = null;
                pairing.Forget();
            }
        }
        _ = SecretDates.Given(_parts.Store, account, SecretKind.RefreshToken, 0);
        _parts.TokensOf(index)?.Forget();
        _parts.Pool.CloseFree(index);
        _parts.Log.Events.TokenForgotten(index);
        _parts.Log.Events.Add(EventCode.Paired, index);
        _parts.Watchman?.SecretGiven();
        _parts.Notices.Show(ScreenNotice.PairingEnded, Diagnosis.None, _parts.Clock.NowMs);
        return Outcome.Done;
    }

    // Few apps of this kind have one.
    private byte[]? ClientSecret(AccountConfiguration account)
    {
        var secret = new Secret(Limits.ClientSecret);
        bool isThere = new FileTokenStore(_parts.Store, account, SealedKind.ClientSecret).Load(secret) == Diagnosis.None && secret.Count > 0;
        return isThere ? secret.Octets[..secret.Count] : null;
    }

    private void Show(Pairing pairing, bool hasCode)
    {
        lock (_gate)
        {
            _shown = pairing;
            _hasCode = hasCode;
        }
    }

    private Outcome Ended(int index, Pairing pairing, IPairingAsker asker)
    {
        // A network that was down just then says nothing about the account.
        if (IsAnswer(pairing.Diagnosis)) _parts.TokensOf(index)?.PairingFailed(pairing.Diagnosis);
        _parts.Log.Events.Add(EventCode.PairingEnded, index, pairing.Diagnosis, 0, pairing.Answer.HttpStatus, Math.Max(0, pairing.Answer.ErrorCodes.Number));
        _parts.Notices.Show(ScreenNotice.PairingEnded, pairing.Diagnosis, _parts.Clock.NowMs);
        asker.Failed(pairing);
        return Outcome.Of(pairing.Diagnosis);
    }

    private static bool IsAnswer(Diagnosis diagnosis)
    {
        Diagnosis family = DiagnosisFamily.Of(diagnosis);
        return (int)diagnosis > 300 && family != Diagnosis.TokenEndpointUnreachable && family != Diagnosis.TokenEndpointUnavailable;
    }
}
