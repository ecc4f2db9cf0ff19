using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Hardware;

/// <summary>What the pages tell a person to type: the built programs have these commands, options and keys.</summary>
public class CommandTests
{
    [Fact]
    public async Task Every_printed_command_and_option_is_there()
    {
        var helps = new Dictionary<string, string>();
        string[][] lines = [.. Guide.Pages.SelectMany(Printed).Distinct().Select(line => Regex.Split(line, " +"))];
        Assert.True(lines.Length > 10, $"only {lines.Length} commands were found: the search for them is broken");
        foreach (string[] words in lines)
        {
            string[] verbs = words[0] == "devicemail" ? [words[1]] : [];
            string help = await Help(helps, words[0], verbs);
            if (words.Length > 2 && Regex.IsMatch(help, "^Commands:", RegexOptions.Multiline))
            {
                verbs = [words[1], words[2]];
                help = await Help(helps, words[0], verbs);
            }

            foreach (string option in words.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
            {
                Assert.True(Regex.IsMatch(help, $@"(?<![\w-]){option}(?![\w-])"), $"{string.Join(' ', words)}: there is no {option} in\n{help}");
            }
        }
    }

    [Fact]
    public async Task The_wiring_is_understood_by_the_agent()
    {
        string folder = Directory.CreateTempSubdirectory("devicemail-hardware-").FullName;
        try
        {
            string[] blocks = [.. Guide.Blocks(Path.Combine(Guide.Folder, "wiring.md"), "json")];
            Assert.Equal(2, blocks.Length);
            foreach (string block in blocks)
            {
                JsonObject agent = JsonNode.Parse(Agent)!.AsObject();
                foreach ((string key, JsonNode? value) in JsonNode.Parse(block)!.AsObject()) agent[key] = value!.DeepClone();
                string path = Path.Combine(folder, "agent.json");
                File.WriteAllText(path, agent.ToJsonString());
                (int code, string output, string error) = await Guide.Run("devicemail-agent", null, "--config", path, "--check");
                // The machine that runs this has no header: then the first thing that is missing is told, and every key was understood before.
                Assert.True(code == 0 || !error.Contains("unknown key", StringComparison.Ordinal) && Regex.IsMatch(error, "gpiochip|libgpiod|header|i2c", RegexOptions.IgnoreCase), output + error);
                agent["pins"]!["light"]!["colour"] = 1;
                File.WriteAllText(path, agent.ToJsonString());
                (code, _, error) = await Guide.Run("devicemail-agent", null, "--config", path, "--check");
                Assert.Equal(78, code);
                Assert.Contains("pins.light.colour: unknown key", error, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_wiring_table_picture_and_agent_json_name_the_same_pins()
    {
        // Broadcom's number -> the header's, on every Raspberry Pi with 40 pins.
        var header = new Dictionary<int, int> { [2] = 3, [3] = 5, [17] = 11, [27] = 13, [22] = 15, [23] = 16 };
        string page = Path.Combine(Guide.Folder, "wiring.md");
        JsonObject pins = JsonNode.Parse(Guide.Blocks(page, "json").First())!["pins"]!.AsObject();
        var rows = Regex.Matches(File.ReadAllText(page), @"^\| (light, red|light, green|light, blue|button|screen SDA|screen SCL) \| (\d+) \| (\d+) \|", RegexOptions.Multiline)
            .ToDictionary(row => row.Groups[1].Value, row => (Gpio: int.Parse(row.Groups[2].Value), Pin: int.Parse(row.Groups[3].Value)));
        Assert.Equal(6, rows.Count);
        foreach (string colour in (string[])["red", "green", "blue"]) Assert.Equal((int)pins["light"]![colour]!, rows["light, " + colour].Gpio);
        Assert.Equal((int)pins["button"]!["pin"]!, rows["button"].Gpio);
        string picture = File.ReadAllText(Path.Combine(Guide.Folder, "pictures", "wiring-raspberry-pi.svg"));
        foreach ((string part, (int gpio, int pin)) in rows)
        {
            Assert.Equal(header[gpio], pin);
            if (!part.StartsWith("screen", StringComparison.Ordinal)) Assert.Matches($@"GPIO {gpio} \(pin {pin}\)", picture);
        }
    }

    // Lines of blocks without a language, and code amid the text, which begin with one of our programs.
    private static IEnumerable<string> Printed(string page)
    {
        IEnumerable<string> lines = Guide.Blocks(page, "").SelectMany(block => block.Split('\n')).Select(line => Regex.Replace(line, "  .*$", ""));
        IEnumerable<string> code = Regex.Matches(Guide.Prose(page), "`([^`\n]+)`").Select(match => match.Groups[1].Value);
        return lines.Concat(code).Select(line => Regex.Replace(line, "^(ssh .*)?sudo ", "")).Where(line => Regex.IsMatch(line, "^(devicemail|devicemail-agent) "));
    }

    private static async Task<string> Help(Dictionary<string, string> helps, string program, string[] verbs)
    {
        string command = string.Join(' ', [program, .. verbs]);
        if (helps.TryGetValue(command, out string? known)) return known;
        (int code, string output, string error) = await Guide.Run(program, null, [.. verbs, "--help"]);
        Assert.True(code == 0 && Regex.IsMatch(output, $@"(?<![\w-]){command}(?![\w-])"), $"there is no {command}: {output}{error}");
        return helps[command] = output;
    }

    private const string Agent = """
        { "name": "bridge-3f", "board": "raspberry-pi-4", "store": "store",
          "listen": [ { "address": "127.0.0.1", "port": 2525, "tls": "off", "allow": ["127.0.0.0/8"], "login": "optional" } ],
          "accounts": [ { "name": "scans", "default": true, "mechanism": "none", "smtp": { "host": "127.0.0.1", "port": 2626, "security": "none", "sizeMax": 36700160 } } ] }
        """;
}
