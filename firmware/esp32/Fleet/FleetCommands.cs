using System;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Control;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>
/// The commands that come over the broker: test-mail, refresh and re-pair, one at a time, and only with the admin key's proof. Whoever has none gets no answer, only an event, so
/// that nobody learns anything by asking. What a command needs is made for it and not kept.
/// </summary>
public sealed class FleetCommands : IMqttReader
{
    private readonly object _gate = new object();
    private readonly byte[]?[] _answers = new byte[]?[FleetLimits.Waiting];
    private readonly DeviceParts _parts;
    private readonly FleetMessages _messages;
    private readonly string _id;
    private SeenCommands? _seen;
    private FleetCommand? _command;
    private byte[]? _key;
    private long _rateFromMs;
    private int _rate;
    private int _waiting;
    private int _busy;

    /// <summary>Nothing was commanded yet.</summary>
    public FleetCommands(DeviceParts parts, FleetMessages messages, string id)
    {
        _parts = parts;
        _messages = messages;
        // No certificate is proved here, only the key is wanted.
        _id = id;
    }

    /// <inheritdoc/>
    public bool HasAnswer
    {
        get { lock (_gate) return _waiting > 0; }
    }

    /// <summary>The clock is set: what was made before the first call is a replay, since it was forgotten with the power.</summary>
    public void Begin()
    {
        if (_seen == null) _seen = new SeenCommands(_parts.Time.UtcSeconds);
    }

    /// <summary>The next answer for the broker; null: there is none.</summary>
    public byte[]? NextAnswer()
    {
        lock (_gate)
        {
            if (_waiting == 0) return null;
            byte[]? first = _answers[0];
            Array.Copy(_answers, 1, _answers, 0, --_waiting);
            _answers[_waiting] = null;
            return first;
        }
    }

    /// <summary>Takes an answer to the broker; returns at once.</summary>
    public void Answer(byte[] message)
    {
        lock (_gate)
        {
            if (_waiting == _answers.Length) Array.Copy(_answers, 1, _answers, 0, --_waiting);
            _answers[_waiting++] = message;
        }
    }

    /// <inheritdoc/>
    public void Take(byte[] buffer, int offset, int count, bool isRetained)
    {
        try
        {
            // What is retained was meant for a moment that is over.
            if (!isRetained && !IsTooMany()) Judge(FleetCommand.Read(buffer, offset, count), AdminProof.KeyOf(_parts.Configuration.Store, _parts.Key));
        }
        catch (Exception)
        {
            _parts.Log.Faulted();
        }
    }

    private void Judge(FleetCommand? command, byte[]? key)
    {
        if (command == null || key == null
            || !FleetProof.AreEqual(FleetProof.OfCommand(key, _id, command.Verb, command.Account, command.Time, command.Nonce), command.Proof, command.ProofCount))
        {
            _parts.Log.Add(EventCode.ControlRefused, -1, Diagnosis.None, 0, 0, 0);
            return;
        }
        string? refusal = _seen == null ? "clock-not-set" : _seen.Refuse(command.Nonce, command.Time, _parts.Time.UtcSeconds);
        if (refusal == null && command.Verb != "test-mail" && command.Verb != "refresh" && command.Verb != "re-pair") refusal = "unknown-verb";
        if (refusal == null && command.Account.Length > 0 && command.Account != _parts.Configuration.Account.Name) refusal = "unknown-account";
        if (refusal == null && Interlocked.Exchange(ref _busy, 1) != 0) refusal = "busy";
        // A replay is the broker's or a listener's doing, not the admin's: its answer was given to the first.
        if (refusal != null && refusal != "replayed") Answer(_messages.Result(key, command.Nonce, "refused", refusal, Diagnosis.None, ""));
        if (refusal != null) return;
        _command = command;
        _key = key;
        new Thread(Run).Start();
    }

    // One command, on a thread of its own: a pairing takes a quarter of an hour, and the broker wants to hear something meanwhile.
    private void Run()
    {
        try
        {
            FleetCommand command = _command!;
            byte[] key = _key!;
            Answer(_messages.Result(key, command.Nonce, "begun", "", Diagnosis.None, ""));
            ControlError error = new FleetErrand(_parts, this, _messages, _id, key, command).Do(out Diagnosis diagnosis);
            string outcome = error == ControlError.None ? "done" : error == ControlError.Failed ? "failed" : "refused";
            byte[] word = ControlErrors.WordOf(error);
            Answer(_messages.Result(key, command.Nonce, outcome, error == ControlError.None ? "" : System.Text.Encoding.UTF8.GetString(word, 0, word.Length), diagnosis, ""));
        }
        catch (Exception)
        {
            _parts.Log.Faulted();
        }
        finally
        {
            _key = null;
            _command = null;
            Interlocked.Exchange(ref _busy, 0);
        }
    }

    private bool IsTooMany()
    {
        long now = _parts.Clock.NowMs;
        if (now - _rateFromMs > FleetLimits.RateMs)
        {
            _rateFromMs = now;
            _rate = 0;
        }
        return ++_rate > FleetLimits.RateMax;
    }
}
