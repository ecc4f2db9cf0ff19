using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Transcripts;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail replay</c>: plays the scanner of a transcript against a device or any other SMTP server and shows where the replies' codes differ. Exit
/// codes: 0 none does, 1 one does, 64 wrong arguments or no transcript, 69 the server cannot be reached.
/// </summary>
internal static class ReplayCommand
{
    private const int ReplyMsMax = 60_000;

    private static readonly Argument<string> File = new("file") { Description = "A transcript, as `devicemail record` writes it" };
    private static readonly Option<string> To = new("--to") { Description = "The device or host, with its port: 192.168.7.2:2525", Required = true };
    private static readonly Option<string?> Recipient = new("--recipient") { Description = "Who gets the mail instead of the transcript's recipients: a device that works does deliver it" };
    private static readonly Option<string?> Sender = new("--sender") { Description = "Who sends it instead of the transcript's sender" };
    private static readonly Option<string?> Lang = Languages.Option();

    private static readonly Phrase NoTranscript = new("{0} is no transcript: {1}", "{0} は記録ファイルではありません: {1}");
    private static readonly Phrase NoServer = new("{0} does not answer: {1} Look at address and port, and whether the device runs.", "{0} に接続できません: {1} アドレスとポート、機器の動作を確認してください。");
    private static readonly Phrase NoTo = new("--to takes a host and a port, such as 192.168.7.2:2525, not {0}.", "--to には 192.168.7.2:2525 のようにホストとポートを指定してください ({0} は使えません)。");
    private static readonly Phrase Same = new("No reply differs from the transcript: {0} replies.", "応答はすべて記録と一致しました ({0} 件)。");
    private static readonly Phrase Differ = new("{0} of {1} replies differ from the transcript.", "{1} 件中 {0} 件の応答が記録と異なります。");
    private static readonly Phrase Expected = new("transcript", "記録");
    private static readonly Phrase Heard = new("heard", "実際");
    private static readonly Phrase Closed = new("(closed)", "(切断)");

    public static Command Create()
    {
        var command = new Command("replay", "Plays a recorded scanner against a device or host and shows where replies differ; exit code 1 if one does") { File, To, Recipient, Sender, Lang };
        command.SetAction((line, cancellation) => Task.Run(() => Run(line), cancellation));
        return command;
    }

