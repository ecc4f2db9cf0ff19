using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Pairing;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary><c>devicemail pair</c> in a terminal, as the technician sees it.</summary>
public sealed partial class PairScreenTests
{
    [Theory]
    [InlineData("en", "Waiting,")]
    [InlineData("ja", "待機中")]
    public async Task The_code_is_read_from_a_ladder_and_the_test_mail_arrives(string language, string waiting)
    {
        await using Desk desk = await Desk.Start();
        await using TerminalWindow window = desk.Window(24, "pair", "--lang", language);
        string screen = await window.Shows(waiting);
        string code = CodeOn(screen);

        // A small terminal, and the QR code above it all: what the person needs is in sight all the same.
        string visible = window.Visible();
        Assert.Contains(desk.Sandbox.VerificationPage.ToString(), visible);
        Assert.Contains(waiting, visible);
        IReadOnlyList<string> letters = BlockLetters.Of(code, 78, ascii: false)!;
        Assert.All(letters, row => Assert.Contains("  " + row, visible));
        Assert.True(await desk.Sandbox.AnswerDeviceCode(code, approve: true));
        (int ended, screen) = await window.Ends();
        Assert.Equal(0, ended);
        Assert.Single(desk.Sandbox.Mails);
        Screens.Same("pair." + language, screen, (code, "BCDFGHJKL"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task A_wait_that_smells_of_a_policy_says_so_and_B_takes_the_other_way(string language)
    {
        await using Desk desk = await Desk.Start(new SandboxOptions { Faults = ["device-code-blocked"] });
        await using TerminalWindow window = desk.Window(50, "pair", "--lang", language, "--ca", desk.Sandbox.CaFile);
        string code = CodeOn(await window.Shows("Ctrl+C"));

        // The person does all that is asked, and the browser says no. The device hears nothing of it.
        Assert.False(await desk.Sandbox.AnswerDeviceCode(code, approve: true));
        window.Press("Enter");
        await window.Shows("devicemail pair --flow authorization-code");
        window.Press("B");
        await window.Shows("http://localhost:");
        window.Press("C-c");
        (int ended, string screen) = await window.Ends();
        Assert.Equal(130, ended);
        screen = Ssh().Replace(Start().Replace(Seconds().Replace(screen, "N $1"), "http://localhost:PORT/start"), "ssh -L PORT:127.0.0.1:PORT HOST");
        Screens.Same("pair-blocked." + language, screen, (code, "BCDFGHJKL"));
    }

    [Fact]
    public async Task A_declined_sign_in_is_explained()
    {
        await using Desk desk = await Desk.Start();
        await using TerminalWindow window = desk.Window(60, "pair", "--lang", "en", "--ascii");
        string code = CodeOn(await window.Shows("Waiting,"));
        Assert.All(BlockLetters.Of(code, 78, ascii: true)!, row => Assert.Contains(row, window.All()));
        Assert.DoesNotContain('█', window.All());
        Assert.True(await desk.Sandbox.AnswerDeviceCode(code, approve: false));
        (int ended, string screen) = await window.Ends();
        Assert.Equal(1, ended);
        screen = Hashes().Replace(screen, "  <blocks>\n");
        Screens.Same("pair-declined.en", screen, (code, "BCDFGHJKL"));
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_device_as_it_was_and_free_for_another_try()
    {
        await using Desk desk = await Desk.Start();
        await using (TerminalWindow window = desk.Window(40, "pair", "--lang", "en"))
        {
            await window.Shows("Waiting,");
            window.Press("C-c");
            (int ended, string screen) = await window.Ends();
            Assert.Equal(130, ended);
            Assert.Contains("Stopped. The device is as it was before.", screen);
        }

        ChildProcess again = desk.StartTool("pair", "--json", "--no-test-mail");
        string code = Desk.Lines(await again.Says("\"code\""))[0]["userCode"]!.GetValue<string>();
        Assert.True(await desk.Sandbox.AnswerDeviceCode(code, approve: true));
        Assert.Equal(0, await again.Ends());
    }

    private static string CodeOn(string screen)
    {
        Match match = Code().Match(screen);
        Assert.True(match.Success, screen);
        return match.Groups[1].Value;
    }

    [GeneratedRegex(@"^  ([A-Z]{6,12})$", RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\d+ ?(s|秒)")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"http://localhost:\d+/start")]
    private static partial Regex Start();

    [GeneratedRegex(@"ssh -L \d+:127\.0\.0\.1:\d+ \S+")]
    private static partial Regex Ssh();

    [GeneratedRegex(@"^(?:[ #]*#[ #]*\n)+", RegexOptions.Multiline)]
    private static partial Regex Hashes();
}
