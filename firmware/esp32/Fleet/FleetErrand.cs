using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>
/// Does one command, in the same way as the control channel does it. The lines that `devicemail` would see there are not wanted here; of a pairing, the code is told, sealed.
/// </summary>
public sealed class FleetErrand : IByteChannel, IPairingPeer
{
    private readonly DeviceParts _parts;
    private readonly FleetCommands _commands;
    private readonly FleetMessages _messages;
    private readonly string _id;
    private readonly byte[] _key;
    private readonly FleetCommand _command;
    private bool _isCodeTold;

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
        ControlRequest request = new ControlRequest(0);
        Answer answer = new Answer();
        answer.Attach(this);
        switch (_command.Verb)
        {
            case "test-mail":
                if (!Recipient(request))
                {
                    diagnosis = Diagnosis.None;
                    return ControlError.NotPossible;
                }
                return new TestMailVerb(_parts).Send(request, answer, out diagnosis);
            case "re-pair": return new PairVerb(_parts).Pair(request, answer, this, out diagnosis);
            default: return new SecretVerbs(_parts, null).Refresh(request, answer, out diagnosis);
        }
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        return 0;
    }

    /// <inheritdoc/>
    public bool Write(byte[] buffer, int offset, int count)
    {
        return true;
    }

    /// <inheritdoc/>
    public bool IsInterrupted(int waitMs)
    {
        Pairing? pairing = _parts.Pairing;
        if (!_isCodeTold && pairing != null)
        {
            string text = TextOf(pairing.UserCode) + "\n" + TextOf(pairing.VerificationUri);
            _commands.Answer(_messages.Result(_key, _command.Nonce, "begun", "", Diagnosis.None, FleetProof.Seal(_key, _id, text)));
        }
        _isCodeTold = true;
        Thread.Sleep(waitMs);
        return false;
    }

    // To the mailbox itself. False: its user is no address, and it has no sender.
    private bool Recipient(ControlRequest request)
    {
        AccountConfiguration account = _parts.Configuration.Account;
        string recipient = account.User.IndexOf('@') > 0 ? account.User : account.SenderAddress;
        if (recipient.Length == 0) return false;
        JsonLine line = new JsonLine(Limits.Path + 64);
        byte[] octets = Ascii.Bytes(recipient);
        line.Begin();
        line.Text(Ascii.Bytes("recipient"), octets, 0, octets.Length);
        line.End();
        request.Feed(line.Octets, 0, line.Count - 1);
        return request.Complete() == ControlError.None;
    }

    private static string TextOf(TokenMember member)
    {
        return System.Text.Encoding.UTF8.GetString(member.Octets, 0, member.Count);
    }
}
