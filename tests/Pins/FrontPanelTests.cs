using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.Screen;
using Xunit;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>A person before the box, with a finger, eyes and a telephone: the whole agent against the sandbox, the board played.</summary>
public class FrontPanelTests
{
    [Fact]
    public async Task Pairing_needs_no_laptop()
    {
        await using AgentRig rig = AgentRig.Start(isPaired: false);
        rig.Until(() => Reading.Word(rig.Glass) == "PAIR ME", "it wants to be paired");
        Assert.Equal("D301", Reading.Line(rig.Glass, 2, 32, 4, 3, 3));
        rig.UntilLight("b");

        rig.Hold(6000);
        string code = rig.WaitForCode(out string link);
        rig.Until(() => rig.Rhythm() is "b-b-b-b-b-b-" or "-b-b-b-b-b-b", "the light says that it is being paired");
        if (link.Length > 0) Assert.StartsWith(rig.Sandbox.VerificationPage.ToString(), link);
        Assert.True(await rig.Sandbox.AnswerDeviceCode(code, approve: true));
        rig.Until(() => Reading.Word(rig.Glass) == "PAIRED", "paired");
        rig.UntilLight("g");

        rig.Hold(300);
        rig.Until(() => Reading.Word(rig.Glass) == "DELIVERED", "the test mail arrives");
        Assert.Contains("@bridge-3f>", MailOf(rig));
    }

    [Fact]
    public async Task A_declined_pairing_says_so_and_another_press_cancels_one()
    {
        await using AgentRig rig = AgentRig.Start(isPaired: false);
        rig.Until(() => Reading.Word(rig.Glass) == "PAIR ME", "it wants to be paired");
        rig.Hold(6000);
        Assert.True(await rig.Sandbox.AnswerDeviceCode(rig.WaitForCode(out _), approve: false));
        rig.Until(() => Reading.Word(rig.Glass) == "FAILED", "the pairing fails");
        Assert.Equal("D314", Reading.Line(rig.Glass, 2, 32, 4, 3, 3));

        rig.Hold(6000);
        rig.WaitForCode(out _);
        rig.Hold(300);
        rig.Until(() => Reading.Word(rig.Glass) == "PAIR ME", "the pairing is over");
        Assert.Empty(rig.Sandbox.Mails);
    }

    [Fact]
    public async Task Fifteen_seconds_and_a_press_forget_the_tokens()
    {
        await using AgentRig rig = AgentRig.Start(isPaired: true);
        rig.Hold(300);
        rig.Until(() => Reading.Word(rig.Glass) == "DELIVERED", "the test mail arrives");

        rig.Hold(16_000);
        rig.Until(() => Reading.Word(rig.Glass) == "PRESS NOW", "a confirmation is asked for");
        // Not confirmed: nothing happens.
        rig.Pass(11_000);
        rig.Until(() => Reading.Word(rig.Glass) != "PRESS NOW", "it is asked for no more");
        rig.Hold(300);
        rig.Until(() => rig.Sandbox.Mails.Count == 2, "the test mail still goes");
        rig.Until(() => Reading.Word(rig.Glass) == "DELIVERED", "and that is said");

        rig.Hold(16_000);
        rig.Until(() => Reading.Word(rig.Glass) == "PRESS NOW", "a confirmation is asked for again");
        rig.Hold(300);
        rig.Until(() => Reading.Word(rig.Glass) == "FORGOTTEN", "the tokens are forgotten");
        rig.UntilLight("b");
        rig.Hold(300);
        rig.Until(() => Reading.Word(rig.Glass) == "FAILED", "no test mail goes any more");
        Assert.Equal(2, rig.Sandbox.Mails.Count);
    }

    [Fact]
    public async Task A_panel_that_is_pulled_off_and_put_on_again_shows_on_and_an_end_leaves_the_box_dark()
    {
        await using AgentRig rig = AgentRig.Start(isPaired: true);
        rig.Until(() => Reading.Word(rig.Glass) == "READY", "ready");
        rig.Board.Panel.IsGone = true;
        rig.Hold(300);
        rig.Until(() => rig.Sandbox.Mails.Count == 1, "mail goes on without a screen");
        int transfers = rig.Board.Panel.Transfers;
        rig.Board.Panel.IsGone = false;
        rig.Until(() => rig.Board.Panel.Transfers > transfers + 8 && Reading.Word(rig.Glass).Length > 0, "the screen is back");
        rig.Stop();
        Assert.False(rig.Board.Panel.IsOn);
        Assert.Equal("", rig.Light);
    }

    private static string MailOf(AgentRig rig) => File.ReadAllText(Assert.Single(rig.Sandbox.Mails).File!);
}
