using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// What the scanner hears when the agent itself cannot go on. Always a 4yz where waiting, pairing or an administrator can
/// cure it: the mail is all right, and a scanner that keeps it may send it again.
/// </summary>
internal sealed class RelayReply
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

    private void Compose(string codes, Diagnosis diagnosis, string text)
    {
        int end = Ascii.Append(Octets, 0, codes);
        Octets[end++] = (byte)'D';
        end = Ascii.AppendDecimal(Octets, end, (int)diagnosis);
        Count = Ascii.Append(Octets, end, text);
    }
}
