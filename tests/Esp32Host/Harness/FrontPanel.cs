using System;
using System.IO;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Pins.Tests;
using DeviceMailAgent.Screen;

namespace DeviceMailAgent.Esp32Host;

/// <summary>A person before the board: a finger on the button, eyes on the panel. The panel's chip is played by its data sheet, from the octets on the wire.</summary>
internal sealed class FrontPanel : IDisposable
{
    private readonly Folder _folder = new("panel");
    private readonly OledChip _chip;
    private readonly bool _isUpsideDown;
    private long _read;

    public FrontPanel(bool isSh1106 = false, bool isUpsideDown = false, bool isPluggedIn = true)
    {
        _isUpsideDown = isUpsideDown;
        _chip = new OledChip(isSh1106);
        if (isPluggedIn) PlugIn();
    }

    /// <summary>The board's surroundings.</summary>
    public (string Name, string Value)[] Environment => [("DMA_I2C", Wire), ("DMA_BUTTON", Finger)];

    /// <summary>Pins and address of the last transfer.</summary>
    public string Where { get; private set; } = "";

    /// <summary>What a person sees now.</summary>
    public Canvas Glass
    {
        get
        {
            Follow();
            return _chip.Glass(_isUpsideDown);
        }
    }

    public bool IsOn
    {
        get
        {
            Follow();
            return _chip.IsOn;
        }
    }

    private string Wire => _folder.File("i2c");

    private string Finger => _folder.File("finger");

    public void PlugIn() => File.WriteAllText(Wire, "");

    public void Press() => File.WriteAllText(Finger, "");

    public void LetGo() => File.Delete(Finger);

    /// <summary>Waits until a person would see this.</summary>
    public Task Until(Func<Canvas, bool> seen, string what) => DeviceProcess.Until(() => seen(Glass), () => $"It does not show {what}, but\n{Picture.Of(Glass)}");

    /// <summary>Waits until the panel shows exactly a committed picture of tests/Pins/pictures.</summary>
    public Task UntilPicture(string name)
    {
        string wanted = File.ReadAllText(Repository.File($"tests/Pins/pictures/{name}.txt")).ReplaceLineEndings("\n");
        return Until(glass => Picture.Of(glass) == wanted, name);
    }

    public void Dispose() => _folder.Dispose();

    // The board appends; what is not a whole line yet is read the next time.
    private void Follow()
    {
        if (!File.Exists(Wire)) return;
        using var wire = new FileStream(Wire, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        wire.Position = _read;
        using var reader = new StreamReader(wire);
        string text = reader.ReadToEnd();
        int whole = text.LastIndexOf('\n') + 1;
        foreach (string line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int octets = line.LastIndexOf(' ');
            Where = line[..octets];
            _chip.Write(Convert.FromHexString(line.AsSpan(octets + 1)));
        }
        _read += whole;
    }
}
