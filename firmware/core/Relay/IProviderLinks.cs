namespace DeviceMailAgent.Relay;

/// <summary>The links to the providers, lent to one relay session at a time. The platform owns the threads that open them.</summary>
public interface IProviderLinks
{
    /// <summary>A scanner has connected and may soon want this account: open a link in the background unless one is ready.</summary>
    void Warm(int account);

    /// <summary>
    /// Lends a link, a ready one if there is one; waits while all are lent or one is being opened. The link may turn out not to be ready:
    /// then it says why, and the borrower may try to open it once more.
    /// </summary>
    /// <returns>The link, or null when none came free within <paramref name="waitMs"/>.</returns>
    ProviderLink? Take(int account, int waitMs);

    /// <summary>Gives a link back, whatever its state.</summary>
    void Give(ProviderLink link);
}
