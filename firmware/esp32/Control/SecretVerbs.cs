using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>import, refresh and forget: secrets go in and never come out.</summary>
public sealed class SecretVerbs
{
    private static readonly byte[] RefreshToken = Ascii.Bytes("refresh-token");
    private static readonly byte[] Password = Ascii.Bytes("password");
    private static readonly byte[] Key = Ascii.Bytes("admin-key");

    private readonly DeviceParts _parts;
    private readonly AdminProof _proof;

    /// <summary>Works on these parts.</summary>
    public SecretVerbs(DeviceParts parts, AdminProof proof)
    {
        _parts = parts;
        _proof = proof;
    }

    /// <summary>import.</summary>
    public ControlError Import(ControlRequest request)
    {
        if (request.Kind.Is(Key)) return ImportKey(request.Secret);
        if (request.Kind.Is(Ascii.Bytes("fleet-password"))) return ImportFleetPassword(request.Secret);
        bool isPassword = request.Kind.Is(Password);
        if (!isPassword && !request.Kind.Is(RefreshToken)) return ControlError.BadRequest;
        if (!_parts.IsAccount(request.Account)) return ControlError.UnknownAccount;
        AccountConfiguration account = _parts.Configuration.Account;
        if (!(isPassword ? account.NeedsPassword : account.OAuth != null)) return ControlError.NotPossible;
        if (!IsSound(request.Secret, isPassword)) return ControlError.BadSecret;
        if (_parts.Store.Save(request.Secret.Octets, 0, request.Secret.Count) != Diagnosis.None) return ControlError.NotStored;
        _parts.Pairings.Replaced();
        _parts.Log.Add(EventCode.SecretImported, 0, Diagnosis.None, 0, 0, 0);
        return ControlError.None;
    }

    /// <summary>refresh.</summary>
    public ControlError Refresh(ControlRequest request, Answer answer, out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        if (!_parts.IsAccount(request.Account)) return ControlError.UnknownAccount;
        if (_parts.Token == null) return ControlError.NotPossible;
        ProviderLink? link = _parts.Upstream.TakeAside(Limits.LinkWaitMsMax);
        if (link == null) return ControlError.Busy;
        _parts.Upstream.MakeRoom();
        diagnosis = _parts.Token.Renew();
        int seconds = _parts.Token.SecondsLeft;
        _parts.Upstream.Give(link);
        answer.Begin("token").Text("account", _parts.Configuration.Account.Name);
        if (diagnosis == Diagnosis.None) answer.Number("seconds", seconds);
        answer.Diagnosis(diagnosis).Send();
        return diagnosis == Diagnosis.None ? ControlError.None : ControlError.Failed;
    }

    /// <summary>forget.</summary>
    public ControlError Forget(ControlRequest request)
    {
        // The account is not meant by saying nothing: this cannot be undone.
        if (request.Account.Count == 0) return ControlError.BadRequest;
        if (!_parts.IsAccount(request.Account)) return ControlError.UnknownAccount;
        return _parts.Pairings.Forget() ? ControlError.None : ControlError.NotStored;
    }

    private ControlError ImportKey(TokenMember secret)
    {
        bool saved = _proof.Save(secret, out bool isKey);
        if (!isKey) return ControlError.BadSecret;
        if (!saved) return ControlError.NotStored;
        _parts.Log.Add(EventCode.SecretImported, -1, Diagnosis.None, 0, 0, 0);
        return ControlError.None;
    }

    // The device's own, as the admin key: no account has to do with it.
    private ControlError ImportFleetPassword(TokenMember secret)
    {
        if (_parts.Fleet == null || !_parts.Fleet.HasUser) return ControlError.NotPossible;
        if (!IsSound(secret, true)) return ControlError.BadSecret;
        if (!_parts.Fleet.Save(secret.Octets, secret.Count)) return ControlError.NotStored;
        _parts.Log.Add(EventCode.SecretImported, -1, Diagnosis.None, 0, 0, 0);
        return ControlError.None;
    }

    // RFC 6749 A.17: a token is visible ASCII; a password may have spaces and letters of any language.
    private static bool IsSound(TokenMember secret, bool isPassword)
    {
        if (secret.Count == 0 || secret.Count > (isPassword ? Limits.Login : SmallBoardLimits.RefreshToken)) return false;
        for (int i = 0; i < secret.Count; i++)
        {
            byte octet = secret.Octets[i];
            if (!(isPassword ? octet >= 32 && octet != 127 : octet > 32 && octet < 127)) return false;
        }
        return true;
    }
}
