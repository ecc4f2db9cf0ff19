using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>Keeps one account's refresh token over restarts.</summary>
public interface ITokenStore
{
    /// <summary>Reads the refresh token.</summary>
    /// <returns><see cref="Diagnosis.None"/>, <see cref="Diagnosis.NoRefreshToken"/>, <see cref="Diagnosis.StoreUnreadable"/>, or one of 315 to 318.</returns>
    Diagnosis Load(Secret into);

    /// <summary>
    /// Replaces the refresh token so that a power cut leaves the old or the new one. Returns only when it is on the disk.
    /// </summary>
    /// <returns><see cref="Diagnosis.None"/>, <see cref="Diagnosis.StoreUnwritable"/> or <see cref="Diagnosis.StoreKeyUnusable"/>.</returns>
    Diagnosis Save(byte[] token, int offset, int count);
}
