using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>boards.json: sound by its schema, with a folder for each board, and with the library versions that the program is built against.</summary>
public sealed class BoardTests
{
    private static JsonNode Boards => JsonNode.Parse(File.ReadAllText(Repository.File("boards.json")))!;

    private static SchemaCheck Schema => new(JsonNode.Parse(File.ReadAllText(Repository.File("hardware/boards.schema.json")))!);

    [Fact]
    public void Boards_are_sound_by_their_schema()
    {
        Assert.Equal([], Schema.Faults(Boards));
    }

    // Each row spoils one thing of the first ESP32 board.
    [Theory]
    [InlineData("id", "\"Upper\"")]
    [InlineData("target", "null")]
    [InlineData("network", "[\"token-ring\"]")]
    [InlineData("firmware", "\"latest\"")]
    [InlineData("tested", "\"\"")]
    [InlineData("colour", "\"green\"")]
    [InlineData("pins", "{\"light\":null,\"button\":null}")]
    public void The_schema_refuses_what_is_not(string key, string value)
    {
        JsonNode boards = Boards;
        JsonNode board = boards.AsArray().First(static row => (string?)row!["platform"] == "esp32")!;
        board[key] = JsonNode.Parse(value);
        Assert.NotEmpty(Schema.Faults(boards));
    }

    [Fact]
    public void Every_board_has_its_page_and_no_id_stands_twice()
    {
        string[] ids = [.. Boards.AsArray().Select(static row => (string)row!["id"]!)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, static id => Assert.True(File.Exists(Repository.File($"hardware/{id}/README.md")), $"hardware/{id}/README.md is missing."));
    }

    // hardware/wiring.md says why each cannot be had: flash, inputs only, serial port, Ethernet (RMII), PSRAM, USB. Of those read at reset an open I2C line is allowed GPIO15, which must be high.
    [Fact]
    public void Proposed_pins_are_free_on_the_chip_and_no_two_are_one()
    {
        int[] classic = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 34, 35, 36, 37, 38, 39];
        int[] s3 = [0, 3, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 43, 44, 45, 46];
        foreach (JsonNode row in Boards.AsArray().Where(static row => (string?)row!["platform"] == "esp32").Select(static row => row!))
        {
            string id = (string)row["id"]!;
            JsonNode pins = row["pins"]!;
            int[] signals = [(int)pins["light"]!["single"]!, (int)pins["button"]!];
            int[] all = [.. signals, (int)pins["i2c"]!["sda"]!, (int)pins["i2c"]!["scl"]!];
            bool isS3 = id.Contains("s3", StringComparison.Ordinal);
            bool hasPsram = (bool)row["memory"]!["psram"]!;
            Assert.True(all.Distinct().Count() == all.Length, id);
            Assert.True(all.All(pin => isS3 ? !s3.Contains(pin) : !classic.Contains(pin) && !(hasPsram && pin is (16 or 17))), id);
            Assert.True(isS3 || !signals.Contains(15), id);
        }
    }

    [Fact]
    public void The_pinned_System_Net_is_the_one_that_the_program_is_built_against()
    {
        string packages = File.ReadAllText(Repository.File("firmware/esp32/packages.config"));
        Assert.All(Boards.AsArray().Where(static row => (string?)row!["platform"] == "esp32"),
            row => Assert.Contains($"id=\"nanoFramework.System.Net\" version=\"{row!["systemNet"]}\"", packages, StringComparison.Ordinal));
    }
}

/// <summary>Files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "DeviceMailAgent.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("DeviceMailAgent.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
