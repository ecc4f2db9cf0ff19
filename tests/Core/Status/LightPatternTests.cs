using System;
using System.Collections.Generic;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Status;

/// <summary>How states look, told from the light alone.</summary>
public class LightPatternTests
{
    [Fact]
    public void A_state_is_told_apart_by_its_blinks_alone()
    {
        var seen = new Dictionary<string, AgentState>();
        foreach (AgentState state in Enum.GetValues<AgentState>())
        {
            string rhythm = Watched(LightPattern.Of(state), 0);
            Assert.True(seen.TryAdd(rhythm, state), $"{state} and {seen.GetValueOrDefault(rhythm)} blink alike: {rhythm}");
        }
        Assert.True(seen.TryAdd(Watched(LightPattern.Pressed, 0), 0));
        Assert.True(seen.TryAdd(Watched(LightPattern.ConfirmForget, 0), 0));
    }

    [Theory]
    [InlineData(AgentState.Ready, "on")]
    [InlineData(AgentState.Sending, "on250 off2000")]
    [InlineData(AgentState.ProviderUnreachable, "on250 off250 on250 off250 on250 off2000")]
    [InlineData(AgentState.Pairing, "on250 off250")]
    public void A_person_who_counts_sees(AgentState state, string expected)
    {
        LightPattern pattern = LightPattern.Of(state);
        // What is seen goes on and on.
        Assert.Equal(expected, Watched(pattern, 0));
        Assert.Equal(expected, Watched(pattern, 1000L * pattern.PeriodMs));
        Assert.Equal(expected, Watched(pattern, int.MaxValue / pattern.PeriodMs * (long)pattern.PeriodMs * 3));
    }

    [Fact]
    public void Every_colour_but_off_stands_for_a_state_and_no_state_is_dark()
    {
        foreach (AgentState state in Enum.GetValues<AgentState>())
        {
            LightPattern pattern = LightPattern.Of(state);
            Assert.True(pattern.Red || pattern.Green || pattern.Blue);
        }
        Assert.Equal("off", Watched(LightPattern.Pressed, 0));
        Assert.Equal("on100 off100", Watched(LightPattern.ConfirmForget, 0));
    }

    // One period in a person's words, looked at every millisecond.
    private static string Watched(LightPattern pattern, long fromMs)
    {
        var words = new List<string>();
        int lasting = 0;
        for (int ms = 0; ms < pattern.PeriodMs; ms++)
        {
            bool isLit = pattern.IsLit(fromMs + ms);
            lasting++;
            bool isEnd = ms + 1 == pattern.PeriodMs || pattern.IsLit(fromMs + ms + 1) != isLit;
            if (!isEnd) continue;
            words.Add((isLit ? "on" : "off") + (lasting == pattern.PeriodMs ? "" : lasting.ToString()));
            lasting = 0;
        }
        return string.Join(' ', words);
    }
}
