using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>Where a provider session gets what it logs in with: an access token, or a password for PLAIN and LOGIN.</summary>
public interface IAccountSecrets
{
    /// <summary>Copies the account's current secret, renewing a token that is about to expire.</summary>
    /// <param name="into">Receives the secret; room for <see cref="Limits.AccessToken"/> octets.</param>
    /// <param name="renew">
    /// True after the provider refused the token that was fetched last: get another one even though this one looks valid.
    /// </param>
    /// <returns><see cref="Diagnosis.None"/>, or why there is no usable secret.</returns>
    Diagnosis Fetch(Secret into, bool renew);
}
