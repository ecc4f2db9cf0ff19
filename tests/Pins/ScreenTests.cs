using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>What stands on the screen, compared with the committed pictures.</summary>
public class ScreenTests
{
    public static TheoryData<string> Names => new(Screens.All.Select(screen => screen.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_status_looks_like_its_picture(string name)
    {
        Picture.Check(Painted(name), name);
    }

    [Fact]
    public void Every_letter_of_the_font_looks_like_itself()
    {
        var font = new Font();
        var canvas = new Canvas();
        for (int row = 0; row < 6; row++)
        {
            byte[] letters = [.. Enumerable.Range(32 + row * 16, 16).Select(letter => (byte)letter)];
            font.Draw(canvas, 0, row * 10, letters, 0, letters.Length, 1, 1);
        }
        Picture.Check(canvas, "font");
    }

    [Fact]
    public void No_two_letters_are_drawn_alike_and_unknown_ones_are_question_marks()
    {
        var seen = new Dictionary<string, byte>();
        for (byte letter = 32; letter < 127; letter++)
        {
            string drawn = Letter(letter);
            Assert.True(seen.TryAdd(drawn, letter), $"{(char)letter} is drawn as {(char)seen.GetValueOrDefault(drawn)}");
        }
        Assert.Equal(Letter((byte)'?'), Letter(200));
        Assert.Equal(Letter((byte)'?'), Letter(7));
    }

    [Fact]
    public void A_painter_that_drew_other_screens_before_draws_the_same()
    {
        ScreenPainter[] painters = [new(false), new(true)];
        var canvas = new Canvas();
        foreach ((string name, ScreenStatus status) in Screens.All.Concat(Screens.All.Reverse()))
        {
            painters[Screens.IsJapanese(name) ? 1 : 0].Paint(status, canvas);
            Assert.True(canvas.Octets.AsSpan().SequenceEqual(Painted(name).Octets), name);
        }
    }

    [Fact]
    public void Painting_allocates_nothing()
    {
        var painter = new ScreenPainter(false);
        var canvas = new Canvas();
        foreach ((_, ScreenStatus status) in Screens.All) painter.Paint(status, canvas);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Screens.All.Count; i++) painter.Paint(Screens.All[i].Status, canvas);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Whatever_a_status_says_is_drawn_without_a_fault()
    {
        var painter = new ScreenPainter(false);
        var canvas = new Canvas();
        foreach (AgentState state in Enum.GetValues<AgentState>())
        {
            foreach (Diagnosis diagnosis in Enum.GetValues<Diagnosis>())
            {
                ScreenStatus status = Screens.Status(state, diagnosis);
                status.Name = Screens.Octets(new string('w', 63));
                status.Delivered = status.Refused = status.LastMailSeconds = status.LastMailOctets = long.MaxValue;
                painter.Paint(status, canvas);
            }
        }
        foreach (int length in new[] { 1, 2, 9, 11, 12, 40, 200 })
        {
            foreach (int shown in new[] { 0, 9 })
                painter.Paint(Screens.Pairing(new string('W', length), "https://" + new string('m', length), shown: shown), canvas);
        }
    }

    // Run with DEVICEMAIL_ACCEPT_PICTURES=1 this makes hardware/screens.png anew; look at it then.
    [Fact]
    public void The_contact_sheet_in_hardware_shows_these_screens()
    {
        string file = Path.Combine(Repository.Root, "hardware", "screens.png");
        Png sheet = Sheet.Of([.. Screens.All.Select(screen => (screen.Name, Painted(screen.Name)))]);
        if (Picture.IsAccepting) sheet.Save(file);
        Png committed = Png.Load(file);
        Assert.Equal((sheet.Width, sheet.Height), (committed.Width, committed.Height));
        Assert.True(sheet.Points.SequenceEqual(committed.Points), $"hardware/screens.png is not of these screens. Make it anew with {Picture.AcceptVariable}=1.");
    }

    internal static Canvas Painted(string name) => Painted(Screens.All.Single(screen => screen.Name == name).Status, Screens.IsJapanese(name));

    internal static Canvas Painted(ScreenStatus status, bool isJapanese = false)
    {
        var canvas = new Canvas();
        new ScreenPainter(isJapanese).Paint(status, canvas);
        return canvas;
    }

    private static string Letter(byte letter)
    {
        var canvas = new Canvas();
        new Font().Draw(canvas, 0, 0, [letter], 0, 1, 1, 1);
        return Picture.Of(canvas);
    }
}
