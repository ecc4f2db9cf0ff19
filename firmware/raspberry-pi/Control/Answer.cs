using System;
using System.Globalization;
using System.Text;
using DeviceMailAgent.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>The lines of one answer. Each line is sent as a whole; when the peer is gone the rest is not sent, and nobody waits for it.</summary>
internal sealed class Answer
{
    private readonly JsonLine _line = new JsonLine(ControlLimits.AnswerLine);
    private IControlChannel? _channel;
    private int _id;

    /// <summary>True once a line could not be sent.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Who will receive the answers.</summary>
    public void Attach(IControlChannel channel)
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

    public Answer Text(string name, string value)
    {
        byte[] octets = Encoding.UTF8.GetBytes(value);
        return Text(name, octets, octets.Length);
    }

    public Answer Text(string name, byte[] value, int count)
    {
        _line.Text(Encoding.UTF8.GetBytes(name), value, 0, count);
        return this;
    }

    /// <summary>A member of an OAuth answer, if it is there.</summary>
    public Answer Text(string name, TokenMember member)
    {
        return member.Count > 0 ? Text(name, member.Octets, member.Count) : this;
    }

    public Answer Number(string name, long value)
    {
        _line.Number(Encoding.UTF8.GetBytes(name), value);
        return this;
    }

    public Answer Flag(string name, bool value)
    {
        _line.Flag(Encoding.UTF8.GetBytes(name), value);
        return this;
    }

    /// <summary>A moment as RFC 3339 writes it, to the second, in UTC.</summary>
    public Answer Time(string name, DateTime utc)
    {
        return Text(name, utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    public Answer Diagnosis(Diagnosis diagnosis)
    {
        return Number("diagnosis", (int)diagnosis);
    }

    /// <summary>A provider's reply: its code, enhanced code and text. Nothing if there is none.</summary>
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
        if (!IsLost) IsLost = !_channel!.Write(_line.Octets, 0, _line.Count);
    }

    /// <summary>Sends the answer's last line.</summary>
    public void End(Outcome outcome)
    {
        Begin("end").Flag("ok", outcome.Error == ControlError.None);
        if (outcome.Error != ControlError.None)
        {
            byte[] word = ControlErrors.WordOf(outcome.Error);
            Text("error", word, word.Length);
        }
        if (outcome.Diagnosis != Status.Diagnosis.None) Diagnosis(outcome.Diagnosis);
        Send();
    }
}

/// <summary>How a request ended.</summary>
internal readonly struct Outcome
{
    public static readonly Outcome Done = new Outcome(ControlError.None, Diagnosis.None);

    private Outcome(ControlError error, Diagnosis diagnosis)
    {
        Error = error;
        Diagnosis = diagnosis;
    }

    public ControlError Error { get; }

    public Diagnosis Diagnosis { get; }

    /// <summary>It was not tried.</summary>
    public static Outcome Refused(ControlError error)
    {
        return new Outcome(error, Diagnosis.None);
    }

    /// <summary>It was tried; None: with success.</summary>
    public static Outcome Of(Diagnosis diagnosis)
    {
        return new Outcome(diagnosis == Diagnosis.None ? ControlError.None : ControlError.Failed, diagnosis);
    }
}
