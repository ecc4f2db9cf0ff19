using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// What the scanner hears when the agent itself cannot go on. Always a 4yz where waiting, pairing or an administrator can
/// cure it: the mail is all right, and a scanner that keeps it may send it again.
/// </summary>
internal static class RelayReply
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

    /// <summary>Composes the reply for a diagnosis of the 200s to 400s, or for 8-bit mail.</summary>
    /// <param name="buffer">Room for 160 octets.</param>
    /// <param name="diagnosis">Why the agent cannot go on.</param>
    /// <returns>The reply's length with its CRLF.</returns>
    internal static int Compose(byte[] buffer, Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.OutcomeUnknown: return Compose(buffer, ConnectionLost, diagnosis, UnknownText);
            case Diagnosis.ProviderLost:
            case Diagnosis.ProviderSilent: return Compose(buffer, ConnectionLost, diagnosis, ConnectionLostText);
            case Diagnosis.ProviderBusy:
            case Diagnosis.NoFreeConnection:
            case Diagnosis.MailsPerMinuteReached:
            case Diagnosis.TooManyConnections: return Compose(buffer, Busy, diagnosis, BusyText);
            case Diagnosis.EightBitNotOffered: return Compose(buffer, EightBit, diagnosis, EightBitText);
            default:
                if ((int)diagnosis < 300) return Compose(buffer, CannotReach, diagnosis, CannotReachText);
                return Compose(buffer, CannotLogIn, diagnosis, CannotLogInText);
        }
    }

    private static int Compose(byte[] buffer, byte[] codes, Diagnosis diagnosis, byte[] text)
    {
        int end = Ascii.Append(buffer, 0, codes);
        buffer[end++] = (byte)'D';
        end = Ascii.AppendDecimal(buffer, end, (int)diagnosis);
        return Ascii.Append(buffer, end, text);
    }
}
