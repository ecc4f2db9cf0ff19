using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using Xunit;

namespace DeviceMailAgent.Transcripts;

/// <summary>hardware/scanners/README.md is printed from the transcripts in scanners/, so that it says nothing that is not replayed.</summary>
public class ScannerTableTests
{
    // How many quirks are known: the thirty-eighth comes with its transcript.
    private const int Quirks = 37;

    private static readonly Transcript[] Dialogues = Directory.EnumerateFiles(Path.Combine(TranscriptFolder.Root, "scanners"), "*.txt")
        .Select(file => TranscriptFolder.Load("scanners/" + Path.GetFileName(file))).OrderBy(dialogue => dialogue.Name, StringComparer.Ordinal).ToArray();

    [Fact]
    public void Every_quirk_has_its_dialogue()
    {
        IEnumerable<int> numbers = Dialogues.Select(Number).Distinct();
        Assert.Equal(Enumerable.Range(1, Quirks), numbers);
    }

    [Fact]
    public void Every_dialogue_says_whose_it_is_and_its_proofs_exist()
    {
        foreach (Transcript dialogue in Dialogues)
        {
            Assert.True(Path.GetFileName(dialogue.Name).StartsWith(Number(dialogue).ToString("00", CultureInfo.InvariantCulture) + "-", StringComparison.Ordinal), dialogue.Name);
            foreach (string key in new[] { "device", "source", "does" }) Assert.True(dialogue[key].Length > 0, $"{dialogue.Name}: {key} is missing");
            string proof = dialogue["proof"];
            Assert.True(proof.Length == 0 || File.Exists(Path.Combine(Repository.Root, proof)), $"{dialogue.Name}: there is no {proof}");
        }
    }

    [Fact]
    public void The_table_says_what_is_replayed()
    {
        var table = new Chart("What old scanners do, and what the agent makes of it",
            "Printed by tests/Transcripts/ScannerTableTests from the dialogues in [tests/Transcripts/scanners](../../tests/Transcripts/scanners). Each is replayed through\n"
            + "the real relay whole, by line, by octet and cut off at every octet, and the mail that the provider gets is compared octet for octet.\n"
            + "The agent's settings are those of an agent.json that says nothing about them, but for what stands in the dialogue's header. What TLS and sockets\n"
            + "do does not show in a dialogue: the last column then names the test with real ones.\n\n"
            + "Devices are named where the source names them; *(class)* is a kind of device, *(general)* mail software. `owner/repo#N` is a public issue; the\n"
            + "owner is left out where the name is enough to find it. None of this was tried on the device itself.\n\n"
            + "A device that does something else: `devicemail record` writes its dialogue down without secrets and without its mail, and says what it shows.");
        table.Section("Dialogues");
        table.Header("Quirk", ["Dialogue", "Device", "Source", "What the agent does", "Proof"]);
        foreach (Transcript dialogue in Dialogues)
        {
            string proof = $"[{Path.GetFileNameWithoutExtension(dialogue.Name)}](../../tests/Transcripts/{dialogue.Name})";
            if (dialogue["proof"].Length > 0) proof += $", [{Path.GetFileNameWithoutExtension(dialogue["proof"])}](../../{dialogue["proof"]})";
            table.Row(dialogue["quirk"], new[] { dialogue["title"], dialogue["device"], dialogue["source"], dialogue["does"], proof }.Select(Cell));
        }
        table.Check("hardware/scanners/README.md");
    }

    private static int Number(Transcript dialogue)
    {
        bool isNumber = int.TryParse(dialogue["quirk"], NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber ? number : throw new FormatException($"{dialogue.Name}: quirk: \"{dialogue["quirk"]}\" is no number");
    }

    private static string Cell(string text)
    {
        return text.Replace("|", "\\|", StringComparison.Ordinal);
    }
}
