using System;
using System.IO;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using Xunit;

namespace DeviceMailAgent.Transcripts;

/// <summary>Every transcript, replayed whole and in pieces, and cut off wherever it can be.</summary>
public class TranscriptTests
{
    // What the agent does must not depend on how octets arrive. How much of its peers' words it has read when it hangs up does.
    private static readonly Speaker[] Agent = [Speaker.AgentToScanner, Speaker.AgentToProvider, Speaker.Token, Speaker.Log];

    public static TheoryData<string> Names
    {
        get
        {
            string folder = TranscriptFolder.Root;
            var names = new TheoryData<string>();
            foreach (string file in Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                string name = Path.GetRelativePath(folder, file).Replace('\\', '/');
                if (!name.StartsWith("parts/", StringComparison.Ordinal) && !name.StartsWith("bin/", StringComparison.Ordinal)
                    && !name.StartsWith("obj/", StringComparison.Ordinal)) names.Add(name);
            }
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Goes_as_written(string name)
    {
        Transcript transcript = TranscriptFolder.Load(name);
        string expected = Tape.Of(transcript).Text();
        string actual = new Replay(transcript).Run().Tape.Text();
        if (actual != expected) Assert.Fail($"{name} went otherwise.\n{FirstDifference(expected, actual)}\nIt went so:\n{actual}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Goes_as_written_however_the_octets_arrive(string name)
    {
        Transcript transcript = TranscriptFolder.Load(name);
        Tape expected = Tape.Of(transcript);
        // How much had gone to the provider when the rest was refused depends on how it came; the replay checks that it was no whole mail.
        Speaker[] compared = transcript.Says("forwards", "until-refused", "all") ? [Speaker.AgentToScanner] : Agent;
        foreach (int piece in new[] { MemoryChannel.ByLine, 1, 2, 7 })
        {
            Tape actual = new Replay(transcript) { Piece = piece }.Run().Tape;
            foreach (Speaker speaker in compared) Assert.Equal(expected.Text(speaker), actual.Text(speaker));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cut_off_at_any_octet_of_the_provider_the_scanner_hears_4yz_and_never_250(string name)
    {
        Transcript transcript = TranscriptFolder.Load(name);
        Replay whole = new Replay(transcript).Run();
        for (long cut = 0; cut < whole.Provider.Delivered; cut++)
        {
            var replay = new Replay(transcript);
            replay.Provider.CutBehind = cut;
            replay.Provider.CutIsReset = cut % 2 == 1;
            replay.Run();
            string surprise = replay.Scanner.Surprise;
            Assert.True(surprise.Length == 0 || surprise[0] == '4', $"{name} cut behind octet {cut} of the provider: the scanner hears {surprise}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cut_off_at_any_octet_of_the_scanner_nothing_is_delivered_that_had_not_ended(string name)
    {
        Transcript transcript = TranscriptFolder.Load(name);
        Replay whole = new Replay(transcript).Run();
        for (long cut = 0; cut < whole.Scanner.Delivered; cut++)
        {
            var replay = new Replay(transcript);
            replay.Scanner.CutBehind = cut;
            replay.Scanner.CutIsReset = cut % 2 == 1;
            replay.Run();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_one_call_may_fail(string name)
    {
        Transcript transcript = TranscriptFolder.Load(name);
        int calls = new Replay(transcript).Run().Seams.Calls;
        for (int failing = 1; failing <= calls; failing++)
        {
            foreach (bool arrives in new[] { false, true })
            {
                var replay = new Replay(transcript);
                replay.Seams.FailingCall = failing;
                replay.Seams.FailedWritesArrive = arrives;
                replay.Run();
            }
        }
    }

    [Theory]
    [InlineData("title: x\n\nX: y", "test.txt:3: \"X: y\" begins with none of")]
    [InlineData("title: x\nmechanisms: plain\n\nC> QUIT", "test.txt:2: \"mechanisms: plain\" is no header; the keys are title, ")]
    [InlineData("link: warm\n\nC> QUIT", "test.txt: a header line \"title: …\" is missing")]
    [InlineData("title: x\n\nS: {hangs up}", "test.txt:3: {hangs up} is neither an event nor a macro")]
    [InlineData("title: x\n\nC> QUIT\nC> a\\qb", "test.txt:4: \\q is none of")]
    public void A_file_that_is_no_transcript_is_refused_with_its_line(string text, string complaint)
    {
        Assert.StartsWith(complaint, Assert.Throws<FormatException>(() => Transcript.Parse("test.txt", text, TranscriptFolder.Root)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("250 OK", "250 OK\r\n")]
    [InlineData("", "\r\n")]
    [InlineData("334\\s", "334 \r\n")]
    [InlineData("bare\\nLF\\", "bare\nLF")]
    [InlineData("\\r\\0\\xff\\\\x", "\r\0\xff\\x\r\n")]
    [InlineData("{base64 {\"a\":{}}}.", "eyJhIjp7fX0=.\r\n")]
    [InlineData("{base64 \\0u\\0p}", "AHUAcA==\r\n")]
    [InlineData("{xoauth2 t}", "dXNlcj11AWF1dGg9QmVhcmVyIHQBAQ==\r\n")]
    [InlineData("{plain p}", "AHUAcA==\r\n")]
    [InlineData("{not a macro} {", "{not a macro} {\r\n")]
    public void A_line_stands_for_octets(string text, string octets)
    {
        byte[] read = TranscriptText.Octets(text, key => key == "user" ? "u" : "x");
        Assert.Equal(octets, Octets.Text(read));
        Assert.Equal(read, TranscriptText.Octets(TranscriptText.Show(read), key => ""));
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] written = expected.Split('\n');
        string[] went = actual.Split('\n');
        int i = 0;
        while (i < written.Length && i < went.Length && written[i] == went[i]) i++;
        return $"First difference, at line {i + 1} of the dialogue with its parts:\n  written: {(i < written.Length ? written[i] : "(the end)")}\n"
            + $"  went:    {(i < went.Length ? went[i] : "(the end)")}";
    }
}
