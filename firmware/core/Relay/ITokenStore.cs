using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>Keeps one account's refresh token over restarts.</summary>
public interface ITokenStore
{
    /// <summary>Reads the refresh token.</summary>
    /// <returns><see cref="Diagnosis.None"/>, <see cref="Diagnosis.NoRefreshToken"/> or <see cref="Diagnosis.StoreUnreadable"/>.</returns>
    Diagnosis Load(Secret into);

    /// <summary>
    /// Replaces the refresh token so that a power cut leaves the old or the new one. Returns only when it is on the disk.
    /// </summary>
    /// <returns><see cref="Diagnosis.None"/> or <see cref="Diagnosis.StoreUnwritable"/>.</returns>
    Diagnosis Save(byte[] token, int offset, int count);
}
