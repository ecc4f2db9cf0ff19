using System;
using System.Text;
using DeviceMailAgent.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Fleet;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>import, refresh and forget: secrets go in and never come out.</summary>
internal sealed class SecretVerbs
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("admin-key");
    private static readonly byte[] BrokerPassword = Encoding.ASCII.GetBytes("fleet-password");

    private readonly AgentParts _parts;

    public SecretVerbs(AgentParts parts)
    {
        _parts = parts;
    }

    public Outcome Import(ControlRequest request)
    {
        TokenMember kind = request.Kind;
        if (kind.Is(Key)) return ImportAdminKey(request.Secret);
        if (kind.Is(BrokerPassword)) return ImportFleetPassword(request.Secret);
        SecretKind wanted = SecretKinds.Find(Encoding.UTF8.GetString(kind.Octets, 0, kind.Count));
        if (wanted == SecretKind.None) return Outcome.Refused(ControlError.BadRequest);
        long ends = 0;
        if (request.Ends.Count > 0 && !OAuthReader.TryDay(Encoding.UTF8.GetString(request.Ends.Octets, 0, request.Ends.Count), out ends)) return Outcome.Refused(ControlError.BadRequest);
        int index = _parts.Find(request.Account);
        if (index < 0) return Outcome.Refused(ControlError.UnknownAccount);
        AccountConfiguration account = _parts.Configuration.Accounts[index];
        // Said by the tool and checked here, so that a password never lands where a token is wanted.
        if (!account.Takes(wanted)) return Outcome.Refused(ControlError.NotPossible);
        ImportedSecret secret = ImportedSecret.Take(account, wanted, request.Secret.Octets.AsSpan(0, request.Secret.Count));
        if (secret.Error != ControlError.None) return Outcome.Refused(secret.Error);
        bool isStored = new FileTokenStore(_parts.Store, account, SecretKinds.SealedOf(wanted)).Save(secret.Octets, 0, secret.Octets.Length) == Diagnosis.None
            && SecretDates.Given(_parts.Store, account, wanted, ends);
        Array.Clear(secret.Octets);
        if (!isStored) return Outcome.Refused(ControlError.NotStored);
        Replaced(index);
        // A trouble with the old secret is none with the new one, until that has been tried.
        _parts.Log.Status.TokenRenewed(index);
        _parts.Log.Events.Add(EventCode.SecretImported, index);
        return Outcome.Done;
    }

    public Outcome Refresh(ControlRequest request, Answer answer)
    {
        int index = _parts.Find(request.Account);
        if (index < 0) return Outcome.Refused(ControlError.UnknownAccount);
        AccessTokens? tokens = _parts.TokensOf(index);
        if (tokens == null) return Outcome.Refused(ControlError.NotPossible);
        Diagnosis diagnosis = tokens.RenewNow(out int seconds);
        answer.Begin("token").Text("account", _parts.Configuration.Accounts[index].Name);
        if (diagnosis == Diagnosis.None) answer.Number("seconds", seconds);
        answer.Diagnosis(diagnosis).Send();
        return Outcome.Of(diagnosis);
    }

    public Outcome Forget(ControlRequest request)
    {
        // The default account is not meant by saying nothing: this cannot be undone.
        if (request.Account.Count == 0) return Outcome.Refused(ControlError.BadRequest);
        int index = _parts.Find(request.Account);
        return index < 0 ? Outcome.Refused(ControlError.UnknownAccount) : Forget(index);
    }

    /// <summary>Deletes an account's secret from the disk and from memory.</summary>
    public Outcome Forget(int index)
    {
        AccountConfiguration account = _parts.Configuration.Accounts[index];
        if (new FileTokenStore(_parts.Store, account).Remove() != Diagnosis.None) return Outcome.Refused(ControlError.NotStored);
        bool hasAppSecret = account.Takes(SecretKind.ClientSecret) && account.Secret != SecretKind.ClientSecret;
        if (hasAppSecret && new FileTokenStore(_parts.Store, account, SealedKind.ClientSecret).Remove() != Diagnosis.None) return Outcome.Refused(ControlError.NotStored);
        if (!SecretDates.Forget(_parts.Store, account)) return Outcome.Refused(ControlError.NotStored);
        Replaced(index);
        _parts.Log.Events.Add(EventCode.SecretForgotten, index);
        return Outcome.Done;
    }

    private Outcome ImportAdminKey(TokenMember secret)
    {
        byte[]? key = AdminKey.Parse(secret.Octets.AsSpan(0, secret.Count));
        if (key == null) return Outcome.Refused(ControlError.BadSecret);
        if (!AdminKey.Save(_parts.Store, key)) return Outcome.Refused(ControlError.NotStored);
        _parts.Log.Events.Add(EventCode.SecretImported);
        return Outcome.Done;
    }

    // The device's own, as the admin key: no account has to do with it.
    private Outcome ImportFleetPassword(TokenMember secret)
    {
        if (_parts.Configuration.Fleet?.User == null) return Outcome.Refused(ControlError.NotPossible);
        ReadOnlySpan<byte> password = secret.Octets.AsSpan(0, secret.Count);
        if (!FleetPassword.IsSound(password)) return Outcome.Refused(ControlError.BadSecret);
        if (FleetPassword.Save(_parts.Store, password) != Diagnosis.None) return Outcome.Refused(ControlError.NotStored);
        _parts.Fleet?.PasswordGiven();
        _parts.Log.Events.Add(EventCode.SecretImported);
        return Outcome.Done;
    }

    // What was got with the old secret must not go on being used, nor the failure that it ended in.
    private void Replaced(int index)
    {
        _parts.TokensOf(index)?.Forget();
        _parts.Pool.CloseFree(index);
        _parts.Log.Events.TokenForgotten(index);
        _parts.Watchman?.SecretGiven();
    }
}
