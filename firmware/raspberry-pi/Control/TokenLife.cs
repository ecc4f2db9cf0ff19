using System;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>How long a refresh token lives when nobody uses it, where that is known.</summary>
internal sealed class TokenLife
{
    private readonly StoreFolder _store;

    public TokenLife(StoreFolder store)
    {
        _store = store;
    }

    public bool IsStored(AccountConfiguration account)
    {
        return new FileTokenStore(_store, account).Exists;
    }

    /// <summary>Whole days until the refresh token dies of disuse.</summary>
    /// <param name="account">An account with OAuth.</param>
    /// <param name="usedUtc">When it was used last since the start; null: not since then.</param>
    /// <returns>Null where there is no token, or the provider's rule is not known.</returns>
    public int? DaysUntilDisuse(AccountConfiguration account, DateTime? usedUtc)
    {
        int days = Forecast.DisuseDaysOf(Encoding.ASCII.GetBytes(new Uri(account.OAuth!.TokenEndpoint).IdnHost));
        if (days < 0 || !account.OAuth.IsSignIn || !IsStored(account)) return null;
        // Stored when it was given out: it may have been used since, so this errs on the early side.
        DateTime last = usedUtc ?? new FileTokenStore(_store, account).StoredUtc;
        return Math.Max(0, (int)(last.AddDays(days) - DateTime.UtcNow).TotalDays);
    }
}
