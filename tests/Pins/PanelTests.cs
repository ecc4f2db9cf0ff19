using System.Linq;
using DeviceMailAgent.RaspberryPi.Pins;
using DeviceMailAgent.Screen;
using Xunit;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>What both chips show of a picture: the same. The chips are played by their data sheets, for there is no panel here.</summary>
public class PanelTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Every_screen_stands_on_the_glass_as_it_was_drawn(bool isSh1106, bool isUpsideDown)
    {
        var chip = new OledChip(isSh1106);
        var panel = new Panel(new PanelBus(chip), isSh1106, isUpsideDown);
        Assert.True(panel.Start());
        foreach ((string name, _) in Screens.All)
        {
            Canvas drawn = ScreenTests.Painted(name);
            Assert.True(panel.Show(drawn) && panel.Light(true));
            Assert.True(Picture.Of(drawn) == Picture.Of(chip.Glass(isUpsideDown)), $"{name} became\n{Picture.Of(chip.Glass(isUpsideDown))}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_dark_until_a_picture_is_there_and_when_it_is_turned_off(bool isSh1106)
    {
        var chip = new OledChip(isSh1106);
        var panel = new Panel(new PanelBus(chip), isSh1106, false);
        Assert.True(panel.Start());
        Assert.False(chip.IsOn);
        Canvas drawn = ScreenTests.Painted(Screens.All[0].Name);
        Assert.True(panel.Show(drawn) && panel.Light(true) && panel.Light(false));
        Assert.False(chip.IsOn);
        Assert.All(chip.Glass().Octets, octet => Assert.Equal(0, octet));
        Assert.True(panel.Light(true));
        Assert.Equal(Picture.Of(drawn), Picture.Of(chip.Glass()));
    }

    [Fact]
    public void Nobody_answering_is_said_each_time_and_the_bus_keeps_why()
    {
        var chip = new OledChip(false) { IsGone = true };
        var bus = new PanelBus(chip);
        var panel = new Panel(bus, false, false);
        Assert.False(panel.Start());
        Assert.Contains("I2C", bus.Fault!.Message);
        Assert.False(panel.Show(new Canvas()));
        Assert.False(panel.Light(true));
        chip.IsGone = false;
        Assert.True(panel.Start());
        Assert.Null(bus.Fault);
    }

    [Fact]
    public void A_transfer_fits_into_what_small_boards_send_at_once()
    {
        // A page with its control octet; nanoFramework's I2C takes a buffer of this size on every board.
        var sizes = new SizesOnly();
        new Panel(sizes, true, false).Show(new Canvas());
        Assert.Equal(129, sizes.Largest);
    }

    private sealed class SizesOnly : IPanelBus
    {
        public int Largest { get; private set; }

        public bool Write(byte[] buffer, int offset, int count)
        {
            Largest = new[] { Largest, count }.Max();
            return true;
        }
    }
}
