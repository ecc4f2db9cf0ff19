using System;
using System.Collections.Generic;
using System.Globalization;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>What presses mean, looked at every 20 ms as the agent does.</summary>
public class ButtonPressTests
{
    // "d300" held for 300 ms, "u300" not held.
    [Theory]
    [InlineData("u100 d100 u100", "Test")]
    [InlineData("u100 d4900 u100", "Test")]
    [InlineData("u100 d5100 u100", "Pair")]
    [InlineData("u100 d14900 u100", "Pair")]
    [InlineData("u100 d15100 u100", "")]
    [InlineData("u100 d15100 u2000 d200 u100", "Forget")]
    [InlineData("u100 d15100 u9500 d200 u100", "Forget")]
    [InlineData("u100 d15100 u10500 d200 u100", "Test")]
    [InlineData("u100 d15100 u2000 d6000 u100", "Pair")]
    [InlineData("u100 d15100 u2000 d200 u1000 d200 u100", "Forget Test")]
    [InlineData("u100 d15100 u2000 d15100 u1000 d200 u100", "Forget")]
    [InlineData("u100 d300 u300 d300 u100", "Test Test")]
    [InlineData("u100 d61000 u100", "")]
    [InlineData("u100 d61000 u2000 d200 u100", "Test")]
    // Pressed since before the start: a wire without its resistor.
    [InlineData("d20000 u2000", "")]
    [InlineData("d20000 u2000 d200 u100", "Test")]
    // Bouncing: shorter than anything counts.
    [InlineData("u100 d20 u20 d20 u20 d20 u100", "")]
    [InlineData("u100 d20 u20 d20 u20 d3000 u20 d20 u20 d20 u200", "Test")]
    public void A_press_asks_for(string levels, string commands)
    {
        Assert.Equal(commands, string.Join(' ', Played(new ButtonPress(), levels)));
    }

    [Fact]
    public void A_person_is_told_in_time_what_letting_go_would_do()
    {
        var button = new ButtonPress();
        var phases = new List<string>();
        long now = 0;
        foreach ((bool pressed, int ms) in Levels("u100 d16000 u11000"))
        {
            for (int i = 0; i < ms; i += 20, now += 20)
            {
                button.Look(pressed, now);
                string phase = $"{button.Phase}";
                if (phases.Count == 0 || !phases[^1].StartsWith(phase + " ", StringComparison.Ordinal)) phases.Add($"{phase} {now}");
            }
        }
        Assert.Equal(["Idle 0", "Held 140", "HeldToPair 5100", "HeldToForget 15100", "Confirming 16140", "Idle 26100"], phases);
    }

    [Fact]
    public void Each_phase_has_a_light_of_its_own_and_idle_leaves_it_to_the_state()
    {
        Assert.Null(LightPattern.Of(ButtonPhase.Idle));
        Assert.Same(LightPattern.Pressed, LightPattern.Of(ButtonPhase.Held));
        Assert.Same(LightPattern.Of(AgentState.Pairing), LightPattern.Of(ButtonPhase.HeldToPair));
        Assert.Same(LightPattern.ConfirmForget, LightPattern.Of(ButtonPhase.HeldToForget));
        Assert.Same(LightPattern.ConfirmForget, LightPattern.Of(ButtonPhase.Confirming));
    }

    private static List<ButtonCommand> Played(ButtonPress button, string levels)
    {
        var commands = new List<ButtonCommand>();
        long now = 0;
        foreach ((bool pressed, int ms) in Levels(levels))
        {
            for (int i = 0; i < ms; i += 20, now += 20)
            {
                ButtonCommand command = button.Look(pressed, now);
                if (command != ButtonCommand.None) commands.Add(command);
            }
        }
        return commands;
    }

    private static IEnumerable<(bool Pressed, int Ms)> Levels(string levels)
    {
        foreach (string level in levels.Split(' ')) yield return (level[0] == 'd', int.Parse(level[1..], CultureInfo.InvariantCulture));
    }
}
