using System;
using DeviceMailAgent.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>The lines of one answer. When the peer is gone the rest is not sent, and nobody waits for it.</summary>
public sealed class Answer
{
    private readonly JsonLine _line = new JsonLine(SmallBoardLimits.AnswerLine);
    private ControlChannel? _channel;
    private int _id;

    /// <summary>True once a line could not be sent.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Who will receive the answers.</summary>
    public void Attach(ControlChannel channel)
    {
        _channel = channel;
        _id = -1;
        IsLost = false;
    }

    /// <summary>The number of the request that is answered from now on; below 0: it had none.</summary>
    public void To(int id)
    {
        _id = id;
    }

    /// <summary>Begins a line of a type.</summary>
    public Answer Begin(string type)
    {
        _line.Begin();
        if (_id >= 0) Number("id", _id);
        return Text("type", type);
    }

    /// <summary>Adds a text.</summary>
    public Answer Text(string name, string value)
    {
        byte[] octets = Ascii.Bytes(value);
        return Text(name, octets, octets.Length);
    }

    /// <summary>Adds a text from a part of a buffer.</summary>
    public Answer Text(string name, byte[] value, int count)
    {
        _line.Text(Ascii.Bytes(name), value, 0, count);
        return this;
    }

    /// <summary>Adds a member of an OAuth answer, if it is there.</summary>
    public Answer Text(string name, TokenMember member)
    {
        return member.Count > 0 ? Text(name, member.Octets, member.Count) : this;
    }

    /// <summary>Adds a number.</summary>
    public Answer Number(string name, long value)
    {
        _line.Number(Ascii.Bytes(name), value);
        return this;
    }

    /// <summary>Adds true or false.</summary>
    public Answer Flag(string name, bool value)
    {
        _line.Flag(Ascii.Bytes(name), value);
        return this;
    }

    /// <summary>Adds a moment as RFC 3339 writes it, to the second, in UTC.</summary>
    public Answer Time(string name, long utcSeconds)
    {
        return Text(name, Moment(utcSeconds));
    }

    /// <summary>A moment as RFC 3339 writes it, to the second, in UTC.</summary>
    public static string Moment(long utcSeconds)
    {
        DateTime at = DateTime.UnixEpoch.AddSeconds(utcSeconds);
        string date = at.Year.ToString() + "-" + Two(at.Month) + "-" + Two(at.Day);
        return date + "T" + Two(at.Hour) + ":" + Two(at.Minute) + ":" + Two(at.Second) + "Z";
    }

    /// <summary>Adds a diagnosis.</summary>
    public Answer Diagnosis(Diagnosis diagnosis)
    {
        return Number("diagnosis", (int)diagnosis);
    }

    /// <summary>Adds a provider's reply: its code, enhanced code and text. Nothing if there is none.</summary>
    public Answer Reply(Reply reply)
    {
        if (reply.Code == 0) return this;
        Number("replyCode", reply.Code);
        if (reply.EnhancedClass != 0)
        {
            byte[] enhanced = new byte[16];
            Text("replyEnhanced", enhanced, reply.AppendEnhanced(enhanced, 0));
        }
        return Text("replyText", reply.Text, reply.TextCount);
    }

    /// <summary>Sends the line.</summary>
    public void Send()
    {
        _line.End();
        if (!IsLost) IsLost = _channel == null || !_channel.Write(_line.Octets, 0, _line.Count);
    }

    /// <summary>Sends the answer's last line.</summary>
    /// <param name="error">Why it was not done; None: it was.</param>
    /// <param name="diagnosis">What was found out, where something was tried.</param>
    public void End(ControlError error, Diagnosis diagnosis)
    {
        Begin("end").Flag("ok", error == ControlError.None);
        if (error != ControlError.None)
        {
            byte[] word = ControlErrors.WordOf(error);
            Text("error", word, word.Length);
        }
        if (diagnosis != Status.Diagnosis.None) Diagnosis(diagnosis);
        Send();
    }

    private static string Two(int value)
    {
        return value < 10 ? "0" + value.ToString() : value.ToString();
    }
}
