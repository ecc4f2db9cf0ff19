using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Status;

/// <summary>README's table of lights is printed from the patterns that drive the LED.</summary>
public class LightTableTests
{
    private const string Begin = "<!-- lights: printed by tests/Core LightTableTests -->\n";
    private const string End = "<!-- lights end -->\n";

    private static readonly Dictionary<AgentState, string> Meanings = new()
    {
        [AgentState.Ready] = "ready",
        [AgentState.Sending] = "a mail is on its way",
        [AgentState.Attention] = "the last mail was refused, or something needs care soon; mail goes on",
        [AgentState.ProviderUnreachable] = "no way to the provider or its token endpoint",
        [AgentState.NotAllowedToSend] = "the provider does not let this mailbox send",
        [AgentState.NeedsPairing] = "needs pairing: hold the button for 5 seconds, or `devicemail pair`",
        [AgentState.Misconfigured] = "the configuration cannot work",
        [AgentState.Booting] = "starting",
        [AgentState.Pairing] = "pairing: someone is signing in just now",
    };

    [Fact]
    public void The_readme_shows_every_light()
    {
        var table = new StringBuilder("| light | meaning |\n|---|---|\n");
        foreach ((AgentState state, string meaning) in Meanings) Row(table, LightPattern.Of(state), meaning);
        Row(table, LightPattern.Pressed, "the button is held; at 5 s it blinks as for pairing, at 15 s as below: let go then");
        Row(table, LightPattern.ConfirmForget, "one more short press within 10 s makes it forget its tokens");
        Assert.Equal(Enum.GetValues<AgentState>().Length, Meanings.Count);
        string file = Path.Combine(Repository.Root, "README.md");
        string readme = File.ReadAllText(file).ReplaceLineEndings("\n");
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = readme.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, "README.md has lost the marks around the table of lights: " + Begin + End);
        if (Environment.GetEnvironmentVariable(Chart.AcceptVariable) == "1")
        {
            File.WriteAllText(file, readme[..begin] + table + readme[end..]);
            return;
        }
        Assert.Equal(table.ToString(), readme[begin..end]);
    }

    private static void Row(StringBuilder table, LightPattern light, string meaning)
    {
        table.Append("| ").Append(Colour(light)).Append(Rhythm(light)).Append(" | ").Append(meaning).Append(" |\n");
    }

    private static string Rhythm(LightPattern light)
    {
        switch (light.Blinks)
        {
            case 0: return light.IsLit(0) ? ", steady" : "";
            case 1: return ", 1 blink";
            case LightPattern.Endless: return light.PeriodMs < 2 * LightPattern.BlinkMs ? ", flickering" : ", blinking without a pause";
            default: return $", {light.Blinks} blinks";
        }
    }

    private static string Colour(LightPattern light) => (light.Red, light.Green, light.Blue) switch
    {
        (false, false, false) => "dark",
        (true, true, true) => "white",
        (true, true, false) => "yellow",
        (true, false, true) => "magenta",
        (true, false, false) => "red",
        (false, false, true) => "blue",
        (false, true, false) => "green",
        _ => throw new InvalidOperationException("a colour without a name"),
    };
}
