using System;
using System.Threading;
using DeviceMailAgent.Esp32.Configuration;

namespace DeviceMailAgent.Esp32;

/// <summary>DeviceMailAgent on an ESP32.</summary>
[StartUp]
public static class Program
{
    /// <summary>The agent's version.</summary>
    public const string Version = "0.1.0";

    private const int AgainMs = 5000;

    /// <summary>The board starts here.</summary>
    public static void Main()
    {
        string why;
        try
        {
            AgentConfiguration configuration = AgentFile.Read();
            Device device = new Device(configuration);
            Console.WriteLine("DeviceMailAgent " + Version + " on " + configuration.Board.Id);
            device.Run();
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
        // A debugger shows the words. The light's pins stand in agent.json, so that a dark light is all that shows without one.
        while (true)
        {
            Console.WriteLine(why);
            Thread.Sleep(AgainMs);
        }
    }
}
