using System;
using DeviceMailAgent.Core.Tests.Support;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>From, Sender and Reply-To: malformed, rewritten, missing, and in octets that nobody understands. "|" is a line end, as in HeaderFilterTests.</summary>
public class HeaderFilterOriginatorTests
{
    [Theory]
    [InlineData("scanner@contoso.com <scanner@contoso.com>", "\"scanner@contoso.com\" <scanner@contoso.com>")]
    [InlineData("scanner@contoso.com  <other@contoso.com>", "\"scanner@contoso.com\" <other@contoso.com>")]
    [InlineData("Scanner@3F, left <a@b.c>", null)] // two mailboxes, or one: not ours to guess
    [InlineData("Scanner, 3F <a@b.c>", "\"Scanner, 3F\" <a@b.c>")]
    [InlineData("Scanner: \\3F; <a@b.c>", "\"Scanner: \\\\3F;\" <a@b.c>")]
    [InlineData("Scan \"3F\" @ office <a@b.c>", "\"Scan 3F @ office\" <a@b.c>")]
    [InlineData("Scanner a@b.c", "Scanner <a@b.c>")]
    [InlineData("\"Scanner, 3F\" a@b.c", "\"Scanner, 3F\" <a@b.c>")]
    [InlineData("Scanner <a@b.c", "Scanner <a@b.c>")]
    [InlineData("Scanner", "Scanner <a@b.c>")]
    [InlineData("Scanner, 3F", "\"Scanner, 3F\" <a@b.c>")]
    [InlineData("Scanner <>", "Scanner <a@b.c>")]
    [InlineData("\"scanner@contoso.com\" <a@b.c>", null)]
    [InlineData("Scanner <a@b.c>", null)]
    [InlineData("<a@b.c>", null)]
    [InlineData("a@b.c", null)]
    [InlineData("a@b.c (Scanner @ 3F)", null)]
    [InlineData("Scanner (me@home, or not) <a@b.c>", null)]
    [InlineData("\"quoted \\\" and < @ , >\" <a@b.c>", null)]
    [InlineData("One <a@b.c>, Two <d@e.f>", null)]
    [InlineData("a@b.c, d@e.f", null)]
    [InlineData("=?iso-8859-1?Q?Scan@3F?= <a@b.c>", null)]
    [InlineData("\"never closed <a@b.c>", null)]
    [InlineData("Scanner|\t<a@b.c>", null)]
    [InlineData("scanner@contoso.com| <scanner@contoso.com>", "\"scanner@contoso.com\" <scanner@contoso.com>")]
    public void Puts_a_malformed_From_right(string from, string? expected)
    {
        string rest = "Date: x|Message-ID: <1@s>|";
        HeaderRepair.CheckInEveryPiece(new HeaderRepair().Rewrites("never").From("a@b.c"), "From: " + from + "|" + rest + "|", "From: " + (expected ?? from) + "|" + rest + "|");
    }

    // The account sends as scans@contoso.com.
    [Theory]
    [InlineData("if-different", "From: <scans@contoso.com>|", "From: <scans@contoso.com>|", "")]
    [InlineData("if-different", "From: Scanner <SCANS@contoso.com>|", "From: Scanner <SCANS@contoso.com>|", "")]
    [InlineData("if-different", "From: Scanner <dev@lan>|", "From: Scanner <scans@contoso.com>|", "Reply-To: <dev@lan>|")]
    [InlineData("if-different", "From: dev@lan|", "From: <scans@contoso.com>|", "Reply-To: <dev@lan>|")]
    [InlineData("if-different", "From: dev@lan <dev@lan>|", "From: \"dev@lan\" <scans@contoso.com>|", "Reply-To: <dev@lan>|")]
    [InlineData("if-different", "From: \"Scan, 3F\"| <dev@lan>|", "From: \"Scan, 3F\" <scans@contoso.com>|", "Reply-To: <dev@lan>|")]
    [InlineData("if-different", "From: Scanner|", "From: Scanner <scans@contoso.com>|", "")]
    [InlineData("if-different", "From: One <1@x>, <2@x>|", "From: <scans@contoso.com>|", "Reply-To: <1@x>|")]
    [InlineData("if-different", "From: dev@lan|Reply-To: <boss@contoso.com>|", "From: <scans@contoso.com>|Reply-To: <boss@contoso.com>|", "")]
    [InlineData("if-different", "Reply-To: <boss@contoso.com>|From: dev@lan|", "Reply-To: <boss@contoso.com>|From: <scans@contoso.com>|", "")]
    [InlineData("if-different", "From: dev@lan|Reply-To: |", "From: <scans@contoso.com>|", "Reply-To: <dev@lan>|")]
    [InlineData("if-different", "From: dev@lan|Sender: Dev <dev@lan>|", "From: <scans@contoso.com>|Sender: Dev <scans@contoso.com>|", "Reply-To: <dev@lan>|")]
    [InlineData("if-different", "From: scans@contoso.com|Sender: <scans@contoso.com>|", "From: scans@contoso.com|Sender: <scans@contoso.com>|", "")]
    [InlineData("if-different", "From: dev\x01@lan|", "From: <scans@contoso.com>|", "")]
    [InlineData("always", "From: Scanner <scans@contoso.com>|", "From: <scans@contoso.com>|", "")]
    [InlineData("always", "From: Scanner <dev@lan>|Sender: Dev <dev@lan>|", "From: <scans@contoso.com>|Sender: <scans@contoso.com>|", "Reply-To: <dev@lan>|")]
    public void Writes_the_accounts_sender_and_keeps_the_scanners_in_Reply_To(string rewrite, string header, string expected, string added)
    {
        string rest = "Date: x|Message-ID: <1@s>|";
        HeaderRepair.CheckInEveryPiece(new HeaderRepair().Rewrites(rewrite).From("dev@lan"), header + rest + "|page|", expected + rest + added + "|page|");
    }

