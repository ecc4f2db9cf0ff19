using System.Threading;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>Lets a session's thread wait; the others go on.</summary>
public sealed class ThreadPause : IPause
{
    /// <inheritdoc/>
    public void Wait(int milliseconds)
    {
        if (milliseconds > 0) Thread.Sleep(milliseconds);
    }
}
