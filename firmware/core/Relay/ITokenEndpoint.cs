using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>One HTTPS POST to an OAuth endpoint. The platform's HTTP library does the work.</summary>
public interface ITokenEndpoint
{
    /// <summary>
    /// Posts an <c>application/x-www-form-urlencoded</c> body and feeds the response body, in chunks of any size, to
    /// <paramref name="answer"/>, whatever the status (RFC 6749 5.2: errors are JSON too). Sets <see cref="TokenReader.HttpStatus"/>.
    /// Follows no redirect: the form holds a secret. The caller has reset the answer before, and completes it.
    /// </summary>
    /// <returns><see cref="Diagnosis.None"/> when a response arrived whole, else why not.</returns>
    Diagnosis Post(byte[] form, int offset, int count, TokenReader answer);
}
