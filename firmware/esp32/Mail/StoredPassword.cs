using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>The password of an account with PLAIN or LOGIN: from the store each time, so that a new one counts at once.</summary>
public sealed class StoredPassword : IAccountSecrets
{
    private readonly ITokenStore _store;

    /// <summary>Reads from a store.</summary>
    public StoredPassword(ITokenStore store)
    {
        _store = store;
    }

    /// <inheritdoc/>
    public Diagnosis Fetch(Secret into, bool renew)
    {
        return _store.Load(into);
    }
}
