using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>Told what became of a renewal.</summary>
internal interface ITokenEvents
{
    /// <summary>There is a new access token.</summary>
    /// <param name="account">Index into accounts.</param>
    /// <param name="lifetimeSeconds">How long it lives.</param>
    /// <param name="storeFailure">Not None: the refresh token that came with it could not be stored.</param>
    void TokenRenewed(int account, int lifetimeSeconds, Diagnosis storeFailure);

    /// <summary>There is none; <paramref name="answer"/> has the endpoint's error, without any token.</summary>
    void TokenRefused(int account, Diagnosis diagnosis, TokenReader answer);
}
