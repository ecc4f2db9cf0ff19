using System;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Status;

/// <summary>Prints Diagnosis.chart.md: every number, what it makes of the agent's state and light, and what a scanner hears.</summary>
public class DiagnosisChartTests
{
    [Fact]
    public void The_chart_says_what_every_diagnosis_leads_to()
    {
        var chart = new Chart("Diagnoses", "Printed by DiagnosisChartTests. The numbers stay the same for ever: panels show them and people look them up.");
        chart.Section("What a number leads to");
        chart.Header("Number", ["Name", "Family", "Agent's state", "The scanner hears, where it keeps the link from opening"]);
        foreach (Diagnosis diagnosis in Enum.GetValues<Diagnosis>())
        {
            if (diagnosis == Diagnosis.None) continue;
            Diagnosis family = DiagnosisFamily.Of(diagnosis);
            chart.Row($"D{(int)diagnosis}", [diagnosis.ToString(), family == diagnosis ? "" : family.ToString(), AgentStatus.StateOf(diagnosis).ToString(), Heard(diagnosis)]);
        }
        chart.Section("What a state looks like");
        chart.Header("State", ["Red", "Green", "Blue", "Blinks"]);
        foreach (AgentState state in Enum.GetValues<AgentState>())
        {
            LightPattern light = LightPattern.Of(state);
            chart.Row(state.ToString(), [On(light.Red), On(light.Green), On(light.Blue), light.Blinks == 0 ? "steady" : light.Blinks == LightPattern.Endless ? "without a pause" : light.Blinks.ToString()]);
        }
        chart.Check("tests/Core/Status/Diagnosis.chart.md");
    }

    // 2xx to 4xx keep a link from opening. The tokens' seam may fail with any of them, which is the shortest way to hear each.
    private static string Heard(Diagnosis diagnosis)
    {
        if ((int)diagnosis < 200 || (int)diagnosis >= 500) return "";
        var rig = new Rig();
        rig.Secrets.Failures.Enqueue(diagnosis);
        rig.Scanner.Says("MAIL FROM:<a@b.c>");
        rig.Run();
        string reply = rig.Scanner.Replies[1];
        Assert.True(reply[0] == '4' && reply.Contains($" D{(int)diagnosis} ", StringComparison.Ordinal), reply);
        return reply;
    }

    private static string On(bool on)
    {
        return on ? "on" : "";
    }
}
