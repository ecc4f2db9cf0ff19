using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>The board's one account carries every mail.</summary>
public sealed class OneAccount : IMailRoutes
{
    private readonly long _sizeMax;
    private readonly int _waitMsMax;
    private readonly MailPace _pace;

    /// <summary>Takes over its terms.</summary>
    public OneAccount(AccountConfiguration account, MailPace pace)
    {
        _sizeMax = account.SizeMax;
        _waitMsMax = account.WaitMsMax;
        _pace = pace;
    }

    /// <inheritdoc/>
    public int AccountOf(int login, byte[] sender, int offset, int count)
    {
        return 0;
    }

    /// <inheritdoc/>
    public long SizeMaxOf(int account)
    {
        return _sizeMax;
    }

    /// <inheritdoc/>
    public int WaitMsMaxOf(int account)
    {
        return _waitMsMax;
    }

    /// <inheritdoc/>
    public Diagnosis ShortageOf(int account)
    {
        return _pace.WaitMs > 0 ? Diagnosis.MailsPerMinuteReached : Diagnosis.NoFreeConnection;
    }
}
