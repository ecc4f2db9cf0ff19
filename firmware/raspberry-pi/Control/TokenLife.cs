using System;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>How long a refresh token lives when nobody uses it, where that is known.</summary>
internal sealed class TokenLife
{
    // providers.md 1.1 and 1.7: Entra 90 days, sliding; Google six months.
    private const int EntraDays = 90;
    private const int GoogleDays = 180;

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
        int? days = DaysOf(new Uri(account.OAuth!.TokenEndpoint).Host);
        if (days == null || !IsStored(account)) return null;
        // Stored when it was given out: it may have been used since, so this errs on the early side.
        DateTime last = usedUtc ?? new FileTokenStore(_store, account).StoredUtc;
        return Math.Max(0, (int)(last.AddDays(days.Value) - DateTime.UtcNow).TotalDays);
    }

    private static int? DaysOf(string host)
    {
        if (IsBelow(host, "microsoftonline.com") || IsBelow(host, "microsoftonline.us") || IsBelow(host, "partner.microsoftonline.cn") || IsBelow(host, "live.com")) return EntraDays;
        return IsBelow(host, "googleapis.com") || IsBelow(host, "google.com") ? GoogleDays : null;
    }

    private static bool IsBelow(string host, string domain)
    {
        return host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
    }
}
