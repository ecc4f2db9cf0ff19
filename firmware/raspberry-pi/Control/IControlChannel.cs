using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>One connection of the control channel: unix socket, TLS or serial line.</summary>
internal interface IControlChannel : IByteChannel
{
    /// <summary>How long a read waits for its first octet, in milliseconds; below 0: for ever.</summary>
    int ReadTimeoutMs { set; }

    /// <summary>Waits until something can be read, or the peer has gone. False: neither happened in time.</summary>
    bool HasInput(int waitMs);

    /// <summary>Closes at once. May be called twice and from another thread.</summary>
    void Close();
}
