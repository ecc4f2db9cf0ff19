using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// What the scanner hears when the agent itself cannot go on. Always a 4yz where waiting, pairing or an administrator can
/// cure it: the mail is all right, and a scanner that keeps it may send it again.
/// </summary>
internal sealed class RelayReply
{
    private static readonly byte[] CannotReach = Ascii.Bytes("451 4.4.1 ");
    private static readonly byte[] CannotReachText = Ascii.Bytes(" Cannot reach the mail provider, try again\r\n");
    private static readonly byte[] ConnectionLost = Ascii.Bytes("451 4.4.2 ");
    private static readonly byte[] ConnectionLostText = Ascii.Bytes(" Connection to the mail provider lost; nothing was sent, try again\r\n");
    private static readonly byte[] UnknownText = Ascii.Bytes(" Connection lost at the end of the mail; it may have arrived, look before sending again\r\n");
    private static readonly byte[] Busy = Ascii.Bytes("451 4.3.2 ");
    private static readonly byte[] BusyText = Ascii.Bytes(" Mail provider is busy, try again\r\n");
    private static readonly byte[] CannotLogIn = Ascii.Bytes("454 4.7.0 ");
    private static readonly byte[] CannotLogInText = Ascii.Bytes(" This relay cannot log in at the mail provider\r\n");
    private static readonly byte[] EightBit = Ascii.Bytes("554 5.6.3 ");
    private static readonly byte[] EightBitText = Ascii.Bytes(" The mail provider does not take 8-bit mail\r\n");

    /// <summary>The reply; the first <see cref="Count"/> octets.</summary>
    internal byte[] Octets { get; } = new byte[160];

    /// <summary>Length of the reply with its CRLF.</summary>
    internal int Count { get; private set; }

    /// <summary>Composes the reply for a diagnosis of the 200s to 400s, or for 8-bit mail.</summary>
    internal void Compose(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.OutcomeUnknown: Compose(ConnectionLost, diagnosis, UnknownText); break;
            case Diagnosis.ProviderLost:
            case Diagnosis.ProviderSilent: Compose(ConnectionLost, diagnosis, ConnectionLostText); break;
            case Diagnosis.ProviderBusy:
            case Diagnosis.NoFreeConnection:
            case Diagnosis.MailsPerMinuteReached:
            case Diagnosis.TooManyConnections: Compose(Busy, diagnosis, BusyText); break;
            case Diagnosis.EightBitNotOffered: Compose(EightBit, diagnosis, EightBitText); break;
            default:
                if ((int)diagnosis < 300) Compose(CannotReach, diagnosis, CannotReachText);
                else Compose(CannotLogIn, diagnosis, CannotLogInText);
                break;
        }
    }

    private void Compose(byte[] codes, Diagnosis diagnosis, byte[] text)
    {
        int end = Ascii.Append(Octets, 0, codes);
        Octets[end++] = (byte)'D';
        end = Ascii.AppendDecimal(Octets, end, (int)diagnosis);
        Count = Ascii.Append(Octets, end, text);
    }
}
