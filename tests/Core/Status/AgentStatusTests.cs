using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Status;

/// <summary>What the light says after what happened.</summary>
public class AgentStatusTests
{
    // A row: what happens, then the state and the diagnosis. "b" mail began, "e503" mail with data ended so, "m503" mail without data,
    // "p" provider ready, "f304" provider failed, "l" listening, "P" pairing began, "Q0" it ended.
    [Theory]
    [InlineData("", AgentState.Booting, 0)]
    [InlineData("l", AgentState.Ready, 0)]
    [InlineData("p", AgentState.Ready, 0)]
    [InlineData("l b", AgentState.Sending, 0)]
    [InlineData("l b b e0", AgentState.Sending, 0)]
    [InlineData("l b b e0 e0", AgentState.Ready, 0)]
    [InlineData("l b e503", AgentState.Attention, 503)]
    [InlineData("l m503", AgentState.Attention, 503)]
    [InlineData("l m503 b", AgentState.Sending, 503)]
    [InlineData("l m503 b e0", AgentState.Ready, 0)]
    [InlineData("l m503 p", AgentState.Attention, 503)]
    [InlineData("l m101", AgentState.Ready, 0)]
    [InlineData("l f202", AgentState.ProviderUnreachable, 202)]
    [InlineData("l f202 p", AgentState.Ready, 0)]
    [InlineData("l f202 b", AgentState.ProviderUnreachable, 202)]
    [InlineData("l f202 m503", AgentState.ProviderUnreachable, 202)]
    [InlineData("l f202 f304", AgentState.NeedsPairing, 304)]
    [InlineData("l f304 f202", AgentState.NeedsPairing, 304)]
    [InlineData("l f304 p", AgentState.Ready, 0)]
    [InlineData("l f301 f304", AgentState.NeedsPairing, 304)]
    [InlineData("l f402", AgentState.NotAllowedToSend, 402)]
    [InlineData("l f407", AgentState.Attention, 407)]
    [InlineData("l f204", AgentState.Attention, 204)]
    [InlineData("f204", AgentState.Booting, 0)]
    [InlineData("f304 l", AgentState.NeedsPairing, 304)]
    [InlineData("l f601", AgentState.Misconfigured, 601)]
    [InlineData("l f301 P", AgentState.Pairing, 301)]
    [InlineData("l f301 P Q0", AgentState.Ready, 0)]
    [InlineData("l f304 P Q313", AgentState.NeedsPairing, 304)]
    [InlineData("l f601 P", AgentState.Pairing, 601)]
    [InlineData("l f601 P Q0", AgentState.Misconfigured, 601)]
    [InlineData("l f402 P Q0", AgentState.NotAllowedToSend, 402)]
    [InlineData("l P b e0 f202", AgentState.Pairing, 202)]
    public void Follows_what_happens(string happenings, AgentState state, int diagnosis)
    {
        var status = new AgentStatus();
        foreach (string happening in happenings.Split(' ', System.StringSplitOptions.RemoveEmptyEntries)) Happen(status, happening);
        Assert.Equal((state, (Diagnosis)diagnosis), (status.State, status.Diagnosis));
    }

    private static void Happen(AgentStatus status, string happening)
    {
        Diagnosis diagnosis = happening.Length == 1 ? Diagnosis.None : (Diagnosis)int.Parse(happening[1..]);
        switch (happening[0])
        {
            case 'l': status.Listening(); break;
            case 'b': status.MailBegan(); break;
            case 'e': status.MailEnded(diagnosis, true); break;
            case 'm': status.MailEnded(diagnosis, false); break;
            case 'P': status.PairingBegan(); break;
            case 'Q': status.PairingEnded(diagnosis); break;
            case 'p': status.ProviderReady(); break;
            default: status.ProviderFailed(diagnosis); break;
        }
    }
}