    private static int Run(ParseResult line)
    {
        Language language = Languages.Of(line.GetValue(Lang));
        Terminal.LeaveLinesAlone();
        string file = line.GetValue(File)!;
        Transcript transcript;
        try
        {
            transcript = Transcript.Parse(Path.GetFileName(file), System.IO.File.ReadAllText(file), Parts(file));
        }
        catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
        {
            return Fail(NoTranscript, language, file, failure.Message, ExitCodes.Usage);
        }
        string to = line.GetValue(To)!;
        int colon = to.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(to.AsSpan(colon + 1), out int port)) return Fail(NoTo, language, to, "", ExitCodes.Usage);
        using var client = new TcpClient { NoDelay = true, ReceiveTimeout = ReplyMsMax, SendTimeout = ReplyMsMax };
        try
        {
            client.Connect(to[..colon].Trim('[', ']'), port);
        }
        catch (SocketException failure)
        {
            return Fail(NoServer, language, to, failure.Message.TrimEnd('.') + ".", ExitCodes.Unavailable);
        }
        return Play(transcript, client, line, language);
    }

    // A transcript of the project's has its parts beside its folder; a recorded one needs none.
    private static string Parts(string file)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string? above = Path.GetDirectoryName(folder);
        return above != null && Directory.Exists(Path.Combine(above, "parts")) ? above : folder;
    }

    private static int Play(Transcript transcript, TcpClient client, ParseResult line, Language language)
    {
        Stream stream = client.GetStream();
        int replies = 0, differing = 0;
        if (transcript["tls"] == "at-once") stream = Secure(stream);
        Line[] lines = transcript.Lines.Where(said => said.Speaker is Speaker.Scanner or Speaker.AgentToScanner).ToArray();
        // What was there before the greeting stands behind it.
        if (transcript["speaks"] == "first") lines = [.. lines.Skip(1).TakeWhile(said => said.Speaker == Speaker.Scanner), lines[0], .. lines.Skip(1).SkipWhile(said => said.Speaker == Speaker.Scanner)];
        string command = "";
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Event is "closes" or "silent" or "tls fails") break;
            if (lines[i].Event == "tls") stream = Secure(stream);
            else if (lines[i].Speaker == Speaker.Scanner)
            {
                command = Encoding.Latin1.GetString(lines[i].Octets).TrimEnd('\r', '\n');
                if (!Write(stream, Addressed(lines[i].Octets, line))) break;
            }
            else
            {
                string expected = Encoding.Latin1.GetString(lines[i].Octets).TrimEnd('\r', '\n');
                // One reply, however many lines it has here or there.
                if (expected.Length > 3 && expected[3] == '-') continue;
                string heard = Read(stream);
                replies++;
                if (heard.Length >= 3 && heard[..3] == expected[..3]) continue;
                differing++;
                Show(command, expected, heard, language);
                if (heard.Length == 0) break;
            }
        }
        AnsiConsole.WriteLine(differing == 0 ? Text(Same, language, $"{replies}", "") : Text(Differ, language, $"{differing}", $"{replies}"));
        return differing == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    // Only the addresses of MAIL and RCPT: what the scanner's mail says of itself stays what it was.
    private static byte[] Addressed(byte[] octets, ParseResult line)
    {
        string text = Encoding.Latin1.GetString(octets);
        string? address = text.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase) ? line.GetValue(Sender) : text.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase) ? line.GetValue(Recipient) : null;
        if (address == null) return octets;
        int start = text.IndexOf(':', StringComparison.Ordinal) + 1;
        while (start < text.Length && text[start] is ' ' or '<') start++;
        int end = text.AsSpan(start).IndexOfAny("> \r\n");
        return start == 0 || end < 0 ? octets : Encoding.Latin1.GetBytes(text[..start] + address + text[(start + end)..]);
    }

    // A device's certificate is its own; there is nobody to vouch for it, and scanners do not ask.
    private static SslStream Secure(Stream stream)
    {
        var tls = new SslStream(stream, false, (_, _, _, _) => true);
        tls.AuthenticateAsClient("");
        return tls;
    }

    private static bool Write(Stream stream, byte[] octets)
    {
        try
        {
            stream.Write(octets);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // The reply's last line; empty: the server closed, or said nothing for a minute.
    private static string Read(Stream stream)
    {
        var text = new StringBuilder();
        try
        {
            while (true)
            {
                int octet = stream.ReadByte();
                if (octet < 0) return "";
                if (octet != '\n')
                {
                    text.Append((char)octet);
                    continue;
                }
                string reply = text.ToString().TrimEnd('\r');
                if (reply.Length < 4 || reply[3] != '-') return reply;
                text.Clear();
            }
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            return "";
        }
    }

    private static void Show(string command, string expected, string heard, Language language)
    {
        // A login is not for a screen, not even an invented one.
        string shown = command.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) ? string.Join(' ', command.Split(' ').Take(2)) : command;
        AnsiConsole.WriteLine(shown.Length > 70 ? shown[..70] + "..." : shown);
        foreach ((Phrase label, string reply) in (IEnumerable<(Phrase, string)>)[(Expected, expected), (Heard, heard.Length == 0 ? Closed.In(language) : heard)])
        {
            string name = label.In(language);
            foreach (string row in Columns.Wrap(reply, Terminal.Columns() - 14))
            {
                AnsiConsole.WriteLine("  " + name + new string(' ', 12 - Columns.Width(name)) + row);
                name = "";
            }
        }
    }

    private static string Text(Phrase phrase, Language language, string first, string second) =>
        phrase.In(language).Replace("{0}", first, StringComparison.Ordinal).Replace("{1}", second, StringComparison.Ordinal);

    private static int Fail(Phrase phrase, Language language, string first, string second, int code)
    {
        foreach (string row in Columns.Wrap(Text(phrase, language, first, second), Terminal.Columns())) Console.Error.WriteLine(row);
        return code;
    }
}
