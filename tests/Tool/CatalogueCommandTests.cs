using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Texts;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>A text that sends a person to a command sends him to one that exists, with the options that it has.</summary>
public sealed partial class CatalogueCommandTests
{
    // Every command is made by a static Create of its own.
    private static readonly Dictionary<string, Command> Commands = typeof(DeviceOptions).Assembly.GetTypes()
        .Select(type => type.GetMethod("Create", BindingFlags.Static | BindingFlags.Public, []))
        .Where(method => method?.ReturnType == typeof(Command))
        .Select(method => (Command)method!.Invoke(null, null)!)
        .ToDictionary(command => command.Name);

    [Fact]
    public void Every_command_in_the_texts_exists_with_these_options()
    {
        var seen = new HashSet<string>();
        foreach ((string place, string text) in Texts())
        {
            foreach (Match match in CommandLine().Matches(text))
            {
                string name = match.Groups[1].Value;
                if (name.Length == 0) continue;
                seen.Add(name);
                Assert.True(Commands.TryGetValue(name, out Command? command), $"{place}: there is no command '{name}' in: {text}");
                foreach (Match option in Option().Matches(match.Value))
                    Assert.True(Options(command!).Contains(option.Value), $"{place}: '{name}' has no option {option.Value}");
            }
        }

        Assert.Superset(new HashSet<string> { "doctor", "pair", "status", "log", "support-bundle", "providers" }, seen);
    }

    [Fact]
    public async Task Every_command_hangs_on_the_root()
    {
        ToolResult help = await ToolProcess.Run(null, "C.UTF-8", "--help");
        foreach (string name in Commands.Keys) Assert.Matches($@"(?m)^\s+{Regex.Escape(name)}\s", help.Output);
    }

    private static IEnumerable<(string Place, string Text)> Texts()
    {
        foreach (CatalogueRow row in Catalogue.All)
        {
            foreach (Phrase phrase in (Phrase[])[row.What, .. row.Steps.Select(step => step.Text)])
            {
                yield return (row.Name, phrase.English);
                yield return (row.Name, phrase.Japanese);
            }
        }

        foreach ((Phrase what, Phrase next) in Enum.GetValues<ControlFault>().Select(ControlTexts.Of))
        {
            foreach (Phrase phrase in (Phrase[])[what, next])
            {
                yield return ("control", phrase.English);
                yield return ("control", phrase.Japanese);
            }
        }
    }

    private static IEnumerable<string> Options(Command command) => command.Options.SelectMany(option => option.Aliases.Append(option.Name));

    // "devicemail pair --flow x": a word that is a command's, and what follows it up to the end of the line or clause. `devicemail --version` and
    // "another devicemail is talking" name no command; English goes on in small letters there, so only words of this form count.
    [GeneratedRegex(@"(?<![\w/-])devicemail (?!is\b|or\b|を)([a-z]+(?:-[a-z]+)*)([^.,;:()、。]*)")]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"--[a-z][a-z-]*")]
    private static partial Regex Option();
}
