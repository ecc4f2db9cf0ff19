namespace DeviceMailAgent.Screen;

/// <summary>The way to the panel: I2C, on the boards that there are.</summary>
public interface IPanelBus
{
    /// <summary>Sends octets as one transfer: start, address, octets, stop.</summary>
    /// <returns>False: the panel did not take them.</returns>
    bool Write(byte[] buffer, int offset, int count);
}
