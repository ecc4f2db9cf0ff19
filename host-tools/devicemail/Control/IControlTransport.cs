using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Control;

/// <summary>A way to a device.</summary>
internal interface IControlTransport : IAsyncDisposable
{
    /// <summary>True where octets of others may arrive: what does not belong to the answer is passed over.</summary>
    bool IsNoisy { get; }

    /// <summary>SHA-256 of the certificate that the device showed; null where there is none. With one, the device wants a proof.</summary>
    byte[]? CertificateHash { get; }

    /// <summary>Opens the way.</summary>
    /// <exception cref="ControlException">It cannot be opened.</exception>
    Task<Stream> Open(CancellationToken cancellation);
}
