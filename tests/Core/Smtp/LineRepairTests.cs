using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>Bare LF, long lines and NUL: every short mail in every cutting, and texts whose lines are alike and are not.</summary>
public class LineRepairTests
{
    private static readonly MessageRepair Repairs = new(LinePolicy.Repair, false, false, false, false);
    private static readonly MessageRepair Refuses = new(LinePolicy.Refuse, false, false, true, true);

    [Theory]
    [InlineData(".\r\na", 8)]
    [InlineData(".\r\n\0a", 6)]
    public void Every_short_mail_in_every_cutting_becomes_what_the_reference_says_and_hides_no_end(string alphabet, int lengthMax)
    {
        var repaired = new RepairedLines(Repairs);
        List<LenientReader> readers = LenientReader.All();
        foreach (byte[] mail in Octets.AllStrings(alphabet, lengthMax))
        {
            string expected = "";
            for (int cutting = 0; cutting < (mail.Length == 0 ? 1 : 1 << (mail.Length - 1)); cutting++)
            {
                int cuts = cutting;
                string made = repaired.Run(mail, mail.Length, behind => (cuts & (1 << (behind - 1))) != 0);
                if (repaired.Data.Status == DataStatus.Smuggling) continue;
                if (cutting == 0) expected = Expected(mail, repaired.Data);
                if (made != expected) Assert.Fail($"{Octets.Show(Octets.Text(mail))} in cutting {Convert.ToString(cutting, 2)} becomes {Octets.Show(made)} and not {Octets.Show(expected)}");
            }
            if (repaired.Data.Status != DataStatus.Smuggling) CheckThatNothingIsHidden(readers, expected, repaired.Data.Status);
        }
    }

    // What is forwarded before the refusal of a smuggling mail is not ended by anybody either: octet by octet forwards most.
    [Fact]
    public void What_went_out_of_a_smuggling_mail_has_no_end()
    {
        var repaired = new RepairedLines(Repairs);
        List<LenientReader> readers = LenientReader.All();
        foreach (byte[] mail in Octets.AllStrings(".\r\n\0a", 6))
        {
            string made = repaired.Run(mail, mail.Length, _ => true);
            if (repaired.Data.Status == DataStatus.Smuggling) CheckThatNothingIsHidden(readers, made, DataStatus.Smuggling);
        }
    }

    [Theory]
    [InlineData("one line", "a\nb\r\n.\r\n", "a\r\nb\r\n.\r\n")]
    [InlineData("every line", "a\n\nb\n\r\n.\r\n", "a\r\n\r\nb\r\n\r\n.\r\n")]
    [InlineData("LF CR LF", "a\n\r\nb\r\n.\r\n", "a\r\n\r\nb\r\n.\r\n")]
    [InlineData("a bare CR stays", "a\rb\r\n.\r\n", "a\rb\r\n.\r\n")]
    [InlineData("CR before CRLF stays", "a\r\r\n.\r\n", "a\r\r\n.\r\n")]
    [InlineData("a dot that nobody stuffed", "a\n.b\r\n.\r\n", "a\r\n..b\r\n.\r\n")]
    [InlineData("a dot that was stuffed", "a\n..b\r\n.\r\n", "a\r\n..b\r\n.\r\n")]
    [InlineData("a dot behind CRLF", "a\r\n.b\r\n.\r\n", "a\r\n.b\r\n.\r\n")]
    [InlineData("LF first", "\na\r\n.\r\n", "\r\na\r\n.\r\n")]
    [InlineData("NUL before LF", "a\0\nb\r\n.\r\n", "a\0\r\nb\r\n.\r\n")]
    public void A_bare_LF_becomes_CRLF(string name, string mail, string expected)
    {
        byte[] octets = Octets.Of(mail);
        var repaired = new RepairedLines(Repairs);
        for (int piece = 1; piece <= mail.Length; piece++)
            Assert.True(repaired.Run(octets, octets.Length, behind => behind % piece == 0) == expected, name);
        Assert.Equal(mail != expected, repaired.Lines.HasBareLf);
        var passed = new RepairedLines(MessageRepair.None);
        Assert.Equal(mail, passed.Run(octets, octets.Length, _ => true));
        Assert.False(passed.Lines.HasBareLf || passed.Lines.IsRefused);
    }

    [Theory]
    [InlineData(998, false)]
    [InlineData(999, true)]
    [InlineData(5000, true)]
    public void A_line_has_at_most_998_octets(int length, bool isLong)
    {
        string line = new('x', length);
        foreach (string end in new[] { "\r\n", "\n" })
        {
            // Alone, behind lines of another length, and many of the same length.
            foreach (string mail in new[] { line + end, "a\r\n" + line + end + "b\r\n", string.Concat(Enumerable.Repeat(line + end, 5)) })
            {
                foreach (int piece in new[] { 1, 7, 997, 998, 999, 1000, 1001, 4000 })
                {
                    var repaired = new RepairedLines(Repairs);
                    byte[] octets = Octets.Of(mail + ".\r\n");
                    if (end == "\n") octets = Octets.Of(mail + "\r\n.\r\n");
                    repaired.Run(octets, octets.Length, behind => behind % piece == 0);
                    Assert.Equal((isLong, end == "\n", false), (repaired.Lines.HasLongLine, repaired.Lines.HasBareLf, repaired.Lines.HasNul));
                }
            }
        }
    }

