using System;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>
/// The commands that come over the broker: test-mail, refresh and re-pair, one at a time, and only with the admin key's proof. Whoever has none gets no answer, only an event, so
/// that nobody learns anything by asking.
/// </summary>
internal sealed class FleetCommands
{
    private static readonly string[] Verbs = ["test-mail", "refresh", "re-pair"];

    private readonly AgentParts _parts;
    private readonly ControlVerbsOfAgent _verbs;
    private readonly FleetMessages _messages;
    private readonly string _id;
    private readonly Action<byte[]> _answer;
    private readonly MailStamp _stamp = new MailStamp();
    private readonly SeenCommands _seen;
    private readonly Lock _gate = new Lock();
    private long _rateFromMs;
    private int _rate;
    private int _busy;

    /// <param name="answer">Takes an answer to the broker; returns at once.</param>
    public FleetCommands(AgentParts parts, ControlVerbsOfAgent verbs, FleetMessages messages, string id, Action<byte[]> answer)
    {
        _parts = parts;
        _verbs = verbs;
        _messages = messages;
        _id = id;
        _answer = answer;
        _seen = new SeenCommands(_stamp.UtcSeconds);
    }

    /// <summary>True when the agent stops: a pairing ends.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Looks at a command, and begins it if it is genuine, new and possible. Returns at once.</summary>
    public void Take(byte[] payload)
    {
        if (IsTooMany()) return;
        Command? command = Command.Read(payload);
        byte[]? key = AdminKey.Load(_parts.Store);
        bool isGenuine = command != null && key != null
            && CryptographicOperations.FixedTimeEquals(command.Proof, FleetProof.OfCommand(key, _id, command.Verb, command.Account, command.Time, command.Nonce));
        if (!isGenuine)
        {
            _parts.Log.FleetCommand(key == null ? "refused: the device has no admin key" : "refused: no proof of the admin key");
            _parts.Log.Events.Add(EventCode.ControlRefused);
            return;
        }
        string? refusal;
        lock (_gate) refusal = _seen.Refuse(command!.Nonce, command.Time, _stamp.UtcSeconds);
        if (refusal == null && Array.IndexOf(Verbs, command.Verb) < 0) refusal = "unknown-verb";
        int account = command.Account.Length == 0 ? _parts.Configuration.DefaultAccount : Array.FindIndex(_parts.Configuration.Accounts, candidate => candidate.Name == command.Account);
        if (refusal == null && account < 0) refusal = "unknown-account";
        if (refusal == null && Interlocked.Exchange(ref _busy, 1) != 0) refusal = "busy";
        // Both are known to be among the few words here, or are replaced: a command's text does not come into the log.
        _parts.Log.FleetCommand(refusal == null ? command.Verb : "refused: " + refusal);
        if (refusal != null)
        {
            // A replay is the broker's or a listener's doing, not the admin's: its answer was given to the first.
            if (refusal != "replayed") _answer(_messages.Result(key!, command.Nonce, "refused", refusal, Diagnosis.None, ""));
            return;
        }
        new Thread(() => Run(command, account, key!), PlatformLimits.ThreadStack) { IsBackground = true, Name = "fleet command" }.Start();
    }

    private void Run(Command command, int account, byte[] key)
    {
        try
        {
            _answer(_messages.Result(key, command.Nonce, "begun", "", Diagnosis.None, ""));
            Outcome outcome = Do(command, account, key);
            byte[] word = ControlErrors.WordOf(outcome.Error);
            string result = outcome.Error == ControlError.None ? "done" : outcome.Error == ControlError.Failed ? "failed" : "refused";
            _answer(_messages.Result(key, command.Nonce, result, outcome.Error == ControlError.None ? "" : Encoding.ASCII.GetString(word), outcome.Diagnosis, ""));
        }
        catch (Exception fault)
        {
            _parts.Log.Faulted(fault);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private Outcome Do(Command command, int account, byte[] key)
    {
        switch (command.Verb)
        {
            case "test-mail": return _verbs.TestMails.Send(account, null, null);
            case "re-pair": return _verbs.Pairings.Pair(account, new Asker(this, command.Nonce, key));
            default:
                AccessTokens? tokens = _parts.TokensOf(account);
                return tokens == null ? Outcome.Refused(ControlError.NotPossible) : Outcome.Of(tokens.RenewNow(out _));
        }
    }

    private bool IsTooMany()
    {
        lock (_gate)
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

    // One pairing: its code goes to whoever holds the admin key, and to the device's screen.
    private sealed class Asker : IPairingAsker
    {
        private readonly FleetCommands _owner;
        private readonly string _nonce;
        private readonly byte[] _key;

        public Asker(FleetCommands owner, string nonce, byte[] key)
        {
            _owner = owner;
            _nonce = nonce;
            _key = key;
        }

        public void CodeIsThere(Pairing pairing)
        {
            string text = Encoding.UTF8.GetString(pairing.UserCode.Octets, 0, pairing.UserCode.Count) + "\n" + Encoding.UTF8.GetString(pairing.VerificationUri.Octets, 0, pairing.VerificationUri.Count);
            _owner._answer(_owner._messages.Result(_key, _nonce, "begun", "", Diagnosis.None, FleetProof.Seal(_key, _owner._id, text)));
        }

        public void StillWaiting(Pairing pairing)
        {
        }

        public void Failed(Pairing pairing)
        {
        }

        public bool HasGone(int waitMs)
        {
            long end = _owner._parts.Clock.NowMs + waitMs;
            while (!_owner.IsStopping && _owner._parts.Clock.NowMs < end) Thread.Sleep(200);
            return _owner.IsStopping;
        }
    }

    // A command as it came; nothing of it is believed yet.
    private sealed class Command
    {
        public string Verb { get; private init; } = "";

        public string Account { get; private init; } = "";

        public long Time { get; private init; }

        public string Nonce { get; private init; } = "";

        public byte[] Proof { get; private init; } = [];

        public static Command? Read(byte[] payload)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(payload);
                JsonElement root = document.RootElement;
                return new Command
                {
                    Verb = root.GetProperty("verb").GetString() ?? "",
                    Account = root.GetProperty("account").GetString() ?? "",
                    Time = root.GetProperty("time").GetInt64(),
                    Nonce = root.GetProperty("nonce").GetString() ?? "",
                    Proof = root.GetProperty("proof").GetBytesFromBase64(),
                };
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or System.Collections.Generic.KeyNotFoundException)
            {
                return null;
            }
        }
    }
}
