using System;
using System.Threading;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Light;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32;

/// <summary>DeviceMailAgent on an ESP32.</summary>
[StartUp]
public static class Program
{
    /// <summary>The agent's version.</summary>
    public const string Version = "0.1.0";

    private const int BlinkMs = 250;

    /// <summary>The board starts here.</summary>
    public static void Main()
    {
        string why;
        try
        {
            AgentConfiguration configuration = AgentFile.Read();
            Console.WriteLine("DeviceMailAgent " + Version + " on " + configuration.Board.Id);
            new Device(configuration).Run();
            return;
        }
        catch (ConfigurationException fault)
        {
            why = fault.Message;
        }
        catch (Exception fault)
        {
            why = "the agent could not start: " + fault.GetType().Name + ". This is a fault in the agent; please report it.";
        }
        // A debugger shows the words; without one the light has to do.
        while (true)
        {
            Console.WriteLine(why);
            Blink();
        }
    }

    // No board is known yet, so this is the pin that all have in common.
    private static void Blink()
    {
        LightPattern pattern = LightPattern.Of(AgentState.Misconfigured);
        PinLight light = Common();
        for (int i = 0; i < pattern.Blinks; i++)
        {
            light.Show(true, false, true);
            Thread.Sleep(BlinkMs);
            light.Show(false, false, false);
            Thread.Sleep(BlinkMs);
        }
        Thread.Sleep(8 * BlinkMs);
    }

    private static PinLight Common()
    {
        return _light == null ? _light = new PinLight(new Board("", 0, 4, Board.NoPin, Board.NoPin, Board.NoPin)) : _light;
    }

    private static PinLight? _light;
}
