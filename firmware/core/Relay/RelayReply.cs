using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// What the scanner hears when the agent itself cannot go on. Always a 4yz where waiting, pairing or an administrator can
/// cure it: the mail is all right, and a scanner that keeps it may send it again.
/// </summary>
internal static class RelayReply
{
    private static readonly string CannotReach = "451 4.4.1 ";
    private static readonly string CannotReachText = " Cannot reach the mail provider, try again\r\n";
    private static readonly string ConnectionLost = "451 4.4.2 ";
    private static readonly string ConnectionLostText = " Connection to the mail provider lost; nothing was sent, try again\r\n";
    private static readonly string UnknownText = " Connection lost at the end of the mail; it may have arrived, look before sending again\r\n";
    private static readonly string Busy = "451 4.3.2 ";
    private static readonly string BusyText = " Mail provider is busy, try again\r\n";
    private static readonly string CannotLogIn = "454 4.7.0 ";
    private static readonly string CannotLogInText = " This relay cannot log in at the mail provider\r\n";
    private static readonly string EightBit = "554 5.6.3 ";
    private static readonly string EightBitText = " The mail provider does not take 8-bit mail\r\n";

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

    private static int Compose(byte[] buffer, string codes, Diagnosis diagnosis, string text)
    {
        int end = Ascii.Append(buffer, 0, codes);
        buffer[end++] = (byte)'D';
        end = Ascii.AppendDecimal(buffer, end, (int)diagnosis);
        return Ascii.Append(buffer, end, text);
    }
}
