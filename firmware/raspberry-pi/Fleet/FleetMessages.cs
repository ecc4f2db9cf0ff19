using System;
using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>
/// The JSON of the fleet's messages (host-tools/FLEET.md). No address, no token, no text of a mail is in them. Each has the start it comes from (boot), the
/// connection since then (link) and its number in the start, so that a reader can tell what came twice or late.
/// </summary>
internal sealed class FleetMessages
{
    public const int Protocol = 1;

    private readonly AgentParts _parts;
    private readonly string _id;
    private readonly string _boot = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly long _startedMs;
    private long _number;

    public FleetMessages(AgentParts parts, string id)
    {
        _parts = parts;
        _id = id;
        _startedMs = parts.Clock.NowMs;
    }

    /// <summary>The connection since the start, from 1.</summary>
    public int Link { get; set; }

    /// <summary>How the device is, and since when by its own clock (IClock).</summary>
    public byte[] Status(AgentState state, Diagnosis diagnosis, long sinceMs)
    {
        return Message(writer =>
        {
            Device(writer);
            writer.WriteString("state", Words.Of(state));
            writer.WriteNumber("diagnosis", (int)diagnosis);
            writer.WriteString("since", Moment(_parts.TimeOf(sinceMs)));
        });
    }

    /// <summary>That the device is gone. <paramref name="why"/>: lost (told by the broker) or stopped.</summary>
    public byte[] Gone(string why)
    {
        return Message(writer =>
        {
            Device(writer);
            writer.WriteString("state", "gone");
            writer.WriteNumber("diagnosis", 0);
            writer.WriteString("why", why);
        });
    }

    /// <summary>Figures, once a minute.</summary>
    public byte[] Health()
    {
        return Message(writer =>
        {
            writer.WriteNumber("uptimeSeconds", (_parts.Clock.NowMs - _startedMs) / 1000);
            writer.WriteNumber("rssOctets", Environment.WorkingSet);
            writer.WriteNumber("sessions", _parts.Slots.Busy);
            Mails(writer);
        });
    }

    /// <summary>An event with a diagnosis, or a refused admin.</summary>
    public byte[] Event(EventRecord record)
    {
        return Message(writer =>
        {
            writer.WriteNumber("event", record.Number);
            writer.WriteString("at", Moment(_parts.TimeOf(record.AtMs)));
            writer.WriteNumber("code", (int)record.Code);
            writer.WriteNumber("diagnosis", (int)record.Diagnosis);
            if (record.Account >= 0) writer.WriteString("account", _parts.Configuration.Accounts[record.Account].Name);
            if (record.ReplyCode > 0) writer.WriteNumber("replyCode", record.ReplyCode);
        });
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
        return Message(writer =>
        {
            writer.WriteString("nonce", nonce);
            writer.WriteString("outcome", outcome);
            writer.WriteString("error", error);
            writer.WriteNumber("diagnosis", (int)diagnosis);
            writer.WriteString("code", code);
            writer.WriteBase64String("proof", proof);
        });
    }

    private static string Moment(DateTime time)
    {
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private void Device(Utf8JsonWriter writer)
    {
        writer.WriteString("name", _parts.Configuration.Name);
        writer.WriteString("board", _parts.Configuration.Board);
        writer.WriteString("version", Program.Version);
    }

    // All accounts together; which of them is in trouble is told by the events.
    private void Mails(Utf8JsonWriter writer)
    {
        var figures = new AccountFigures();
        var forecast = new Forecast();
        long delivered = 0, refused = 0, lastMs = -1;
        Diagnosis last = Diagnosis.None, due = Diagnosis.None;
        int dueDays = int.MaxValue;
        for (int i = 0; i < _parts.Configuration.Accounts.Length; i++)
        {
            _parts.Log.Events.Read(i, figures);
            delivered += figures.Delivered;
            refused += figures.Refused;
            if (figures.LastAtMs > lastMs) last = figures.LastDiagnosis;
            lastMs = Math.Max(lastMs, figures.LastAtMs);
            _parts.Forecasts.Read(i, forecast);
            if (forecast.Due == Diagnosis.None || forecast.DueDays >= dueDays) continue;
            due = forecast.Due;
            dueDays = forecast.DueDays;
        }
        writer.WriteNumber("delivered", delivered);
        writer.WriteNumber("refused", refused);
        if (lastMs >= 0)
        {
            writer.WriteString("lastTime", Moment(_parts.TimeOf(lastMs)));
            writer.WriteNumber("lastDiagnosis", (int)last);
        }
        if (due == Diagnosis.None) return;
        writer.WriteNumber("dueDiagnosis", (int)due);
        writer.WriteNumber("dueDays", dueDays);
    }

    private byte[] Message(Action<Utf8JsonWriter> body)
    {
        var octets = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(octets))
        {
            writer.WriteStartObject();
            writer.WriteNumber("protocol", Protocol);
            writer.WriteString("id", _id);
            writer.WriteString("boot", _boot);
            writer.WriteNumber("link", Link);
            writer.WriteNumber("number", System.Threading.Interlocked.Increment(ref _number));
            writer.WriteString("time", Moment(DateTime.UtcNow));
            body(writer);
            writer.WriteEndObject();
        }
        return octets.WrittenSpan.ToArray();
    }
}