    [Theory]
    [InlineData("a\nb\r\n.\r\n", true)]
    [InlineData("a\0b\r\n.\r\n", true)]
    [InlineData("\0", true)]
    [InlineData("a\r\n\0\r\n.\r\n", true)]
    [InlineData("a\rb\r\n.\r\n", false)]
    [InlineData("\r\n.\r\n", false)]
    public void What_is_refused_is_refused_at_once(string mail, bool isRefused)
    {
        byte[] octets = Octets.Of(mail);
        for (int piece = 1; piece <= mail.Length; piece++)
        {
            var repaired = new RepairedLines(Refuses);
            string made = repaired.Run(octets, octets.Length, behind => behind % piece == 0);
            Assert.Equal(isRefused, repaired.Lines.IsRefused);
            if (isRefused) Assert.DoesNotContain(".\r\n", made, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_line_without_end_is_refused_before_its_end()
    {
        var repaired = new RepairedLines(Refuses);
        byte[] octets = Octets.Of(new string('x', 3000));
        string made = repaired.Run(octets, octets.Length, behind => behind % 100 == 0);
        Assert.True(repaired.Lines.IsRefused);
        Assert.True(made.Length <= 1000);
    }

    // Lines of equal length are passed over by the block: here they are broken by others in every way that random texts find.
    [Fact]
    public void Texts_of_equal_and_unequal_lines_become_what_the_reference_says()
    {
        var random = new Random(20261123);
        var repaired = new RepairedLines(Repairs);
        for (int round = 0; round < 3000; round++)
        {
            string mail = RandomText(random) + "\r\n.\r\n";
            byte[] octets = Octets.Of(mail);
            int piece = random.Next(4) == 0 ? octets.Length : random.Next(1, 400);
            string made = repaired.Run(octets, octets.Length, behind => behind % piece == 0);
            string expected = RepairedLines.Reference(mail);
            if (made != expected) Assert.Fail($"round {round}: {Octets.Show(mail)}\nbecomes\n{Octets.Show(made)}\nand not\n{Octets.Show(expected)}");
            Assert.Equal(expected != mail, repaired.Lines.HasBareLf);
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        byte[] clean = Octets.Of(string.Concat(Enumerable.Repeat(new string('J', 76) + "\r\n", 500)));
        byte[] bare = Octets.Of(string.Concat(Enumerable.Repeat(new string('J', 76) + "\n", 500)));
        byte[][] chunks = [clean, bare];
        var lines = new LineRepair();
        NoAllocation.During(() =>
        {
            lines.Begin(Repairs);
            foreach (byte[] chunk in chunks)
            {
                for (int at = 0; at < chunk.Length;) at += lines.Next(chunk, at, chunk.Length - at) + lines.Skip;
            }
        });
    }

    private static string Expected(byte[] mail, DataScanner data)
    {
        data.Reset();
        int mine = data.Scan(mail, 0, mail.Length);
        string whole = RepairedLines.Reference(Octets.Text(mail));
        if (mine == mail.Length) return whole;
        // Behind the end, or held back: looked at for what a dot is followed by, not forwarded.
        return RepairedLines.Reference(Octets.Text(mail, 0, mine));
    }

    private static void CheckThatNothingIsHidden(List<LenientReader> readers, string made, DataStatus status)
    {
        byte[] octets = Octets.Of(made);
        int trueDot = status == DataStatus.Complete ? octets.Length - 3 : -1;
        foreach (LenientReader reader in readers)
        {
            int dot = reader.DotOfEnd(octets, octets.Length);
            if (dot >= 0 && dot != trueDot) Assert.Fail($"{Octets.Show(made)} goes out, and a server that reads {reader.Name} ends it at octet {dot}");
        }
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        int usual = random.Next(1, 30);
        int lines = random.Next(1, 60);
        for (int i = 0; i < lines; i++)
        {
            int length = random.Next(6) == 0 ? random.Next(0, 40) : usual;
            if (random.Next(5) == 0) text.Append('.', Math.Min(length, random.Next(1, 3)));
            text.Append('x', length);
            if (random.Next(12) == 0) text.Append(random.Next(2) == 0 ? "y\nz" : "\r");
            // A dot alone on a line would be refused.
            text.Append(random.Next(8) == 0 ? "w\n" : "w\r\n");
        }
        return text.ToString();
    }
}
