using System.Threading;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi;

/// <summary>Lets the thread sleep.</summary>
internal sealed class ThreadPause : IPause
{
    public void Wait(int milliseconds)
    {
        Thread.Sleep(milliseconds);
    }
}
