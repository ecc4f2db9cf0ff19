using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using DeviceMailAgent.NanoGate.Gate;
using Xunit;

namespace DeviceMailAgent.NanoGate.Tests;

/// <summary>Every rule bites where it should, and only there.</summary>
public sealed partial class SampleTests
{
    private static readonly string StartUpSource = Path.Combine(Repository.Root, "firmware", "core", "StartUpAttribute.cs");

    public static TheoryData<string> Bad => Names("bad");

    public static TheoryData<string> Good => Names("good");

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_sample_is_refused_on_the_lines_that_it_names(string name)
    {
        string file = Path.Combine(Repository.Gate, "bad", name);
        string[] expected = Expected(file);
        Assert.NotEmpty(expected);
        Findings findings = Judge(file);
        string[] found = [.. findings.Refused.Concat(findings.Mentioned).Select(static f => $"{f.File}({f.Line}) {f.Rule.Id}").Order(StringComparer.Ordinal)];
        Assert.True(expected.SequenceEqual(found),
            $"expected:\n{string.Join("\n", expected)}\nfound:\n{string.Join("\n", findings.Refused.Concat(findings.Mentioned))}");
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_sample_passes(string name)
    {
        Findings findings = Judge(Path.Combine(Repository.Gate, "good", name));
        Assert.True(findings.Refused.Count == 0, string.Join("\n", findings.Refused));
    }

    [Fact]
    public void A_folder_that_may_allocate_may_not_where_mail_data_come_through()
    {
        string file = Path.Combine(Repository.Gate, "mailpath", "Sample.cs");
        Findings findings = NanoGate.Gate.NanoGate.Judge(new NanoProgram("Sample", [StartUpSource, file], ["mscorlib"], false, ["tests/NanoGate/mailpath"]));
        Assert.Equal(Expected(file), findings.Refused.Select(static f => $"{f.File}({f.Line}) {f.Rule.Id}"));
        Assert.Equal(4, findings.MethodsOnMailPath);
    }

    [Fact]
    public void Every_rule_has_a_bad_sample()
    {
        var shown = Directory.GetFiles(Path.Combine(Repository.Gate, "bad"), "*.cs").SelectMany(Expected).Select(static line => line.Split(' ')[1]).ToHashSet();
        Assert.Equal([], Rules.All.Select(static rule => rule.Id).Where(id => !shown.Contains(id)));
    }

    [Fact]
    public void A_message_names_file_line_and_cure()
    {
        string file = Path.Combine(Repository.Gate, "bad", "NewArray.cs");
        string message = Judge(file).Refused[0].ToString();
        Assert.Matches(@"^tests/NanoGate/bad/NewArray\.cs\(\d+\): new-array: new Byte\[\]: .+\. Cure: .+\.$", message);
    }

    private static Findings Judge(string file) => NanoGate.Gate.NanoGate.Judge(
        new NanoProgram("Sample", [StartUpSource, file], ["mscorlib", "nanoFramework.System.Text", "System.Threading"], false, []));

    private static string[] Expected(string file)
    {
        string[] lines = File.ReadAllLines(file);
        var expected = new List<string>();
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (Match match in Mark().Matches(lines[i])) expected.Add($"{Repository.Relative(file)}({i + 1}) {match.Groups[1].Value}");
        }
        return [.. expected.Order(StringComparer.Ordinal)];
    }

    private static TheoryData<string> Names(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Gate, folder), "*.cs").Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"// refused: ([a-z-]+)")]
    private static partial Regex Mark();
}
