using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;

namespace DeviceMailAgent.Flash.Tests;

/// <summary>A technician's folder with what a board needs: an app, an agent.json, roots.</summary>
internal sealed class Bench : IDisposable
{
    private readonly Folder _folder = new("flash");

    public Bench(string board, bool isEsp32 = true)
    {
        Board = board;
        IsEsp32 = isEsp32;
        // Seven and eight octets behind the header: one has to be filled up, the other not.
        System.IO.File.WriteAllBytes(_folder.File("app/mscorlib.pe"), Assembly("mscorlib", 0x1549C856, 8));
        System.IO.File.WriteAllBytes(_folder.File("app/System.Net.pe"), Assembly("System.Net", 0x6DFA71D6, 8));
        System.IO.File.WriteAllBytes(_folder.File("app/DeviceMailAgent.Esp32.pe"), Assembly("DeviceMailAgent.Esp32", 0, 7));
        // Stands for the serial port's device node.
        System.IO.File.WriteAllText(_folder.File("ttyUSB0"), "");
        System.IO.File.WriteAllText(_folder.File("roots.pem"), Certificate());
        System.IO.File.WriteAllText(_folder.File("ca.pem"), Certificate());
        Configuration = Make();
        Save();
    }

    public string Board { get; }

    public bool IsEsp32 { get; }

    public string Path => _folder.Path;

    public JsonObject Configuration { get; }

    /// <summary>The folder that stands for the board at the stand-in nanoff.</summary>
    public string BoardFolder => Directory.CreateDirectory(System.IO.Path.Combine(Path, "board")).FullName;

    public string File(string name) => _folder.File(name);

    public void Save() => System.IO.File.WriteAllText(_folder.File("agent.json"), Configuration.ToJsonString());

    public string[] Calls => System.IO.File.Exists(File("board/calls.txt")) ? System.IO.File.ReadAllLines(File("board/calls.txt")) : [];

    /// <summary>Flashes an ESP32 through the stand-in nanoff, found in PATH.</summary>
    /// <param name="fault">How nanoff fails; null: not at all.</param>
    /// <param name="more">Further options.</param>
    public Task<ToolResult> Esp32(string? fault, params string[] more) => Esp32(fault, null, more);

    /// <summary>The same, for who wants the tool's process id.</summary>
    public Task<ToolResult> Esp32(string? fault, Action<int>? started, string[] more) => ToolRun.Run(Path, new Dictionary<string, string>
    {
        ["PATH"] = System.IO.Path.Combine(AppContext.BaseDirectory, "StandIns") + ":" + Environment.GetEnvironmentVariable("PATH"),
        ["FLASH_BOARD"] = BoardFolder, ["FLASH_PORT"] = File("ttyUSB0"), ["FLASH_FAULT"] = fault ?? "", ["TMPDIR"] = Directory.CreateDirectory(File("tmp")).FullName,
    }, ["flash", "--board", Board, .. Usual("--port", File("ttyUSB0"), more), .. Usual("--firmware", "1.17.0.5", more), .. Usual("--app", "app", more), "--config", "agent.json", "--ca", "roots.pem", .. more], started);

    private static string[] Usual(string option, string value, string[] more) => more.Contains(option) ? [] : [option, value];

    /// <summary>The steps alone, without a board or a nanoff near.</summary>
    public Task<ToolResult> DryRun(string language, params string[] more) => ToolRun.Flash(Path, new Dictionary<string, string>(), ["--board", Board, "--config", "agent.json", "--dry-run", "--lang", language, .. more]);

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// A .pe as far as flashing looks into it (CLR_RECORD_ASSEMBLY of nf-interpreter 1.x): marker, checksum at 20, the name's place in the strings at 36, where
    /// the strings begin at 84, the whole size at 100. No metadata processor is to be had here.
    /// </summary>
    public static byte[] Assembly(string name, uint checksum, int more)
    {
        byte[] octets = new byte[104 + name.Length + 1 + more];
        "NFMRK1\0\0"u8.CopyTo(octets);
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(20), checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(84), 104);
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(100), (uint)octets.Length);
        Encoding.ASCII.GetBytes(name).CopyTo(octets, 104);
        octets.AsSpan(octets.Length - more).Fill(7);
        return octets;
    }

    /// <summary>A root of its own, in PEM.</summary>
    public static string Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest("CN=root", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        return made.ExportCertificatePem() + "\n";
    }

    private JsonObject Make() => new()
    {
        ["name"] = "bridge-3f",
        ["board"] = Board,
        ["listen"] = new JsonArray(new JsonObject { ["address"] = "0.0.0.0", ["port"] = 2525, ["tls"] = "off", ["allow"] = new JsonArray("192.168.7.0/24"), ["login"] = "optional" }),
        ["logins"] = new JsonArray(),
        ["accounts"] = new JsonArray(new JsonObject
        {
            ["name"] = "scans", ["default"] = true, ["ca"] = IsEsp32 ? null : "ca.pem", ["mechanism"] = "xoauth2", ["user"] = "scans@contoso.example",
            ["smtp"] = new JsonObject { ["host"] = "smtp.contoso.example", ["port"] = 587, ["security"] = "starttls", ["sizeMax"] = 36_700_160, ["connectionsMax"] = 1, ["perMinuteMax"] = 30 },
            ["sender"] = new JsonObject { ["address"] = "scans@contoso.example", ["rewrite"] = "if-different" },
            ["oauth"] = new JsonObject
            {
                ["flow"] = "device-code", ["clientId"] = "00000000-0000-0000-0000-000000000000", ["scope"] = "https://outlook.office.com/SMTP.Send offline_access",
                ["deviceEndpoint"] = "https://login.contoso.example/devicecode", ["tokenEndpoint"] = "https://login.contoso.example/token", ["refreshMarginSeconds"] = 600,
            },
        }),
        ["store"] = IsEsp32 ? "I:/" : "/var/lib/devicemail-agent",
        ["control"] = new JsonObject { ["listen"] = new JsonObject { ["address"] = "192.168.7.2", ["port"] = 2526 } },
    };
}
