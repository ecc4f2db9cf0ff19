using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>A scanner's command lines (RFC 5321 4.1), as tidy as scanners are.</summary>
public sealed class CommandVectors : Group
{
    private readonly Command _command = new Command();

    /// <inheritdoc/>
    public override string Name
    {
        get { return "command"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        Path(checks, "MAIL FROM:<scan@example.org>", Verb.Mail, "scan@example.org");
        Path(checks, "mail from: scan@example.org", Verb.Mail, "scan@example.org");
        Path(checks, "Mail From : < scan@example.org > SIZE=1", Verb.Mail, "scan@example.org");
        Path(checks, "MAIL FROM:<>", Verb.Mail, "");
        Path(checks, "RCPT TO:<@relay.example,@other.example:to@example.org>", Verb.Rcpt, "to@example.org");
        Path(checks, "RCPT TO:<\"a > b\"@example.org> NOTIFY=NEVER", Verb.Rcpt, "\"a > b\"@example.org");
        Wrong(checks, "RCPT TO:<>", CommandProblem.Argument);
        Wrong(checks, "MAIL FROM <scan@example.org>", CommandProblem.Argument);
        Wrong(checks, "MAIL FROM:<scan@example.org", CommandProblem.Argument);
        Wrong(checks, "MAIL TO:<scan@example.org>", CommandProblem.Argument);
        Wrong(checks, "MAIL FROM:<a\\0b@example.org>", CommandProblem.Octets);
        Wrong(checks, "MAIL FROM:<a\\rb@example.org>", CommandProblem.Octets);
        Parameters(checks, "MAIL FROM:<a@b> SIZE=4711 BODY=8BITMIME", 4711, true);
        Parameters(checks, "MAIL FROM:<a@b> body=8bitmime size=1x", -1, true);
        Parameters(checks, "MAIL FROM:<a@b> FUTURE=yes", -1, false);
        Arguments(checks);
        Verbs(checks);
        LongPath(checks);
    }

    private void Path(Checks checks, string line, Verb verb, string path)
    {
        byte[] octets = Parse(line);
        checks.Number("command verb of " + line, (int)verb, (int)_command.Verb);
        checks.Text("command path of " + line, path, octets, _command.PathOffset, _command.PathCount);
    }

    private void Wrong(Checks checks, string line, CommandProblem problem)
    {
        Parse(line);
        checks.Number("command refuses " + line, (int)problem, (int)_command.Problem);
    }

    private void Parameters(Checks checks, string line, long size, bool isEightBitMime)
    {
        Parse(line);
        checks.Number("command size of " + line, size, _command.Size);
        checks.That("command body of " + line, _command.IsEightBitMime == isEightBitMime);
    }

    private void Arguments(Checks checks)
    {
        byte[] octets = Parse("AUTH  PLAIN AHVzZXIAcGFzcw== ");
        checks.Text("command argument", "PLAIN", octets, _command.ArgumentOffset, _command.ArgumentCount);
        checks.Text("command rest", "AHVzZXIAcGFzcw==", octets, _command.RestOffset, _command.RestCount);
        octets = Parse("EHLO [192.0.2.7]");
        checks.Text("command name in EHLO", "[192.0.2.7]", octets, _command.ArgumentOffset, _command.ArgumentCount);
    }

    private void Verbs(Checks checks)
    {
        string[] lines = { "HELO a", "ehlo a", "DATA", "RSET", "NOOP", "QUIT", "AUTH LOGIN", "STARTTLS", "VRFY a", "HELP", "EXPN a", "GET / HTTP/1.1" };
        Verb[] verbs =
        {
            Verb.Helo, Verb.Ehlo, Verb.Data, Verb.Rset, Verb.Noop, Verb.Quit, Verb.Auth, Verb.StartTls, Verb.Vrfy, Verb.Help,
            Verb.Unknown, Verb.Unknown,
        };
        for (int i = 0; i < lines.Length; i++)
        {
            Parse(lines[i]);
            checks.Number("command verb of " + lines[i], (int)verbs[i], (int)_command.Verb);
        }
    }

    private void LongPath(Checks checks)
    {
        byte[] line = new byte[300];
        for (int i = 0; i < line.Length; i++) line[i] = (byte)'a';
        Ascii.Append(line, 0, Ascii.Bytes("RCPT TO:<"));
        line[9 + Limits.Path - 2] = (byte)'>';
        _command.Parse(line, 0, 9 + Limits.Path - 1);
        checks.Number("command takes the longest path", (int)CommandProblem.None, (int)_command.Problem);
        line[9 + Limits.Path - 2] = (byte)'a';
        line[9 + Limits.Path - 1] = (byte)'>';
        _command.Parse(line, 0, 9 + Limits.Path);
        checks.Number("command refuses a longer one", (int)CommandProblem.PathTooLong, (int)_command.Problem);
    }

    private byte[] Parse(string line)
    {
        byte[] octets = Octets.From(line);
        _command.Parse(octets, 0, octets.Length);
        return octets;
    }
}
