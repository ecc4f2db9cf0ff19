using System;
using System.IO;
using System.Linq;
using DeviceMailAgent.NanoGate.Gate;
using Xunit;

namespace DeviceMailAgent.NanoGate.Tests;

/// <summary>The firmware passes the gate.</summary>
public sealed class GateTests
{
    private static readonly string Vectors = Path.Combine(Repository.Root, "tests", "NanoClr", "DeviceMailAgent.NanoClr.nfproj");

    // Opening a connection, pairing, storing and blinking: the libraries themselves make objects there. What the mail's data come through is walked all the
    // same, wherever it stands (MailPath).
    private static readonly string[] OutsideTheMailPath =
        ["firmware/esp32/Connections", "firmware/esp32/Configuration", "firmware/esp32/Control", "firmware/esp32/Store", "firmware/esp32/Network", "firmware/esp32/Light", "firmware/esp32/Fleet"];

    private readonly ITestOutputHelper _output;

    public GateTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public void Core_is_fit_for_nanoCLR_and_allocates_nothing()
    {
        Pass(NanoProgram.Core);
    }

    [Fact]
    public void The_esp32_app_is_fit_for_nanoCLR_and_allocates_nothing()
    {
        string project = Path.Combine(Repository.Root, "firmware", "esp32", "DeviceMailAgent.Esp32.nfproj");
        Pass(NanoProgram.FromProject(project, OutsideTheMailPath));
    }

    [Fact]
    public void The_vectors_are_fit_for_nanoCLR()
    {
        // What they print is made of strings. The ends in memory may not allocate: a whole mail runs between them while allocations are watched.
        Pass(NanoProgram.FromProject(Vectors, "tests/NanoClr", "tests/NanoClr/Nano"));
    }

    private void Pass(NanoProgram program)
    {
        Assert.NotEmpty(program.Sources);
        Findings findings = NanoGate.Gate.NanoGate.Judge(program);
        _output.WriteLine($"{program.Name}: {findings.MethodsWalked} methods walked for allocations, {findings.MethodsAtStart} run at start only, {findings.MethodsOnMailPath} on the mail's path.");
        _output.WriteLine($"{program.Name}: {findings.Size}");
        foreach (Finding mentioned in findings.Mentioned) _output.WriteLine(mentioned.ToString());
        Assert.True(findings.Refused.Count == 0,
            $"nanoCLR refuses {program.Name} in {findings.Refused.Count} places:{Environment.NewLine}{string.Join(Environment.NewLine, findings.Refused)}");
        Assert.True(findings.MethodsWalked > 0, $"{program.Name}: no method was walked, so nothing was judged.");
    }
}
