using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DeviceMailAgent.Core.Tests.Support;
using Xunit;

namespace DeviceMailAgent.Transcripts;

/// <summary>
/// <c>devicemail record</c> and <c>replay</c> as a technician uses them: real clients, and one that is as odd as the oddest scanner, talk to the tool. What
/// it writes has none of what was secret, says what the client does, and is a transcript like those in this folder.
/// </summary>
public sealed partial class RecordTests : IDisposable
{
    private const string Password = "Planted-Pass-8417";
    private const string User = "planteduser";
    private const string Secret = "plantedbodytext";
    private const int MsMax = 60_000;

    private static readonly string[] Planted =
    [
        Password, User, Secret, "anna.geheim", "contract", "Vertrag",
        .. new[] { Password, User, "\0" + User + "\0" + Password }.Select(text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=')),
    ];

    private readonly List<Process> _started = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("devicemail-record-").FullName;

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    public static TheoryData<string, string, int[]> Clients { get; } = new()
    {
        { "swaks", "--server 127.0.0.1 --port {port} --helo mfp.office.example --auth LOGIN --auth-user {user} --auth-password {password} --from anna.geheim@contoso.example --to bob@contract.example --body {body} --header Subject:Vertrag", [] },
        { "curl", "smtp://127.0.0.1:{port}/mfp --user {user}:{password} --mail-from anna.geheim@contoso.example --mail-rcpt bob@contract.example --upload-file {mail} --silent", [3, 22, 24] },
        { "curl", "smtps://127.0.0.1:{port}/mfp --insecure --mail-from anna.geheim@contoso.example --mail-rcpt bob@contract.example --upload-file {mail} --silent", [3, 8, 9, 22, 24] },
        { "curl", "smtp://127.0.0.1:{port}/mfp --ssl-reqd --insecure --user {user}:{password} --mail-from anna.geheim@contoso.example --mail-rcpt bob@contract.example --upload-file {mail} --silent", [3, 22, 24] },
        { "python3", "-c {script} {port} {user} {password} {body}", [3, 6, 8, 22, 24] },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_real_client_is_recorded_without_its_secrets(string program, string arguments, int[] quirks)
    {
        Assert.SkipWhen(!Installed(program), program + " is not installed");
        string mail = Path.Combine(_folder, "mail.eml");
        await File.WriteAllTextAsync(mail, $"From: <anna.geheim@contoso.example>\r\nSubject: Vertrag\r\n\r\n{Secret}\r\n", TestContext.Current.CancellationToken);
        const string script = "import smtplib,sys\ns=smtplib.SMTP('127.0.0.1',int(sys.argv[1]),'mfp')\n"
            + "s.sendmail('anna.geheim@contoso.example',['bob@contract.example'],'From: anna.geheim@contoso.example\\r\\nSubject: Vertrag\\r\\n\\r\\n'+sys.argv[4])\ns.quit()";
        Recording recording = await Record([], async port =>
        {
            string[] words = arguments.Split(' ').Select(word => word.Replace("{port}", port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{user}", User, StringComparison.Ordinal).Replace("{password}", Password, StringComparison.Ordinal).Replace("{body}", Secret, StringComparison.Ordinal)
                .Replace("{mail}", mail, StringComparison.Ordinal).Replace("{script}", script, StringComparison.Ordinal)).ToArray();
            Process client = Start(program, words);
            await client.WaitForExitAsync().WaitAsync(TimeSpan.FromMilliseconds(MsMax));
            Assert.Equal(0, client.ExitCode);
        });
        AssertSound(recording, quirks);
    }

    [Fact]
    public async Task The_oddest_client_is_recorded_with_all_that_is_odd_about_it()
    {
        Recording recording = await Record([], port => Talk(port,
            "ehlo planted device\r\n", "helo \r\n", $"auth login {Base64(User)}\r\n", Base64(Password) + "\r\n", "mail from: anna.geheim@contoso.example SIZE=12k\r\n",
            "RCPT TO:bob@contract.example\r\n", "DATA\r\n",
            "From: anna.geheim@lan <anna.geheim@lan>\r\nFrom: Anna\r\nSubject: Vertrag " + Secret + "\r\nContent-Type: message/partial; id=\"" + Secret + "\"; number=1\r\n\r\n"
                + string.Concat(Enumerable.Repeat(Secret + "\n", 50)) + ".x\n" + Secret + "\0\r\n" + new string('S', 1500) + "\r\n" + Secret + "\rx\r\n.\r\n",
            ""));
        AssertSound(recording, [1, 2, 3, 5, 6, 19, 20, 21, 22, 23, 24, 25, 30, 31, 35, 36]);
        string text = recording.Text;
        Assert.Contains("C> auth login {base64 scanner}", text.Replace(Base64("scanner"), "{base64 scanner}", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("C> mail from: scanner@example.com SIZE=12k", text, StringComparison.Ordinal);
        // The body is there in kind, not in length.
        Assert.InRange(text.Length, 500, 8000);
    }

    [Fact]
    public async Task Who_speaks_first_and_asks_for_what_is_not_offered_is_recorded_so()
    {
        Recording recording = await Record(["--tls", "off"], async port =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("EHLO bridge-3f\r\nSTARTTLS\r\nAUTH CRAM-MD5\r\nMAIL FROM:<anna.geheim@contoso.example>\r\nRCPT TO:<bob@contract.example>\r\nQUIT\r\n"));
            await new StreamReader(client.GetStream()).ReadToEndAsync().WaitAsync(TimeSpan.FromMilliseconds(MsMax));
        });
        AssertSound(recording, [7, 14, 28, 33, 37]);
    }

    [Fact]
    public async Task A_login_that_goes_wrong_leaves_nothing_of_itself()
    {
        // A panel that sends its password where nobody asked for it, and as it is.
        Recording recording = await Record([], port => Talk(port, "EHLO a.b\r\n", "AUTH LOGIN\r\n", User + "!\r\n", Password + "\r\n", "XLOGIN " + User + " " + Password + "\r\n",
            $"AUTH PLAIN {Base64("\0" + User + "\0" + Password)}\r\n", "RSET\r\n", "VRFY anna.geheim\r\n", "QUIT\r\n"));
        AssertSound(recording, [29]);
    }

    [Fact]
    public async Task A_recording_replays_against_a_server_and_says_where_that_differs()
    {
        Recording recording = await Record([], port => Talk(port, "HELO mfp\r\n", "MAIL FROM:<a@b.example>\r\n", "RCPT TO:<c@d.example>\r\n", "DATA\r\n", "From: <a@b.example>\r\n\r\nx\r\n.\r\n", "QUIT\r\n"));
        // The tool itself is the other server, once more.
        string output = "";
        Recording again = await Record([], async port => output = await Finish(Tool(["replay", recording.File, "--to", $"127.0.0.1:{port}", "--recipient", "planted@example.net"]), 0));
        Assert.Contains("No reply differs from the transcript: 7 replies.", output, StringComparison.Ordinal);
        Assert.Contains("C> RCPT TO:<person1@example.com>", again.Text, StringComparison.Ordinal);
        string other = Path.Combine(_folder, "other.txt");
        await File.WriteAllTextAsync(other, recording.Text.Replace("S> 250 2.1.0 Sender OK", "S> 530 5.7.0 D105 Log in first", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await Record([], async port => output = await Finish(Tool(["replay", other, "--to", $"127.0.0.1:{port}"]), 1));
        Assert.Contains("MAIL FROM:<scanner@example.com>\n  transcript  530 5.7.0 D105 Log in first\n  heard       250 2.1.0 Sender OK\n1 of 7 replies differ", output, StringComparison.Ordinal);
    }

    // What the tool wrote, and what it said.
    private sealed record Recording(string File, string Text, string Output);

    private static void AssertSound(Recording recording, int[] quirks)
    {
        foreach (string secret in Planted)
        {
            Assert.DoesNotContain(secret, recording.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, recording.Output, StringComparison.OrdinalIgnoreCase);
        }
        int[] shown = NumberPattern().Matches(recording.Output).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        // Whether it uses TLS that is offered is another matter (13).
        Assert.Equal(quirks, shown.Where(quirk => quirk != 13));
        Transcript transcript = Transcript.Parse("recorded", recording.Text, TranscriptFolder.Root);
        Tape expected = Tape.Of(transcript);
        Assert.Equal(expected.Text(), new Replay(transcript).Run().Tape.Text());
        foreach (int piece in new[] { MemoryChannel.ByLine, 1, 7 })
        {
            Tape actual = new Replay(transcript) { Piece = piece }.Run().Tape;
            foreach (Speaker speaker in new[] { Speaker.AgentToScanner, Speaker.AgentToProvider, Speaker.Log }) Assert.Equal(expected.Text(speaker), actual.Text(speaker));
        }
    }

    private async Task<Recording> Record(string[] options, Func<int, Task> scan)
    {
        string file = Path.Combine(_folder, Path.GetRandomFileName() + ".txt");
        Process tool = Tool(["record", "--listen", "127.0.0.1:0", "--out", file, "--lang", "en", .. options]);
        string first = await tool.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMilliseconds(MsMax)) ?? "";
        Match port = Regex.Match(first, @"port (\d+)\.$");
        Assert.True(port.Success, first);
        await scan(int.Parse(port.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        string output = await Finish(tool, 0);
        return new Recording(file, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), output);
    }

    // Says each part when the one before it was answered; hangs up behind an empty one.
    private static async Task Talk(int port, params string[] parts)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await Hear();
        foreach (string part in parts)
        {
            if (part.Length == 0) return;
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(part));
            await Hear();
        }

        async Task Hear()
        {
            string? line;
            do line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromMilliseconds(MsMax));
            while (line is { Length: > 3 } && line[3] == '-');
        }
    }

    private Process Tool(string[] arguments)
    {
        return Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "devicemail.dll"), .. arguments]);
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _started.Add(process);
        return process;
    }

    private static async Task<string> Finish(Process process, int code)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromMilliseconds(MsMax));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMilliseconds(MsMax));
        Assert.True(process.ExitCode == code, $"exit code {process.ExitCode}\n{await output}\n{errors}");
        return await output;
    }

    private static bool Installed(string program)
    {
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
    }

    private static string Base64(string text)
    {
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
    }

    [GeneratedRegex(@"^ *(\d+)  \w", RegexOptions.Multiline)]
    private static partial Regex NumberPattern();
}
