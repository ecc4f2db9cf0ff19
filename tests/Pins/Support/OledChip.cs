using System;
using System.Device.I2c;
using System.IO;
using System.Threading;
using DeviceMailAgent.Screen;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>
/// The memory of an SSD1306 or SH1106 as their data sheets tell it: what is on the glass follows from the octets on the bus alone. A command that the
/// sheet of this chip does not know is a fault of the test.
/// </summary>
internal sealed class OledChip : I2cDevice
{
    private const int Rows = 64;

    private readonly Lock _gate = new();
    private readonly bool _isSh1106;
    private readonly int _columns;
    private readonly byte[] _memory;
    private int _column;
    private int _page;
    private (int First, int Last) _columnWindow;
    private (int First, int Last) _pageWindow;
    private bool _isHorizontal;
    private bool _isRemapped;
    private bool _isScanRemapped;

    public OledChip(bool isSh1106)
    {
        _isSh1106 = isSh1106;
        _columns = isSh1106 ? 132 : 128;
        // At power-on the memory holds noise.
        _memory = new byte[_columns * Rows / 8];
        new Random(7).NextBytes(_memory);
        _columnWindow = (0, _columns - 1);
        _pageWindow = (0, 7);
    }

    public override I2cConnectionSettings ConnectionSettings { get; } = new(1, Panel.Address);

    /// <summary>True: it is pulled off, and nobody answers.</summary>
    public bool IsGone { get; set; }

    public bool IsOn { get; private set; }

    public bool HasSupply { get; private set; }

    public int Transfers { get; private set; }

    /// <summary>What a person sees on a panel whose glass is wired as on all 128 by 64 modules: column 0 at the right, row 0 at the bottom, before remapping.</summary>
    public Canvas Glass(bool isUpsideDown = false)
    {
        var canvas = new Canvas();
        lock (_gate)
        {
            for (int y = 0; y < Canvas.Height; y++)
            {
                for (int x = 0; x < Canvas.Width; x++)
                {
                    // The SH1106's 132 columns stand in the middle of the glass.
                    int column = x + (_columns - Canvas.Width) / 2;
                    bool isLit = (_memory[y / 8 * _columns + column] >> (y & 7) & 1) != 0;
                    int seenX = _isRemapped ? x : Canvas.Width - 1 - x;
                    int seenY = _isScanRemapped ? y : Canvas.Height - 1 - y;
                    if (isUpsideDown) (seenX, seenY) = (Canvas.Width - 1 - seenX, Canvas.Height - 1 - seenY);
                    if (isLit && IsOn && HasSupply) canvas.Fill(seenX, seenY, 1, 1, true);
                }
            }
        }
        return canvas;
    }

    public override void Read(Span<byte> buffer) => throw new NotSupportedException();

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => throw new NotSupportedException();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsGone) throw new IOException("Error 121 performing I2C data transfer.");
        lock (_gate)
        {
            Transfers++;
            if (buffer[0] == 0x40) Take(buffer[1..]);
            else if (buffer[0] == 0x00) Obey(buffer[1..]);
            else throw new InvalidOperationException($"control octet 0x{buffer[0]:x2}");
        }
    }

    private void Take(ReadOnlySpan<byte> points)
    {
        foreach (byte octet in points)
        {
            _memory[_page * _columns + _column] = octet;
            if (_column++ < _columnWindow.Last) continue;
            _column = _columnWindow.First;
            if (_isHorizontal) _page = _page < _pageWindow.Last ? _page + 1 : _pageWindow.First;
        }
    }

    private void Obey(ReadOnlySpan<byte> commands)
    {
        for (int i = 0; i < commands.Length; i++)
        {
            byte command = commands[i];
            switch (command)
            {
                case 0xAE or 0xAF: IsOn = command == 0xAF; break;
                case 0xA0 or 0xA1: _isRemapped = command == 0xA1; break;
                case 0xC0 or 0xC8: _isScanRemapped = command == 0xC8; break;
                case 0xA4 or 0xA6 or 0x40: break;
                case 0x81 or 0xA8 or 0xD3 or 0xD5 or 0xD9 or 0xDA or 0xDB: i++; break;
                case 0x8D when !_isSh1106: HasSupply = commands[++i] == 0x14; break;
                case 0xAD when _isSh1106: HasSupply = commands[++i] == 0x8B; break;
                case 0x20 when !_isSh1106: _isHorizontal = commands[++i] == 0; break;
                case 0x21 when !_isSh1106:
                    _columnWindow = (commands[++i], commands[++i]);
                    _column = _columnWindow.First;
                    break;
                case 0x22 when !_isSh1106:
                    _pageWindow = (commands[++i], commands[++i]);
                    _page = _pageWindow.First;
                    break;
                case >= 0xB0 and <= 0xB7: _page = command & 7; break;
                case <= 0x0F: _column = (_column & 0xF0) | command; break;
                case >= 0x10 and <= 0x1F: _column = (_column & 0x0F) | (command & 0x0F) << 4; break;
                default: throw new InvalidOperationException($"command 0x{command:x2}");
            }
        }
    }
}
