using System.Collections.Generic;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>How a mail of the agent's own leaves.</summary>
internal interface IAgentPost
{
    /// <summary>Sends a mail through an account.</summary>
    /// <returns>None: the provider took it. OutcomeUnknown: it may have.</returns>
    Diagnosis Send(int account, string recipient, string subject, string text);
}

/// <summary>
/// Decides when the owner is written to: once in seven days at most, over restarts too, while something is due, and as soon as there is a way for a
/// mail. The day is noted before the mail goes, so that a power cut costs a mail rather than sending it twice.
/// </summary>
internal sealed class OwnerNotice
{
    private const long RetryFirstSeconds = 60;
    private const long RetryLastSeconds = 3600;

    private readonly OwnerState _state;
    private readonly IAgentPost _post;
    private readonly string _owner;
    private long _tryNot;
    private long _retrySeconds;

    /// <param name="state">When the last mail went.</param>
    /// <param name="post">How a mail leaves.</param>
    /// <param name="owner">Whom it goes to.</param>
    public OwnerNotice(OwnerState state, IAgentPost post, string owner)
    {
        _state = state;
        _post = post;
        _owner = owner;
    }

    /// <summary>True while a mail waits for a way out.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Something has changed: what could not go before may be tried at once.</summary>
    public void TryAgain()
    {
        _tryNot = 0;
        _retrySeconds = 0;
    }

    /// <summary>Writes to the owner if it is time.</summary>
    /// <param name="nowSeconds">Seconds since 1970, UTC; 0: the clock is not set, and nothing is sent.</param>
    /// <param name="mail">What to say; null: nothing is due.</param>
    /// <param name="accounts">The accounts to try, the best first.</param>
    /// <returns>True if a mail went, or may have.</returns>
    public bool Step(long nowSeconds, OwnerMail? mail, IReadOnlyList<int> accounts)
    {
        IsWaiting = false;
        if (mail == null || nowSeconds == 0) return false;
        long last = _state.Load();
        // From a time when the clock was wrong: a week from now then, not from that day.
        if (last - nowSeconds > Forecast.NoticeSecondsMin) _ = _state.Save(last = nowSeconds);
        if (!Forecast.MayNotify(nowSeconds, last)) return false;
        IsWaiting = true;
        // A clock that was set back must not stretch the wait.
        if (accounts.Count == 0 || (nowSeconds < _tryNot && _tryNot - nowSeconds <= RetryLastSeconds)) return false;
        if (!_state.Save(nowSeconds)) return Later(nowSeconds);
        foreach (int account in accounts)
        {
            Diagnosis diagnosis = _post.Send(account, _owner, mail.Subject, mail.Text);
            if (diagnosis is Diagnosis.None or Diagnosis.OutcomeUnknown) return Gone();
        }
        _ = _state.Save(last);
        return Later(nowSeconds);
    }

    private bool Later(long nowSeconds)
    {
        _retrySeconds = System.Math.Clamp(_retrySeconds * 2, RetryFirstSeconds, RetryLastSeconds);
        _tryNot = nowSeconds + _retrySeconds;
        return false;
    }

    private bool Gone()
    {
        TryAgain();
        IsWaiting = false;
        return true;
    }
}
