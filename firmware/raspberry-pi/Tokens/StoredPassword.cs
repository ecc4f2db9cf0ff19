using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>The password of an account with PLAIN or LOGIN: from the store each time, so that a new one counts at once.</summary>
internal sealed class StoredPassword : IAccountSecrets
{
    private readonly ITokenStore _store;

    public StoredPassword(ITokenStore store)
    {
        _store = store;
    }

    public Diagnosis Fetch(Secret into, bool renew)
    {
        return _store.Load(into);
    }
}
