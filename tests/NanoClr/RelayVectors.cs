using DeviceMailAgent.NanoClr.InMemory;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.NanoClr;

/// <summary>Whole connections through a relay session, between ends in memory.</summary>
public sealed class RelayVectors : Group
{
    private const string Greeting = "220 bridge ESMTP DeviceMailAgent\\r\\n250 bridge\\r\\n";
    private const string Accepted = "250 2.1.0 Sender OK\\r\\n250 2.1.5 Recipient OK\\r\\n354 End data with <CRLF>.<CRLF>\\r\\n";
    private const string Bye = "221 2.0.0 Bye\\r\\n";
    private const string Envelope = "HELO scanner\\r\\nMAIL FROM:<scan@device>\\r\\nRCPT TO:<to@example.org>\\r\\nDATA\\r\\n";

    private readonly Bench _bench = new Bench(MessageRepair.None);

    /// <inheritdoc/>
    public override string Name
    {
        get { return "relay"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        Delivered(checks);
        InPieces(checks);
        KeptLink(checks);
        Smuggling(checks);
        CutOff(checks);
        RecipientRefused(checks);
        Unreachable(checks);
        ConnectionTest(checks);
    }

    private void Delivered(Checks checks)
    {
        Say("Subject: scan\\r\\n\\r\\n..dot\\r\\n.\\r\\nQUIT\\r\\n");
        Heard(checks, "a mail", Greeting + Accepted + "250 2.0.0 Queued\\r\\n" + Bye);
        Trace(checks, "a mail", "ESEAtMRDe");
        checks.Number("relay octets of a mail", 27, _bench.Provider.DataOctets);
        checks.Number("relay diagnosis of a mail", (int)Diagnosis.None, (int)_bench.Around.MailDiagnosis);
        checks.Number("relay recipients of a mail", 1, _bench.Around.MailRecipients);
    }

    private void InPieces(Checks checks)
    {
        for (int piece = 1; piece < 64; piece = piece * 2 + 1)
        {
            _bench.Scanner.PieceMax = piece;
            _bench.Around.Wait();
            Say("Subject: scan\\r\\n\\r\\nline\\r\\n.\\r\\nQUIT\\r\\n");
            Heard(checks, "a mail in pieces of " + piece.ToString(), Greeting + Accepted + "250 2.0.0 Queued\\r\\n" + Bye);
            Trace(checks, "a mail in pieces of " + piece.ToString(), "MRDe");
            checks.Number("relay octets in pieces of " + piece.ToString(), 26, _bench.Provider.DataOctets);
        }
        _bench.Scanner.PieceMax = int.MaxValue;
    }

    // While the link is fresh the scanner's MAIL is answered at once; two mails go over one connection.
    private void KeptLink(Checks checks)
    {
        int opened = _bench.Around.Opened;
        Say("one\\r\\n.\\r\\nMAIL FROM:<scan@device>\\r\\nRCPT TO:<to@example.org>\\r\\nDATA\\r\\ntwo\\r\\n.\\r\\nQUIT\\r\\n");
        Heard(checks, "two mails", Greeting + Accepted + "250 2.0.0 Queued\\r\\n" + Accepted + "250 2.0.0 Queued\\r\\n" + Bye);
        Trace(checks, "two mails", "MRDeMRDe");
        checks.Number("relay opens no second link", opened, _bench.Around.Opened);
        checks.That("relay gave the link back", _bench.Around.IsSettled);
    }

    private void Smuggling(Checks checks)
    {
        Say("one\\n.\\r\\nMAIL FROM:<evil@example.org>\\r\\n.\\r\\nQUIT\\r\\n");
        Heard(checks, "smuggling", Greeting + Accepted + "554 5.6.0 D107 Line ends in this mail could hide a second mail; refused\\r\\n");
        Trace(checks, "smuggling", "MRD");
        checks.Number("relay diagnosis of smuggling", (int)Diagnosis.SmugglingRefused, (int)_bench.Around.MailDiagnosis);
        checks.Number("relay forwards nothing of it", 0, _bench.Provider.DataOctets);
    }

    private void CutOff(Checks checks)
    {
        Say("the scanner is switched off here");
        Heard(checks, "half a mail", Greeting + Accepted);
        checks.Number("relay diagnosis of half a mail", (int)Diagnosis.ScannerLost, (int)_bench.Around.MailDiagnosis);
        checks.That("relay never ends it", _bench.Provider.TraceCount > 0 && _bench.Provider.Trace[_bench.Provider.TraceCount - 1] == (byte)'D');
        checks.That("relay gave the link back after it", _bench.Around.IsSettled);
    }

    private void RecipientRefused(Checks checks)
    {
        byte[] before = _bench.Provider.RecipientReply;
        _bench.Provider.RecipientReply = Octets.From("550 5.1.1 No such mailbox\\r\\n");
        Say("QUIT\\r\\n");
        Heard(checks, "a wrong recipient", Greeting + "250 2.1.0 Sender OK\\r\\n550 5.1.1 D503 No such mailbox\\r\\n503 5.5.1 RCPT first\\r\\n" + Bye);
        Trace(checks, "a wrong recipient", "ESEAtMRX");
        checks.Number("relay diagnosis of a wrong recipient", (int)Diagnosis.RecipientRefused, (int)_bench.Around.MailDiagnosis);
        _bench.Provider.RecipientReply = before;
    }

    private void Unreachable(Checks checks)
    {
        _bench.Provider.IsReachable = false;
        _bench.Around.Link!.Close();
        Say("QUIT\\r\\n");
        Heard(checks, "an unreachable provider", Greeting + "451 4.4.1 D203 Cannot reach the mail provider, try again\\r\\n"
            + "503 5.5.1 MAIL first\\r\\n503 5.5.1 MAIL first\\r\\n" + Bye);
        checks.Number("relay diagnosis of an unreachable provider", (int)Diagnosis.ProviderUnreachable, (int)_bench.Around.MailDiagnosis);
        _bench.Provider.IsReachable = true;
    }

    private void ConnectionTest(Checks checks)
    {
        _bench.Scanner.Say(new byte[0], new byte[0], 0, Octets.From("HELO scanner\\r\\nQUIT\\r\\n"));
        _bench.Run();
        Heard(checks, "a connection test", Greeting + Bye);
        checks.Number("relay notes a connection test", (int)Diagnosis.ConnectionTest, (int)_bench.Around.ScannerDiagnosis);
    }

    private void Say(string data)
    {
        _bench.Scanner.Say(Octets.From(Envelope), new byte[0], 0, Octets.From(data));
        _bench.Run();
    }

    private void Heard(Checks checks, string about, string replies)
    {
        checks.Text("relay says to " + about, replies, _bench.Scanner.Heard, 0, _bench.Scanner.HeardCount);
    }

    private void Trace(Checks checks, string about, string letters)
    {
        checks.Text("relay asks for " + about, letters, _bench.Provider.Trace, 0, _bench.Provider.TraceCount);
    }
}
