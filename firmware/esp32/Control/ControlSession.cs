using System;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>One control connection: the proof first, then requests in turn. Everything that a peer can send is bounded here.</summary>
public sealed class ControlSession
{
    private const int ProofMsMax = 10 * 1000;
    private const int LineMsMax = 10 * 1000;
    private const int IdleMsMax = 60 * 1000;
    private const int WrongProofMs = 1000;

    private readonly byte[] _chunk = new byte[SmallBoardLimits.ControlChunk];
    private readonly ControlRequest _request = new ControlRequest(SmallBoardLimits.RefreshToken);
    private readonly Answer _answer = new Answer();
    private readonly AdminProof _proof;
    private readonly StatusVerbs _status;
    private readonly SecretVerbs _secrets;
    private readonly PairVerb _pair;
    private readonly TestMailVerb _testMail;
    private readonly CheckVerb _check;
    private readonly ConfigVerb _config;
    private readonly IClock _clock;
    private readonly DeviceLog _log;
    private ControlChannel? _channel;
    private int _at;
    private int _end;

    /// <summary>Serves these parts.</summary>
    public ControlSession(DeviceParts parts, byte[] certificateHash)
    {
        _proof = new AdminProof(parts.Configuration.Store, parts.Key, certificateHash);
        _status = new StatusVerbs(parts, certificateHash);
        _secrets = new SecretVerbs(parts, _proof);
        _pair = new PairVerb(parts, _answer, this);
        _testMail = parts.TestMails;
        _check = new CheckVerb(parts);
        _config = new ConfigVerb(parts);
        _clock = parts.Clock;
        _log = parts.Log;
    }

    /// <summary>Serves a connection until it ends; what a secret stood in is overwritten then.</summary>
    public void Run(ControlChannel channel)
    {
        _channel = channel;
        _at = 0;
        _end = 0;
        _answer.Attach(channel);
        try
        {
            if (!Admit()) return;
            while (Next(IdleMsMax) && Obey())
            {
            }
        }
        finally
        {
            _request.Reset();
            Array.Clear(_chunk, 0, _chunk.Length);
        }
    }

    /// <summary>While a verb takes its time: waits for the next request or for the peer's end.</summary>
    public bool IsInterrupted(int waitMs)
    {
        return _at < _end || _channel == null || _channel.HasInput(waitMs);
    }

    private bool Admit()
    {
        _proof.Challenge(_answer);
        if (!Next(ProofMsMax)) return false;
        _answer.To(_request.Id.Number);
        ControlError error = ControlError.ProofRequired;
        if (ControlVerbs.Find(_request.Verb.Octets, _request.Verb.Count) == ControlVerb.Prove)
        {
            bool isRight = _proof.IsRight(_request.Proof);
            _log.Add(isRight ? EventCode.ControlOpened : EventCode.ControlRefused, -1, Diagnosis.None, 0, 0, 0);
            if (!isRight) Thread.Sleep(WrongProofMs);
            error = isRight ? ControlError.None : _proof.HasKey ? ControlError.ProofWrong : ControlError.NoAdminKey;
        }
        _answer.End(error, Diagnosis.None);
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
            if (_at == _end && !Fill(octets == 0 ? idleMsMax : LineMsMax)) return octets != 0 && Refuse(ControlError.TooSlow);
            if (octets == 0) startedMs = _clock.NowMs;
            else if (_clock.NowMs - startedMs > LineMsMax) return Refuse(ControlError.TooSlow);
            int stop = Ascii.IndexOfLf(_chunk, _at, _end - _at);
            int count = (stop < 0 ? _end : stop) - _at;
            bool isBlank = octets == 0 && stop >= 0 && (count == 0 || (count == 1 && _chunk[_at] == Ascii.CR));
            if (!isBlank) _request.Feed(_chunk, _at, count);
            octets += count;
            _at += stop < 0 ? count : count + 1;
            if (octets > ControlRequest.LineMax) return Refuse(ControlError.LineTooLong);
            if (isBlank) octets = 0;
            else if (stop >= 0) return true;
        }
    }

    private bool Fill(int waitMs)
    {
        if (_channel == null) return false;
        _channel.ReadTimeoutMs = waitMs;
        _at = 0;
        _end = _channel.Read(_chunk, 0, _chunk.Length);
        if (_end < 0) _end = 0;
        return _end > 0;
    }

    private bool Refuse(ControlError error)
    {
        _answer.To(-1);
        _answer.End(error, Diagnosis.None);
        return false;
    }

    // False: the peer is gone.
    private bool Obey()
    {
        ControlError error = _request.Complete();
        Diagnosis diagnosis = Diagnosis.None;
        _answer.To(error == ControlError.NotJson ? -1 : _request.Id.Number);
        try
        {
            if (error == ControlError.None) error = Do(out diagnosis);
        }
        catch (Exception)
        {
            _log.Faulted();
            error = ControlError.Fault;
        }
        _answer.End(error, diagnosis);
        return !_answer.IsLost;
    }

    private ControlError Do(out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        switch (ControlVerbs.Find(_request.Verb.Octets, _request.Verb.Count))
        {
            case ControlVerb.Hello:
                _status.Hello(_answer);
                return ControlError.None;
            case ControlVerb.Status:
                _status.Status(_answer);
                return ControlError.None;
            case ControlVerb.Log:
                _status.Log(_request, _answer);
                return ControlError.None;
            case ControlVerb.Config:
                _config.Tell(_answer);
                return ControlError.None;
            case ControlVerb.Check: return _check.Check(_request, _answer, out diagnosis);
            case ControlVerb.TestMail: return _testMail.Send(_request, _answer, out diagnosis);
            case ControlVerb.Import: return _secrets.Import(_request);
            case ControlVerb.Refresh: return _secrets.Refresh(_request, _answer, out diagnosis);
            case ControlVerb.Forget: return _secrets.Forget(_request);
            case ControlVerb.Pair: return _pair.Pair(_request, out diagnosis);
            case ControlVerb.Cancel: return ControlError.None;
            case ControlVerb.Prove: return ControlError.NotPossible;
            default: return ControlError.UnknownVerb;
        }
    }
}
