using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace DeviceMailAgent.Sandbox;

/// <summary>What the sandbox remembers of what clients did. Lists are bounded: the oldest entry makes room.</summary>
internal sealed class Journal(Action<SandboxEvent>? happened)
{
    private const int MailsMax = 10_000;
    private const int CommandLinesMax = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<ReceivedMail> _mails = new();
    private readonly Queue<CommandLine> _commandLines = new();
    private long _connections, _logins, _loginsRefused, _tokenRequests, _tokensIssued, _mailCount, _mailOctets;

    public SandboxCounters Counters => new(Interlocked.Read(ref _connections), Interlocked.Read(ref _logins),
        Interlocked.Read(ref _loginsRefused), Interlocked.Read(ref _tokenRequests), Interlocked.Read(ref _tokensIssued),
        Interlocked.Read(ref _mailCount), Interlocked.Read(ref _mailOctets));

    public IReadOnlyList<ReceivedMail> Mails
    {
        get { lock (_lock) return [.. _mails]; }
    }

    public IReadOnlyList<CommandLine> CommandLines
    {
        get { lock (_lock) return [.. _commandLines]; }
    }

    public void Note(string kind, string text) => happened?.Invoke(new SandboxEvent(DateTimeOffset.Now, kind, text));

    public int Connected() => (int)Interlocked.Increment(ref _connections);

    public void LoggedIn(int connection, string user, string mechanism)
    {
        Interlocked.Increment(ref _logins);
        Note("login", $"#{connection} {user} by {mechanism}");
    }

    public void LoginRefused(int connection, string reply)
    {
        Interlocked.Increment(ref _loginsRefused);
        Note("login", $"#{connection} refused: {FirstLine(reply)}");
    }

    public void TokenRequested() => Interlocked.Increment(ref _tokenRequests);

    public void TokenIssued(string user)
    {
        Interlocked.Increment(ref _tokensIssued);
        Note("token", $"access token issued for {user}");
    }

    /// <summary>A mail that nothing but its size is known of.</summary>
    public void Counted(long octets)
    {
        Interlocked.Increment(ref _mailCount);
        Interlocked.Add(ref _mailOctets, octets);
    }

    public void Received(ReceivedMail mail)
    {
        Counted(mail.WireOctets);
        Add(_mails, mail, MailsMax);
        Note("mail", $"#{mail.Connection} {mail.Octets} octets from <{mail.Sender}> to {string.Join(", ", mail.Recipients)}, sha256 {mail.Sha256}");
    }

    public void Commanded(int connection, string line) => Add(_commandLines, new CommandLine(connection, line), CommandLinesMax);

    private static string FirstLine(string reply) => reply.Split("\r\n").First();

    private void Add<T>(Queue<T> entries, T entry, int max)
    {
        lock (_lock)
        {
            entries.Enqueue(entry);
            if (entries.Count > max) entries.Dequeue();
        }
    }
}
