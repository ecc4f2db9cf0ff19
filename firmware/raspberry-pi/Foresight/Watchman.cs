using System;
using System.Collections.Generic;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>
/// Looks ahead once an hour, and whenever a secret was given: what ends within two weeks turns the light to attention, and the owner is written to. On a
/// thread of its own, so that no scanner waits for it.
/// </summary>
internal sealed class Watchman : IDisposable
{
    private const int LookEachMs = 60 * 60 * 1000;
    private const int LookWaitingMs = 60 * 1000;

    private readonly AgentParts _parts;
    private readonly AccountForecasts _forecasts;
    private readonly IMailStamp _clock;
    private readonly OwnerNotice? _notice;
    private readonly AutoResetEvent _wake = new AutoResetEvent(false);
    private readonly Forecast _forecast = new Forecast();
    private readonly Diagnosis[] _told;
    private volatile bool _secretGiven;

    /// <param name="parts">The agent.</param>
    /// <param name="forecasts">Until when each account will work.</param>
    /// <param name="clock">The time of day.</param>
    /// <param name="post">How a mail to the owner leaves.</param>
    public Watchman(AgentParts parts, AccountForecasts forecasts, IMailStamp clock, IAgentPost post)
    {
        _parts = parts;
        _forecasts = forecasts;
        _clock = clock;
        _told = new Diagnosis[parts.Configuration.Accounts.Length];
        if (parts.Configuration.Owner != null) _notice = new OwnerNotice(new OwnerState(parts.Store), post, parts.Configuration.Owner.Address);
    }

    public void Start()
    {
        new Thread(Run, PlatformLimits.ThreadStack) { IsBackground = true, Name = "foresight" }.Start();
    }

    /// <summary>Something has changed that is worth a look before the hour is over.</summary>
    public void Wake()
    {
        _wake.Set();
    }

    /// <summary>A person brought a secret: what could not leave before may leave now.</summary>
    public void SecretGiven()
    {
        _secretGiven = true;
        _wake.Set();
    }

    /// <summary>Looks once: sets the lights, and writes to the owner if it is time.</summary>
    public void Look()
    {
        var due = new List<DueItem>();
        var ways = new List<int>();
        for (int i = 0; i < _told.Length; i++) Look(i, due, ways);
        if (_notice == null || due.Count == 0) return;
        due.Sort((a, b) => a.Days.CompareTo(b.Days));
        // The default account first: it is the one that works for most.
        ways.Sort((a, b) => (a == _parts.Configuration.DefaultAccount ? 0 : 1) - (b == _parts.Configuration.DefaultAccount ? 0 : 1));
        long now = _clock.UtcSeconds;
        if (now == 0) return;
        var today = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(now).UtcDateTime);
        OwnerMail mail = OwnerMail.Write(_parts.Configuration.Name, due, _parts.Configuration.Owner!.Language, today);
        if (_notice.Step(now, mail, ways)) _parts.Log.OwnerWritten(due[0].Diagnosis);
    }

    public void Dispose()
    {
        _wake.Dispose();
    }

    private void Look(int index, List<DueItem> due, List<int> ways)
    {
        AccountConfiguration account = _parts.Configuration.Accounts[index];
        _forecasts.Read(index, _forecast);
        Diagnosis diagnosis = _forecast.Due;
        _parts.Log.Status.Foresee(index, diagnosis);
        if (diagnosis != _told[index] && diagnosis != Diagnosis.None) _parts.Log.Foreseen(index, diagnosis, _forecast.DueDays);
        _told[index] = diagnosis;
        bool isRefused = _forecast.Refusal != Diagnosis.None && NeedsSomebody(_forecast.Refusal);
        if (isRefused) due.Add(new DueItem(account, _forecast.Refusal, Forecast.Unknown));
        else if (_forecasts.HasSecret(index)) ways.Add(index);
        if (diagnosis != Diagnosis.None) due.Add(new DueItem(account, diagnosis, _forecast.DueDays));
    }

    // What passes by itself is no matter for a mail.
    private static bool NeedsSomebody(Diagnosis refusal)
    {
        return AgentStatus.StateOf(refusal) is AgentState.NeedsPairing or AgentState.NotAllowedToSend or AgentState.Misconfigured;
    }

    private void Run()
    {
        while (true)
        {
            try
            {
                Look();
            }
            catch (Exception fault)
            {
                _parts.Log.Faulted(fault);
            }
            _wake.WaitOne(_notice != null && _notice.IsWaiting ? LookWaitingMs : LookEachMs);
            if (!_secretGiven) continue;
            _secretGiven = false;
            _notice?.TryAgain();
        }
    }
}
