using System;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Status;

/// <summary>How states look.</summary>
public class LightPatternTests
{
    [Fact]
    public void A_state_is_told_apart_by_its_blinks_alone()
    {
        foreach (AgentState one in Enum.GetValues<AgentState>())
        {
            Assert.Equal(one, LightPattern.Of(one).State);
            foreach (AgentState other in Enum.GetValues<AgentState>())
                Assert.True(one == other || LightPattern.Of(one).Blinks != LightPattern.Of(other).Blinks, $"{one} and {other} blink alike");
        }
    }
}
