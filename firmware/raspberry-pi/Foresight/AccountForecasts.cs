using System;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>Until when each account will work, as far as agent.json, the store and the renewals since the start tell.</summary>
internal sealed class AccountForecasts
{
    private const long SecondsOfDay = 24 * 3600;

    private readonly AgentParts _parts;
    private readonly TokenLife _life;
    private readonly IMailStamp _clock;

    /// <param name="parts">The agent.</param>
    /// <param name="clock">The time of day; while it is not set nothing is foreseen.</param>
    public AccountForecasts(AgentParts parts, IMailStamp clock)
    {
        _parts = parts;
        _life = new TokenLife(parts.Store);
        _clock = clock;
    }

    /// <summary>Reads an account's forecast of now.</summary>
    public void Read(int index, Forecast into)
    {
        into.Clear();
        AccountConfiguration account = _parts.Configuration.Accounts[index];
        if (account.Secret == SecretKind.None) return;
        var figures = new AccountFigures();
        _parts.Log.Events.Read(index, figures);
        into.Refusal = figures.TokenRefusal;
        long now = _clock.UtcSeconds;
        if (now == 0) return;
        SecretDates dates = SecretDates.Load(_parts.Store, account);
        // What was told with the secret is newer than what stands in agent.json.
        int days = Forecast.DaysUntil(now, dates.Ends > 0 ? dates.Ends : account.OAuth?.SecretEnds ?? 0);
        if (account.Secret == SecretKind.ClientKey) into.CertificateDays = account.OAuth!.Certificate!.Ends > 0 ? Forecast.DaysUntil(now, account.OAuth.Certificate.Ends) : days;
        else into.SecretDays = days;
        if (account.Secret == SecretKind.RefreshToken) SignIn(account, figures, dates, now, into);
    }

    /// <summary>True if the account has what it logs in with, so that a mail may leave by it.</summary>
    public bool HasSecret(int index)
    {
        AccountConfiguration account = _parts.Configuration.Accounts[index];
        return account.Secret == SecretKind.None || _life.IsStored(account);
    }

    private void SignIn(AccountConfiguration account, AccountFigures figures, SecretDates dates, long now, Forecast into)
    {
        DateTime? used = figures.TokenRenewedMs >= 0 ? _parts.TimeOf(figures.TokenRenewedMs) : null;
        into.DisuseDays = _life.DaysUntilDisuse(account, used) ?? Forecast.Unknown;
        int lifeDays = account.OAuth!.SignInDays;
        if (lifeDays > 0 && dates.GivenAt > 0) into.SignInDays = Forecast.DaysUntil(now, dates.GivenAt + lifeDays * SecondsOfDay);
    }
}
