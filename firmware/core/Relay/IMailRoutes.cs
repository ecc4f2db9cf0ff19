using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// Which account carries a mail, and on what terms. One for each session: the platform tells it the listener and the scanner's address
/// before the session runs. It allocates nothing.
/// </summary>
public interface IMailRoutes
{
    /// <summary>Chooses the account.</summary>
    /// <param name="login">What <see cref="IScannerLogins.Check"/> returned for this connection; below 0: there was no login.</param>
    /// <param name="sender">Holds the sender of the scanner's MAIL, without angle brackets.</param>
    /// <param name="offset">Where the sender begins.</param>
    /// <param name="count">Its length; 0: none, or not known yet.</param>
    /// <returns>Index into agent.json's accounts.</returns>
    int AccountOf(int login, byte[] sender, int offset, int count);

    /// <summary>The largest mail that the account takes, in octets.</summary>
    long SizeMaxOf(int account);

    /// <summary>How long a scanner is kept waiting for the account, in milliseconds.</summary>
    int WaitMsMaxOf(int account);

    /// <summary>What the account had none of when nothing came free in time: connections, or mails for this minute.</summary>
    Diagnosis ShortageOf(int account);
}
