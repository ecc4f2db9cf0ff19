using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace DeviceMailAgent.Bench;

/// <summary>What one run of one case brought.</summary>
/// <param name="Mails">Mails that got their 250.</param>
/// <param name="Octets">Octets of these mails.</param>
/// <param name="Seconds">From the common start to the last reply.</param>
/// <param name="LatenciesMs">
/// Milliseconds of each mail: from MAIL to the last 250 in a long connection, from connect to the last 250 in one of its own.
/// </param>
public sealed record LoadResult(long Mails, long Octets, double Seconds, IReadOnlyList<double> LatenciesMs);

/// <summary>Sends mails one way for a time, with one thread a client.</summary>
public sealed class LoadRun
{
    private readonly MailPath _path;
    private readonly BenchCase _case;
    private readonly MailText _mail;
    private readonly Barrier _start;
    private readonly Lock _lock = new();
    private readonly List<double> _latenciesMs = [];
    private int _mailsMin = 2;
    private bool _warms = true;
    private long _startedAt;
    private long _endsAt;
    private long _lastReplyAt;
    private Exception? _fault;

    private LoadRun(MailPath path, BenchCase benchCase, MailText mail)
    {
        _path = path;
        _case = benchCase;
        _mail = mail;
        _start = new Barrier(benchCase.AtATime + 1);
    }

    /// <summary>Runs a case.</summary>
    /// <param name="path">The way to go.</param>
    /// <param name="benchCase">What to send, and how.</param>
    /// <param name="mail">The mail; the same for both ways.</param>
    /// <param name="seconds">No mail is begun later than this; those begun are ended. Each client sends at least two.</param>
    /// <param name="starting">Called when all clients are connected and warm, right before the start.</param>
    /// <exception cref="InvalidOperationException">A mail was not taken; the inner exception says why.</exception>
    public static LoadResult Go(MailPath path, BenchCase benchCase, MailText mail, double seconds, Action starting)
    {
        return new LoadRun(path, benchCase, mail).Go(seconds, starting);
    }

    /// <summary>Each client sends one mail, without a warming one before it.</summary>
    /// <exception cref="InvalidOperationException">A mail was not taken; the inner exception says why.</exception>
    public static LoadResult GoOnce(MailPath path, BenchCase benchCase, MailText mail)
    {
        return new LoadRun(path, benchCase, mail) { _mailsMin = 1, _warms = false }.Go(0, () => { });
    }

    private LoadResult Go(double seconds, Action starting)
    {
        var threads = new Thread[_case.AtATime];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Client, 512 * 1024) { IsBackground = true };
            threads[i].Start();
        }
        _start.SignalAndWait();
        starting();
        _startedAt = Stopwatch.GetTimestamp();
        _endsAt = _startedAt + (long)(seconds * Stopwatch.Frequency);
        _start.SignalAndWait();
        foreach (Thread thread in threads) thread.Join();
        if (_fault != null) throw new InvalidOperationException($"{_case.Id} by way of {_path.Name}: {_fault.Message}", _fault);
        double elapsed = (_lastReplyAt - _startedAt) / (double)Stopwatch.Frequency;
        return new LoadResult(_latenciesMs.Count, _latenciesMs.Count * _mail.ContentOctets, elapsed, _latenciesMs);
    }

    private void Client()
    {
        using var connection = new SmtpConnection();
        var latenciesMs = new List<double>(4096);
        bool waited = false;
        try
        {
            // One mail outside of the measurement, so that both ways begin warm.
            connection.Open(_path);
            if (_warms) connection.Send(_mail);
            if (_case.ConnectionPerMail) connection.Leave();
            _start.SignalAndWait();
            waited = true;
            _start.SignalAndWait();
            while (latenciesMs.Count < _mailsMin || Stopwatch.GetTimestamp() < _endsAt) latenciesMs.Add(One(connection));
            long end = Stopwatch.GetTimestamp();
            if (!_case.ConnectionPerMail) connection.Leave();
            lock (_lock)
            {
                _latenciesMs.AddRange(latenciesMs);
                _lastReplyAt = Math.Max(_lastReplyAt, end);
            }
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException or UnexpectedReplyException
            or System.Security.Authentication.AuthenticationException)
        {
            lock (_lock) _fault ??= fault;
            if (waited) return;
            _start.SignalAndWait();
            _start.SignalAndWait();
        }
    }

    private double One(SmtpConnection connection)
    {
        long start = Stopwatch.GetTimestamp();
        if (_case.ConnectionPerMail) connection.Open(_path);
        connection.Send(_mail);
        double latencyMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (_case.ConnectionPerMail) connection.Leave();
        return latencyMs;
    }
}
