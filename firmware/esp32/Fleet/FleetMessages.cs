using System;
using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Control;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>
/// The JSON of the fleet's messages (host-tools/FLEET.md). No address, no token, no text of a mail is in them. Each has the start it comes from (boot), the connection
/// since then (link) and its number in the start, so that a reader can tell what came twice or late. Only the fleet's thread calls this, with one exception: answers.
/// </summary>
public sealed class FleetMessages
{
    private const int Protocol = 1;
    private const int BootOctets = 8;

    private readonly object _gate = new object();
    private readonly JsonLine _line = new JsonLine(FleetLimits.Payload);
    private readonly DeviceParts _parts;
    private readonly string _id;
    private readonly string _boot;
    private long _number;

    /// <summary>Messages of one device since its start.</summary>
    public FleetMessages(DeviceParts parts, string id)
    {
        _parts = parts;
        _id = id;
        byte[] boot = new byte[BootOctets];
        new Random().NextBytes(boot);
        _boot = StatusVerbs.Hexadecimal(boot);
    }

    /// <summary>The connection since the start, from 1.</summary>
    public int Link { get; set; }

    /// <summary>How the device is, and since when by its own clock (IClock).</summary>
    public byte[] Status(AgentState state, Diagnosis diagnosis, long sinceMs)
    {
        lock (_gate)
        {
            Begin();
            Device();
            Text("state", StatusVerbs.WordOf(state));
            Number("diagnosis", (int)diagnosis);
            Text("since", Answer.Moment(_parts.UtcOf(sinceMs)));
            return End();
        }
    }

    /// <summary>That the device is gone, which the broker tells.</summary>
    public byte[] Lost()
    {
        lock (_gate)
        {
            Begin();
            Device();
            Text("state", "gone");
            Number("diagnosis", 0);
            Text("why", "lost");
            return End();
        }
    }

    /// <summary>Figures, once a minute.</summary>
    public byte[] Health()
    {
        int sessions = 0;
        for (int i = 0; i < _parts.Slots.Length; i++) sessions += _parts.Slots[i].IsBusy ? 1 : 0;
        EventRecord last = _parts.Log.LastMail;
        lock (_gate)
        {
            Begin();
            Number("uptimeSeconds", (_parts.Clock.NowMs - _parts.Log.StartedMs) / 1000);
            Number("heapFreeOctets", nanoFramework.Runtime.Native.GC.Run(false));
            Number("sessions", sessions);
            Number("delivered", _parts.Log.Delivered);
            Number("refused", _parts.Log.Refused);
            if (last.Number >= 0)
            {
                Text("lastTime", Answer.Moment(_parts.UtcOf(last.AtMs)));
                Number("lastDiagnosis", (int)last.Diagnosis);
            }
            return End();
        }
    }

    /// <summary>An event with a diagnosis, or a refused admin.</summary>
    public byte[] Event(EventRecord record)
    {
        lock (_gate)
        {
            Begin();
            Number("event", record.Number);
            Text("at", Answer.Moment(_parts.UtcOf(record.AtMs)));
            Number("code", (int)record.Code);
            Number("diagnosis", (int)record.Diagnosis);
            if (record.Account >= 0) Text("account", _parts.Configuration.Account.Name);
            if (record.ReplyCode > 0) Number("replyCode", record.ReplyCode);
            return End();
        }
    }

    /// <summary>What became of a command, with the device's proof that it says so.</summary>
    /// <param name="key">The admin key.</param>
    /// <param name="nonce">The command's.</param>
    /// <param name="outcome">begun, done, failed or refused.</param>
    /// <param name="error">A word for why; empty: none.</param>
    /// <param name="diagnosis">Why it failed.</param>
    /// <param name="code">A pairing's code, sealed; empty: none.</param>
    public byte[] Result(byte[] key, string nonce, string outcome, string error, Diagnosis diagnosis, string code)
    {
        byte[] proof = FleetProof.OfResult(key, _id, nonce, outcome, error, (int)diagnosis, code);
        lock (_gate)
        {
            Begin();
            Text("nonce", nonce);
            Text("outcome", outcome);
            Text("error", error);
            Number("diagnosis", (int)diagnosis);
            Text("code", code);
            Text("proof", FleetProof.Base64Text(proof));
            return End();
        }
    }

    private void Begin()
    {
        _line.Begin();
        Number("protocol", Protocol);
        Text("id", _id);
        Text("boot", _boot);
        Number("link", Link);
        Number("number", ++_number);
        Text("time", Answer.Moment(_parts.Time.UtcSeconds));
    }

    private void Device()
    {
        Text("name", _parts.Configuration.Name);
        Text("board", _parts.Configuration.Board.Id);
        Text("version", Program.Version);
    }

    private void Text(string name, string value)
    {
        byte[] octets = Ascii.Bytes(value);
        _line.Text(Ascii.Bytes(name), octets, 0, octets.Length);
    }

    private void Number(string name, long value)
    {
        _line.Number(Ascii.Bytes(name), value);
    }

    // Without the line feed.
    private byte[] End()
    {
        _line.End();
        byte[] message = new byte[_line.Count - 1];
        Array.Copy(_line.Octets, 0, message, 0, message.Length);
        return message;
    }
}
