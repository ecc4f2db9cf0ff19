using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>
/// Tests that measure run while no other does: the first time that two threads want one lock, the runtime makes an event for it,
/// and whose mail that falls on is chance.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone
{
}
