using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>Signs what proves an app or a service account (RFC 7523 3): a JWT over the claims of now. The platform has the cryptography and the time.</summary>
public interface IAssertionSigner
{
    /// <summary>Makes an assertion that lives a few minutes.</summary>
    /// <param name="key">The key as it was imported.</param>
    /// <param name="assertion">Receives it in its compact form (RFC 7515 3.1). Room for <see cref="Limits.Assertion"/> octets.</param>
    /// <returns>
    /// <see cref="Diagnosis.None"/>; <see cref="Diagnosis.StoreUnreadable"/>: the key is none; <see cref="Diagnosis.ClientAssertionRefused"/>: it is
    /// not the configured certificate's, so that nobody would take the signature; <see cref="Diagnosis.ClockNotSet"/>: nobody would take the dates.
    /// </returns>
    Diagnosis Sign(Secret key, Secret assertion);
}
