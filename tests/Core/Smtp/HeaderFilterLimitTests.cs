using System;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>Header sections, fields and lines over the header filter's limits: they go on as they came, and what is to be taken out is.</summary>
public class HeaderFilterLimitTests
{
    // Lengths around the buffer's: a field that is gathered, one that passes, one that is dropped, a line that is no field.
    [Theory]
    [InlineData("From: <a@b.c>{0}|")]
    [InlineData("From: <a@b.c>|  {0}|")]
    [InlineData("From: <a@b.c>|  {0}|  and more|")]
    [InlineData("From: <a@b.c>|  {0}|\tx|  and more|To: <d@e.f>|")]
    [InlineData("X-Long: {0}|")]
    [InlineData("X-Long: {0}| folded|")]
    [InlineData("X-Long: 1| {0}|To: <d@e.f>|")]
    public void Long_lines_pass_as_they_came(string form)
    {
        foreach (int length in new[] { 900, 990, 1000, 1001, 1005, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025, 2000, 5000 })
        {
            string mail = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, new string('x', length)).Replace("|", "\r\n", StringComparison.Ordinal);
            HeaderRepair repair = new HeaderRepair().Rewrites("never").From("a@b.c");
            string added = HeaderRepair.Date + (mail.StartsWith("From", StringComparison.Ordinal) ? "" : "From: <a@b.c>\r\n") + HeaderRepair.MessageId;
            foreach (int piece in new[] { int.MaxValue, 1, 2, 3, 7, 512, 1023, 1024, 1025 })
            {
                Assert.Equal(mail + added + "\r\npage\r\n", repair.Run(mail + "\r\npage\r\n", piece));
                bool isGathered = mail.StartsWith("From", StringComparison.Ordinal);
                if (!isGathered || length >= Limits.HeaderField) Assert.Equal(isGathered, repair.Filter.IsOverLimit);
            }
        }
    }

    [Theory]
    [InlineData("Bcc: {0}|", "")]
    [InlineData("Bcc: 1|  {0}|\t2|", "")]
    [InlineData("{0}|", "|{0}|")]
    [InlineData("From: <x@y.z>|{0}|", "|{0}|")]
    public void Long_lines_that_are_dropped_or_begin_the_body(string form, string expected)
    {
        foreach (int length in new[] { 1000, 1015, 1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025, 3000 })
        {
            string text = new('x', length);
            foreach (int piece in new[] { int.MaxValue, 1, 3, 1000, 1024 })
            {
                HeaderRepair repair = new HeaderRepair().Rewrites("never").From("a@b.c");
                Assert.Equal(HeaderRepair.Lines(HeaderRepair.Whole + expected, text), repair.Run(HeaderRepair.Lines(HeaderRepair.Whole + form, text), piece));
            }
        }
    }

    [Fact]
    public void A_header_section_over_its_limit_goes_on_as_it_is()
    {
        string line = "X-Filler: " + new string('f', 88) + "\r\n";
        string filler = string.Concat(Enumerable.Repeat(line, Limits.HeaderSection / line.Length + 1));
        string rest = "Bcc: <late@x>\r\nX-More: 1\r\nno field\r\n\r\nbody\r\n";
        foreach (int piece in new[] { int.MaxValue, 4096, 100 })
        {
            HeaderRepair repair = new HeaderRepair().Rewrites("if-different").From("a@b.c");
            string mail = "Bcc: <early@x>\r\n" + filler + rest;
            Assert.Equal(filler + rest, repair.Run(mail, piece));
            Assert.True(repair.Filter.IsOverLimit);
        }
    }

    [Fact]
    public void A_list_of_hidden_recipients_is_taken_out_however_long_it_is()
    {
        string list = "Bcc: <0@x>" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $",\r\n <{i}@x>")) + "\r\n";
        HeaderRepair repair = new HeaderRepair().From("a@b.c");
        Assert.True(list.Length > Limits.HeaderSection);
        Assert.DoesNotContain("@x>", repair.Run(HeaderRepair.Lines(HeaderRepair.Whole) + list + "\r\nbody\r\n"), StringComparison.Ordinal);
    }
}
