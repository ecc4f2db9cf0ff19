using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>Does one command, in the same way as the control channel and the button do it. Of a pairing the code is told, sealed.</summary>
public sealed class FleetErrand : IPairingAsker
{
    private readonly DeviceParts _parts;
    private readonly FleetCommands _commands;
    private readonly FleetMessages _messages;
    private readonly string _id;
    private readonly byte[] _key;
    private readonly FleetCommand _command;

    /// <summary>One command that was found genuine.</summary>
    public FleetErrand(DeviceParts parts, FleetCommands commands, FleetMessages messages, string id, byte[] key, FleetCommand command)
    {
        _parts = parts;
        _commands = commands;
        _messages = messages;
        _id = id;
        _key = key;
        _command = command;
    }

    /// <summary>Does it.</summary>
    public ControlError Do(out Diagnosis diagnosis)
    {
        switch (_command.Verb)
        {
            case "test-mail": return _parts.TestMails.Send((string?)null, null, out diagnosis);
            case "re-pair": return _parts.Pairings.Pair(this, out diagnosis);
            default: return Refresh(out diagnosis);
        }
    }

    /// <inheritdoc/>
    public void CodeIsThere(Pairing pairing)
    {
        string text = TextOf(pairing.UserCode) + "\n" + TextOf(pairing.VerificationUri);
        _commands.Answer(_messages.Result(_key, _command.Nonce, "begun", "", Diagnosis.None, FleetProof.Seal(_key, _id, text)));
    }

    /// <inheritdoc/>
    public void StillWaiting(Pairing pairing)
    {
    }

    /// <inheritdoc/>
    public void Failed(Pairing pairing)
    {
    }

    /// <inheritdoc/>
    public bool HasGone(int waitMs)
    {
        Thread.Sleep(waitMs);
        return false;
    }

    private ControlError Refresh(out Diagnosis diagnosis)
    {
        diagnosis = Diagnosis.None;
        if (_parts.Token == null) return ControlError.NotPossible;
        ProviderLink? link = _parts.Upstream.TakeAside(Limits.LinkWaitMsMax);
        if (link == null) return ControlError.Busy;
        try
        {
            _parts.Upstream.MakeRoom();
            diagnosis = _parts.Token.Renew();
        }
        finally
        {
            _parts.Upstream.Give(link);
        }
        return diagnosis == Diagnosis.None ? ControlError.None : ControlError.Failed;
    }

    private static string TextOf(TokenMember member)
    {
        return System.Text.Encoding.UTF8.GetString(member.Octets, 0, member.Count);
    }
}
