using System.Net;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>
/// Remembers how clients of <c>auto</c> listeners begin. SMTP's server speaks first, TLS's client does; so a client that may be
/// either has to be given a moment. One that has been seen to wait for the greeting is not kept waiting again, and one that was
/// greeted by mistake is given the moment the next time.
/// </summary>
internal sealed class ClientHabits
{
    private const int Places = 64;
    private const byte Unknown = 0;
    private const byte WaitsForGreeting = 1;
    // Once seen with TLS it stays so: several devices behind one address may differ.
    private const byte MayBeginTls = 2;

    private readonly int[] _clients = new int[Places];
    private readonly byte[] _habits = new byte[Places];

    /// <summary>How long to wait for a first octet before greeting, in milliseconds.</summary>
    public int PatienceMs(IPAddress client)
    {
        lock (_habits)
        {
            return Find(client, out int place) && _habits[place] == WaitsForGreeting ? 0 : PlatformLimits.FirstOctetMs;
        }
    }

    /// <summary>Takes note of how a client began.</summary>
    public void Note(IPAddress client, bool beganTls)
    {
        lock (_habits)
        {
            if (!Find(client, out int place)) _habits[place] = Unknown;
            _clients[place] = client.GetHashCode();
            if (beganTls) _habits[place] = MayBeginTls;
            else if (_habits[place] == Unknown) _habits[place] = WaitsForGreeting;
        }
    }

    // Two clients in one place only cost each other the moment.
    private bool Find(IPAddress client, out int place)
    {
        int hash = client.GetHashCode();
        place = (int)((uint)hash % Places);
        return _habits[place] != Unknown && _clients[place] == hash;
    }
}
