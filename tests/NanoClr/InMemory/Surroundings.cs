using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.NanoClr.InMemory;

/// <summary>Everything around a relay session except its two ends: one account, one link, and notes of what was logged.</summary>
public sealed class Surroundings : IAccountSecrets, IProviderLinks, IClock, IEventLog, IScannerLogins
{
    private readonly byte[] _token = Ascii.Bytes("eyJ0.fake-token");
    private readonly byte[] _user = Ascii.Bytes("scanner");
    private readonly byte[] _password = Ascii.Bytes("pass");
    private long _nowMs;
    private bool _isLent;

    /// <summary>The only link; to be set before the first session.</summary>
    public ProviderLink? Link { get; set; }

    /// <summary>Mails whose data began.</summary>
    public int MailsBegun { get; private set; }

    /// <summary>Mails that ended.</summary>
    public int Mails { get; private set; }

    /// <summary>The last mail's diagnosis.</summary>
    public Diagnosis MailDiagnosis { get; private set; }

    /// <summary>The last mail's size in octets.</summary>
    public long MailOctets { get; private set; }

    /// <summary>The last mail's accepted recipients.</summary>
    public int MailRecipients { get; private set; }

    /// <summary>What was noted last about the scanner.</summary>
    public Diagnosis ScannerDiagnosis { get; private set; }

    /// <summary>Times that the link was opened.</summary>
    public int Opened { get; private set; }

    /// <summary>True if the link is with its owner.</summary>
    public bool IsSettled
    {
        get { return !_isLent; }
    }

    /// <summary>A millisecond passes each time somebody looks, so that nothing waits for ever.</summary>
    public long NowMs
    {
        get { return ++_nowMs; }
    }

    /// <inheritdoc/>
    public Diagnosis Fetch(Secret into, bool renew)
    {
        into.Set(_token, 0, _token.Length);
        return Diagnosis.None;
    }

    /// <inheritdoc/>
    public void Warm(int account)
    {
    }

    /// <inheritdoc/>
    public ProviderLink? Take(int account, int waitMs)
    {
        if (_isLent) return null;
        _isLent = true;
        return Link;
    }

    /// <inheritdoc/>
    public void Give(ProviderLink link)
    {
        _isLent = false;
    }

    /// <summary>Longer than a link counts as fresh.</summary>
    public void Wait()
    {
        _nowMs += Limits.LinkFreshMs;
    }

    /// <inheritdoc/>
    public void MailBegan(int session, int account)
    {
        MailsBegun++;
    }

    /// <inheritdoc/>
    public void MailEnded(MailRecord mail)
    {
        Mails++;
        MailDiagnosis = mail.Diagnosis;
        MailOctets = mail.Octets;
        MailRecipients = mail.Recipients;
    }

    /// <inheritdoc/>
    public void ProviderReady(int account, int elapsedMs)
    {
        Opened++;
    }

    /// <inheritdoc/>
    public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
    {
    }

    /// <inheritdoc/>
    public void ScannerNoted(int session, Diagnosis diagnosis)
    {
        ScannerDiagnosis = diagnosis;
    }

    /// <inheritdoc/>
    public int Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount)
    {
        bool isRight = Ascii.EqualsIgnoreCase(user, userOffset, userCount, _user)
            && Ascii.EqualsIgnoreCase(password, passwordOffset, passwordCount, _password);
        return isRight ? 0 : -1;
    }
}
