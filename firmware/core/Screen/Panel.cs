using System;

namespace DeviceMailAgent.Screen;

/// <summary>
/// A panel of 128 by 64 points behind I2C: SSD1306 or SH1106. Both take commands behind an octet 0x00 and points behind 0x40 (SSD1306 8.1.5.2).
/// The SH1106 has 132 columns, of which the panel shows those from the third on, and no mode that goes on to the next page by itself.
/// </summary>
public sealed class Panel
{
    /// <summary>I2C address with the address pin low; high: one more.</summary>
    public const int Address = 0x3C;

    private const byte Commands = 0x00;
    private const byte Points = 0x40;
    private const int Sh1106FirstColumn = 2;

    private readonly IPanelBus _bus;
    private readonly bool _isSh1106;
    private readonly byte[] _start;
    private readonly byte[] _mounting;
    private readonly byte[] _transfer = new byte[1 + Canvas.Width];
    private readonly byte[] _command = new byte[7];

    /// <param name="bus">The way to it.</param>
    /// <param name="isSh1106">True for SH1106, false for SSD1306.</param>
    /// <param name="isUpsideDown">True if it is mounted upside down.</param>
    public Panel(IPanelBus bus, bool isSh1106, bool isUpsideDown)
    {
        _bus = bus;
        _isSh1106 = isSh1106;
        _start = isSh1106 ? StartOfSh1106() : StartOfSsd1306();
        // Column and row order and brightness: as the panel is mounted, and half as bright as it can be, for such panels age.
        _mounting = new byte[] { Commands, (byte)(isUpsideDown ? 0xA0 : 0xA1), (byte)(isUpsideDown ? 0xC0 : 0xC8), 0x81, 0x7F };
    }

    /// <summary>Sets the panel up, off and with whatever its memory holds. False: nobody answers.</summary>
    public bool Start()
    {
        return Send(_start) && Send(_mounting);
    }

    /// <summary>Shows a picture. False: nobody answers.</summary>
    public bool Show(Canvas canvas)
    {
        if (!_isSh1106 && !WholeWindow()) return false;
        for (int page = 0; page < Canvas.Pages; page++)
        {
            if (_isSh1106 && !Page(page)) return false;
            _transfer[0] = Points;
            Array.Copy(canvas.Octets, page * Canvas.Width, _transfer, 1, Canvas.Width);
            if (!_bus.Write(_transfer, 0, _transfer.Length)) return false;
        }
        return true;
    }

    /// <summary>Turns the panel on or off; its memory stays. False: nobody answers.</summary>
    public bool Light(bool on)
    {
        _command[0] = Commands;
        _command[1] = (byte)(on ? 0xAF : 0xAE);
        return _bus.Write(_command, 0, 2);
    }

    // Columns 0 to 127 of pages 0 to 7: this also puts the chip's pointer to the beginning.
    private bool WholeWindow()
    {
        _command[0] = Commands;
        _command[1] = 0x21;
        _command[2] = 0;
        _command[3] = Canvas.Width - 1;
        _command[4] = 0x22;
        _command[5] = 0;
        _command[6] = Canvas.Pages - 1;
        return _bus.Write(_command, 0, 7);
    }

    private bool Page(int page)
    {
        _command[0] = Commands;
        _command[1] = (byte)(0xB0 | page);
        _command[2] = Sh1106FirstColumn & 0x0F;
        _command[3] = 0x10 | Sh1106FirstColumn >> 4;
        return _bus.Write(_command, 0, 4);
    }

    private bool Send(byte[] commands)
    {
        return _bus.Write(commands, 0, commands.Length);
    }

    private static byte[] StartOfSsd1306()
    {
        return new byte[]
        {
            Commands,
            0xAE, // off while it is being set up
            0xD5, 0x80, // clock
            0xA8, 0x3F, // 64 rows
            0xD3, 0x00, // no vertical offset
            0x40, // first row
            0x8D, 0x14, // charge pump on: the panel makes its own 7.5 V
            0x20, 0x00, // horizontal addressing: goes on to the next page by itself
            0xDA, 0x12, // how the rows are wired on 128x64 panels
            0xD9, 0xF1, // precharge, for the charge pump
            0xDB, 0x40, // deselect level
            0xA4, // show the memory
            0xA6, // 1 is lit
        };
    }

    private static byte[] StartOfSh1106()
    {
        return new byte[]
        {
            Commands,
            0xAE,
            0xD5, 0x80,
            0xA8, 0x3F,
            0xD3, 0x00,
            0x40,
            0xAD, 0x8B, // converter on: what the charge pump is to the SSD1306
            0xDA, 0x12,
            0xD9, 0x22,
            0xDB, 0x40,
            0xA4,
            0xA6,
        };
    }
}