    // The address of a mail without From: the sender that the provider is told, or the best that is known.
    [Theory]
    [InlineData("never", "dev@lan", "scans@contoso.com", "user@contoso.com", "From: <dev@lan>|")]
    [InlineData("never", "", "scans@contoso.com", "user@contoso.com", "From: <scans@contoso.com>|")]
    [InlineData("never", "dev", "", "user@contoso.com", "From: <user@contoso.com>|")]
    [InlineData("never", "", "", "apikey", "")]
    [InlineData("if-different", "dev@lan", "shared@contoso.com", "user@contoso.com", "From: <shared@contoso.com>|")]
    [InlineData("always", "dev@lan", "shared@contoso.com", "user@contoso.com", "From: <shared@contoso.com>|")]
    public void Adds_a_From(string rewrite, string reversePath, string sender, string user, string expected)
    {
        HeaderRepair repair = new HeaderRepair().Rewrites(rewrite).From(reversePath);
        repair.Origin.Sender = Octets.Of(sender);
        repair.Origin.User = Octets.Of(user);
        HeaderRepair.CheckInEveryPiece(repair, "Date: x|Message-ID: <1@s>||", "Date: x|Message-ID: <1@s>|" + expected + "|");
    }

    // Octets that no rule of RFC 5322 knows. They go on as they came, and what looks like a sign among them is none.
    [Theory]
    [InlineData("Shift_JIS", "\x83\x58\x83\x4c\x83\x83\x83\x69\x81\x40\x95\x5c")]
    [InlineData("Shift_JIS with @ and backslash as second octets", "\x83\x40\x95\x5c\x83\x40")]
    [InlineData("ISO-2022-JP", "\x1b$B%9%-%c%J!<\x1b(B")]
    [InlineData("ISO-2022-JP with quotes, brackets and @ among its octets", "\x1b$B!\"<@\"><,:;()\x1b(B")]
    [InlineData("Latin-1", "Ger\xe4t f\xfcr B\xfcro")]
    [InlineData("UTF-8", "Ger\xc3\xa4t \xe3\x82\xb9\xe3\x82\xad")]
    public void Raw_octets_pass_unharmed(string name, string raw)
    {
        foreach (string written in new[] { raw, "\"" + raw + "\"" })
        {
            string header = "Subject: " + raw + "|To: " + raw + " <d@e.f>|From: " + written + " <a@b.c>|Date: x|Message-ID: <1@s>|";
            HeaderRepair.CheckInEveryPiece(new HeaderRepair().Rewrites("never").From("a@b.c"), header + "|" + raw + "|", header + "|" + raw + "|");
            if (written != raw && raw.EndsWith('\x5c')) continue; // what reads as an escaped quotation mark is nobody's to decide
            string rewritten = header.Replace("<a@b.c>", "<scans@contoso.com>", StringComparison.Ordinal);
            HeaderRepair.CheckInEveryPiece(new HeaderRepair().Rewrites("if-different").From("a@b.c"), header + "|", rewritten + "Reply-To: <a@b.c>||");
        }
        Assert.NotEmpty(name);
    }
}
