using System;
using System.Net;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>The <c>page</c> part: where the status page is served, and to whom.</summary>
internal sealed class PageConfiguration
{
    public required IPAddress Address { get; init; }

    public required int Port { get; init; }

    /// <summary>Who may read it.</summary>
    public required AddressRange[] Allow { get; init; }

    /// <summary>True if mailboxes and the scanners' network addresses are shown too.</summary>
    public bool ShowsAddresses { get; init; }

    public bool Allows(IPAddress address)
    {
        return Array.Exists(Allow, range => range.Contains(address));
    }
}
