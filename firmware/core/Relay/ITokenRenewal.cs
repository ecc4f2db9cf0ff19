using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>One account's way to a new access token. Used by one thread at a time; it knows no clock and no thread.</summary>
public interface ITokenRenewal
{
    /// <summary>The last answer without its tokens, for the log.</summary>
    TokenReader Answer { get; }

    /// <summary>How long the last access token lives, in seconds; -1 when the server did not say.</summary>
    int ExpiresInSeconds { get; }

    /// <summary>Not None while something that came with the last token could not be stored. To be reported although mail goes on.</summary>
    Diagnosis StoreFailure { get; }

    /// <summary>Gets a new access token.</summary>
    /// <param name="accessToken">Receives the token; empty after a failure. Room for <see cref="Limits.AccessToken"/> octets.</param>
    /// <returns><see cref="Diagnosis.None"/>, or why there is no access token.</returns>
    Diagnosis Renew(Secret accessToken);
}
