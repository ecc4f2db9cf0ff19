using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>How a pairing ended.</summary>
internal enum PairEnd
{
    Paired,
    Failed,
    Cancelled,
    /// <summary>The person says that the browser blocks it.</summary>
    Blocked,
}

/// <summary>The device asks for a code and polls (RFC 8628); this shows what it tells, and watches for what it cannot know.</summary>
internal sealed class DeviceCodePairing
{
    // Two minutes are enough for a walk to a phone; of a short-lived code it is the first third.
    private static readonly TimeSpan SmellAfter = TimeSpan.FromMinutes(2);
    private const int PollsAfterSignIn = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(1.5);

    private readonly PairContext _context;
    private readonly Keys _keys;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly ConcurrentQueue<JsonObject> _lines = new();
    private long _begun;
    private long _told;
    private TimeSpan _lifetime;
    private TimeSpan _left;
    private int _interval;
    private TimeSpan? _saidSignedIn;
    private bool _hasSmelled;
    private Diagnosis _unanswered;

    public DeviceCodePairing(PairContext context, Keys keys)
    {
        _context = context;
        _keys = keys;
    }

    /// <summary>Runs until it has ended in some way; what it ended in has been shown then.</summary>
    /// <exception cref="ControlException">The device stopped answering.</exception>
    public async Task<PairEnd> Run(CancellationToken cancellation)
    {
        _keys.Listen();
        Task<ControlAnswer> asking = _context.Device.Ask(ControlVerb.Pair, _context.Request(), ControlClient.LongPatience, _lines.Enqueue, CancellationToken.None);
        while (true)
        {
            bool hasEnded = asking.IsCompleted;
            while (_lines.TryDequeue(out JsonObject? line)) Take(line);
            if (hasEnded) return Ended(await asking);
            bool isBlocked = _lifetime > TimeSpan.Zero && IsBlockedByKeys();
            if (cancellation.IsCancellationRequested || isBlocked)
            {
                await Stop(asking);
                if (!isBlocked) _context.Screen.Cancelled();
                return isBlocked ? PairEnd.Blocked : PairEnd.Cancelled;
            }

            if (_lifetime > TimeSpan.Zero) Wait();
            await Task.WhenAny(asking, Task.Delay(Tick, CancellationToken.None));
        }
    }

    private void Take(JsonObject line)
    {
        switch (line.Text("type"))
        {
            case "code":
                _begun = _told = _clock.GetTimestamp();
                _lifetime = _left = TimeSpan.FromSeconds(line.Number("seconds") ?? 0);
                _interval = (int)(line.Number("interval") ?? 5);
                _context.Screen.Code(new(line.Text("userCode"), line.Text("verificationUri"), line.Text("verificationUriComplete"), _lifetime, _interval, _context.Account.Text("user")));
                break;
            case "waiting":
                _told = _clock.GetTimestamp();
                _left = TimeSpan.FromSeconds(line.Number("seconds") ?? 0);
                _interval = (int)(line.Number("interval") ?? _interval);
                if (line.Diagnosis() != _unanswered) _context.Screen.Unanswered(_unanswered = line.Diagnosis());
                break;
        }
    }

    private void Wait()
    {
        TimeSpan left = _left - _clock.GetElapsedTime(_told);
        _context.Screen.Waiting(left > TimeSpan.Zero ? left : TimeSpan.Zero, _interval);
        TimeSpan waited = _clock.GetElapsedTime(_begun);
        TimeSpan patience = _lifetime / 3 < SmellAfter ? _lifetime / 3 : SmellAfter;
        bool smells = waited > patience || waited - _saidSignedIn > TimeSpan.FromSeconds(PollsAfterSignIn * _interval);
        if (!smells || _hasSmelled || _unanswered != Diagnosis.None) return;
        _hasSmelled = true;
        _context.Screen.MaybeBlocked(waited, _context.OtherWay);
    }

    private bool IsBlockedByKeys()
    {
        while (_keys.Next() is { } key)
        {
            if (key == ConsoleKey.B) return true;
            if (key == ConsoleKey.Enter) _saidSignedIn ??= _clock.GetElapsedTime(_begun);
        }

        return false;
    }

    private async Task Stop(Task<ControlAnswer> asking)
    {
        try
        {
            await _context.Device.Cancel(CancellationToken.None);
            await asking.WaitAsync(CancelPatience);
        }
        catch (Exception fault) when (fault is TimeoutException or ControlException)
        {
            // The device is slow or gone; on every way but a serial line it cancels by itself when this end closes, and everywhere when the code runs out.
        }
    }

    private PairEnd Ended(ControlAnswer answer)
    {
        if (answer.IsOk) return PairEnd.Paired;
        if (answer.Error == ControlError.Cancelled)
        {
            _context.Screen.Cancelled();
            return PairEnd.Cancelled;
        }

        JsonObject refusal = answer.Of("refusal").LastOrDefault() ?? [];
        if (answer.Error == ControlError.Failed) _context.Screen.Failed(answer.Diagnosis, refusal.Text("oauthError"), (int)(refusal.Number("aadsts") ?? 0));
        else _context.Refuse(answer);
        return PairEnd.Failed;
    }
}
