using System;
using DeviceMailAgent.Control;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>One control connection after another: reads a request, has it done, answers. Everything that a peer can send is bounded here.</summary>
internal sealed class ControlSession
{
    private const byte LineFeed = 10;
    private const byte CarriageReturn = 13;

    private readonly byte[] _chunk = new byte[ControlLimits.Chunk];
    private readonly ControlRequest _request = new ControlRequest();
    private readonly Answer _answer = new Answer();
    private readonly ControlVerbsOfAgent _verbs;
    private readonly IClock _clock;
    private readonly Action<Exception> _faulted;
    private IControlChannel? _channel;
    private int _at;
    private int _end;

    public ControlSession(ControlVerbsOfAgent verbs, IClock clock, Action<Exception> faulted)
    {
        _verbs = verbs;
        _clock = clock;
        _faulted = faulted;
    }

    /// <summary>Serves a connection until it ends.</summary>
    /// <param name="channel">The connection.</param>
    /// <param name="admin">Null where the way itself says who asks; else the proof that is asked for first.</param>
    /// <param name="idleMsMax">How long a connection may wait between requests; below 0: for ever.</param>
    public void Run(IControlChannel channel, AdminProof? admin, int idleMsMax)
    {
        _channel = channel;
        _at = 0;
        _end = 0;
        _answer.Attach(channel);
        try
        {
            if (admin != null && !Admit(admin)) return;
            while (Next(idleMsMax) && Obey())
            {
            }
        }
        finally
        {
            _request.Reset();
            Array.Clear(_chunk);
            _channel = null;
        }
    }

    private bool Admit(AdminProof admin)
    {
        admin.Challenge(_answer);
        if (!Next(ControlLimits.ProofMsMax)) return false;
        _answer.To(_request.Id.Number);
        bool isProof = ControlVerbs.Find(_request.Verb.Octets, _request.Verb.Count) == ControlVerb.Prove;
        ControlError error = isProof ? admin.Check(_request.Proof) : ControlError.ProofRequired;
        _answer.End(Outcome.Refused(error));
        return error == ControlError.None;
    }

    // Reads one request. False: the connection is to be closed; why has been said.
    private bool Next(int idleMsMax)
    {
        _request.Reset();
        int octets = 0;
        long startedMs = 0;
        while (true)
        {
            if (_at == _end && !Fill(octets == 0 ? idleMsMax : ControlLimits.LineMsMax)) return octets != 0 && Refuse(ControlError.TooSlow);
            if (octets == 0) startedMs = _clock.NowMs;
            else if (_clock.NowMs - startedMs > ControlLimits.LineMsMax) return Refuse(ControlError.TooSlow);
            int stop = Array.IndexOf(_chunk, LineFeed, _at, _end - _at);
            int count = (stop < 0 ? _end : stop) - _at;
            // An empty line is no request: a serial line is freed of noise with one.
            bool isBlank = octets == 0 && stop >= 0 && (count == 0 || (count == 1 && _chunk[_at] == CarriageReturn));
            _request.Feed(_chunk, _at, count);
            octets += count;
            _at += stop < 0 ? count : count + 1;
            if (octets > ControlRequest.LineMax) return Refuse(ControlError.LineTooLong);
            if (isBlank)
            {
                _request.Reset();
                octets = 0;
            }
            else if (stop >= 0)
            {
                return true;
            }
        }
    }

    private bool Fill(int waitMs)
    {
        _channel!.ReadTimeoutMs = waitMs;
        _at = 0;
        _end = Math.Max(0, _channel.Read(_chunk, 0, _chunk.Length));
        return _end > 0;
    }

    private bool Refuse(ControlError error)
    {
        _answer.To(-1);
        _answer.End(Outcome.Refused(error));
        return false;
    }

    // False: the peer is gone.
    private bool Obey()
    {
        ControlError error = _request.Complete();
        _answer.To(error == ControlError.NotJson ? -1 : _request.Id.Number);
        Outcome outcome;
        try
        {
            outcome = error != ControlError.None ? Outcome.Refused(error) : _verbs.Do(_request, _answer, this);
        }
        catch (Exception fault)
        {
            _faulted(fault);
            outcome = Outcome.Refused(ControlError.Fault);
        }
        _answer.End(outcome);
        return !_answer.IsLost;
    }

    /// <summary>While a verb takes its time: waits for the next request or for the peer's end.</summary>
    /// <returns>True: one of both came, so the verb ends.</returns>
    public bool IsInterrupted(int waitMs)
    {
        return _at < _end || _channel!.HasInput(waitMs);
    }
}
