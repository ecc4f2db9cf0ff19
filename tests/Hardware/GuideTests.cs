using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace DeviceMailAgent.Hardware;

/// <summary>hardware/: each board has its page, and no link leads nowhere.</summary>
public class GuideTests
{
    [Fact]
    public void Every_board_has_its_page_which_says_that_it_was_not_tested_unless_it_was()
    {
        using JsonDocument boards = JsonDocument.Parse(File.ReadAllText(Path.Combine(Guide.Root, "boards.json")));
        Assert.NotEmpty(boards.RootElement.EnumerateArray());
        foreach (JsonElement board in boards.RootElement.EnumerateArray())
        {
            string id = board.GetProperty("id").GetString()!;
            string page = Path.Combine(Guide.Folder, id, "README.md");
            Assert.True(File.Exists(page), $"hardware/{id}/README.md is missing");
            string text = File.ReadAllText(page);
            Assert.StartsWith("# " + board.GetProperty("name").GetString(), text, StringComparison.Ordinal);
            bool isTested = board.TryGetProperty("tested", out JsonElement tested) && tested.GetString() != "not tested on hardware";
            Assert.True(isTested || text.Contains("Not tested on hardware", StringComparison.Ordinal), $"hardware/{id}/README.md does not say that it was not tested on hardware");
        }
    }

    [Fact]
    public void The_wiring_of_an_esp32_has_the_pins_of_boards_json()
    {
        using JsonDocument boards = JsonDocument.Parse(File.ReadAllText(Path.Combine(Guide.Root, "boards.json")));
        string[] expected = [.. boards.RootElement.EnumerateArray().Where(board => board.GetProperty("platform").GetString() == "esp32").Select(Row)];
        string[] rows = [.. File.ReadAllLines(Path.Combine(Guide.Folder, "wiring.md")).Where(line => line.Contains("/README.md) |", StringComparison.Ordinal))];
        Assert.Equal(expected, rows);
    }

    [Fact]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there()
    {
        var wrong = new List<string>();
        int seen = 0;
        foreach (string page in Guide.Pages)
        {
            foreach (Match link in Regex.Matches(Guide.Prose(page), @"\]\(([^)\s]+)\)"))
            {
                string target = link.Groups[1].Value;
                if (Regex.IsMatch(target, "^https?://")) continue;
                seen++;
                string[] parts = target.Split('#', 2);
                string file = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]));
                if (!File.Exists(file) && !Directory.Exists(file)) wrong.Add($"{Guide.Relative(page)}: {target}: no such file");
                else if (parts.Length == 2 && !Guide.Anchors(file).Contains(parts[1])) wrong.Add($"{Guide.Relative(page)}: {target}: no such heading");
            }
        }

        Assert.True(seen > 50, $"only {seen} links were found: the search for them is broken");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_page_about_a_make_says_where_it_has_its_facts_from_and_what_was_not_verified()
    {
        string[] makes = [.. Directory.GetFiles(Path.Combine(Guide.Folder, "scanners"), "*.md").Where(page => Path.GetFileName(page) is not ("README.md" or "all.md" or "other.md"))];
        Assert.True(makes.Length >= 11, $"{makes.Length} makes");
        string installation = File.ReadAllText(Path.Combine(Guide.Folder, "installation.md"));
        foreach (string make in makes)
        {
            string text = File.ReadAllText(make), name = Path.GetFileName(make);
            Assert.Contains($"(scanners/{name})", installation, StringComparison.Ordinal);
            Assert.Contains("Not tried on a device", text, StringComparison.Ordinal);
            Assert.Contains("## Not verified\n", text, StringComparison.Ordinal);
            // A page whose fields no manual confirmed has no source to name, and says so in those words.
            Assert.True(Regex.IsMatch(text, "^## Sources?\n", RegexOptions.Multiline) || text.Contains("No page of a manual", StringComparison.Ordinal), $"{name} names no source");
        }
    }

    private static string Row(JsonElement board)
    {
        JsonElement pins = board.GetProperty("pins");
        string Pin(string name, Func<JsonElement, string> says) => pins.GetProperty(name) is { ValueKind: not JsonValueKind.Null } pin ? says(pin) : "not chosen";
        string id = board.GetProperty("id").GetString()!;
        return $"| [{id}]({id}/README.md) | {Pin("light", light => "GPIO " + light.GetProperty("single"))} | {Pin("button", button => "GPIO " + button)} | {Pin("i2c", bus => $"SDA GPIO {bus.GetProperty("sda")}, SCL GPIO {bus.GetProperty("scl")}")} |";
    }
}
