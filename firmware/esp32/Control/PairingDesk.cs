using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Light;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>
/// The account's sign-in: one pairing at a time, whoever asks, and what the screen shows of it. Requests and answers share the buffers of token renewal, so
/// each is made while nobody else has the link.
/// </summary>
public sealed class PairingDesk
{
    private readonly DeviceParts _parts;
    private readonly object _gate = new object();
    private bool _isUnderWay;
    private bool _hasCode;

    /// <summary>Works on these parts.</summary>
    public PairingDesk(DeviceParts parts)
    {
        _parts = parts;
    }

    /// <summary>Pairs from beginning to end.</summary>
    public ControlError Pair(IPairingAsker asker, out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        Pairing? pairing = _parts.Pairing;
        if (pairing == null) return ControlError.NotPossible;
        lock (_gate)
        {
            if (_isUnderWay) return ControlError.Busy;
            _isUnderWay = true;
        }
        _parts.Log.PairingBegan();
        ControlError error = ControlError.Fault;
        try
        {
            error = Pair(pairing, asker, out diagnosis);
            return error;
        }
        finally
        {
            // Under the same lock as Read: the screen must not see a code half overwritten.
            lock (_gate)
            {
                _hasCode = false;
                _isUnderWay = false;
                pairing.Forget();
            }
            // Cancelled or broken off: neither a success nor a diagnosis.
            _parts.Log.PairingEnded(error == ControlError.None ? Diagnosis.None : Diagnosis.PairingDeclined);
        }
    }

    /// <summary>Deletes the stored secret, and what was got with it. False: the store could not be written.</summary>
    public bool Forget()
    {
        if (!_parts.Store.Delete()) return false;
        Replaced();
        _parts.Log.Add(EventCode.SecretForgotten, 0, Diagnosis.None, 0, 0, 0);
        if (_parts.Token != null) _parts.Log.Troubled(Diagnosis.NoRefreshToken);
        return true;
    }

    /// <summary>The stored secret is another one: what was got with the old one must not go on being used, nor the failure that it ended in.</summary>
    public void Replaced()
    {
        ProviderLink? link = _parts.Upstream.TakeAside(Limits.LinkWaitMsMax);
        if (_parts.Token != null) _parts.Token.Forget(link != null);
        if (link == null) return;
        link.Close();
        _parts.Upstream.Give(link);
    }

    /// <summary>What the screen shows of a pairing. False: there is none.</summary>
    public bool Read(ScreenStatus into)
    {
        lock (_gate)
        {
            if (!_isUnderWay) return false;
            into.UserCodeCount = 0;
            if (!_hasCode || _parts.Pairing == null) return true;
            TokenMember uri = _parts.Pairing.VerificationUri;
            TokenMember link = _parts.Pairing.VerificationUriComplete;
            bool hasLink = link.Count > 0 && link.Count <= QrCode.TextMax;
            into.UserCodeCount = Copy(_parts.Pairing.UserCode, into.UserCode);
            into.AddressOfCodeCount = Copy(uri, into.AddressOfCode);
            into.LinkCount = Copy(hasLink ? link : uri, into.Link);
            into.CodeSecondsLeft = _parts.Pairing.SecondsLeft;
            return true;
        }
    }

    private static int Copy(TokenMember member, byte[] into)
    {
        int count = member.Count < into.Length ? member.Count : into.Length;
        System.Array.Copy(member.Octets, 0, into, 0, count);
        return count;
    }

    private ControlError Pair(Pairing pairing, IPairingAsker asker, out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        if (!Begin(pairing, out bool isBusy)) return isBusy ? ControlError.Busy : Ended(pairing, asker, out diagnosis);
        lock (_gate) _hasCode = true;
        asker.CodeIsThere(pairing);
        DeviceStep step = DeviceStep.Wait;
        while (step == DeviceStep.Wait)
        {
            if (asker.HasGone(pairing.WaitSeconds * 1000)) return ControlError.Cancelled;
            step = Poll(pairing);
            if (step == DeviceStep.Wait) asker.StillWaiting(pairing);
        }
        if (step != DeviceStep.Granted) return Ended(pairing, asker, out diagnosis);
        _parts.Log.Add(EventCode.Paired, 0, Diagnosis.None, 0, 0, 0);
        _parts.Tell(ScreenNotice.PairingEnded, Diagnosis.None, ScreenNotices.ShownMs);
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
            if (_parts.Token != null) _parts.Token.Forget(true);
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

    private ControlError Ended(Pairing pairing, IPairingAsker asker, out Diagnosis diagnosis)
    {
        diagnosis = pairing.Diagnosis;
        int cause = pairing.Answer.ErrorCodes.Number < 0 ? 0 : pairing.Answer.ErrorCodes.Number;
        _parts.Log.Add(EventCode.PairingEnded, 0, diagnosis, 0, pairing.Answer.HttpStatus, cause);
        _parts.Tell(ScreenNotice.PairingEnded, diagnosis, ScreenNotices.ShownMs);
        asker.Failed(pairing);
        return ControlError.Failed;
    }
}
