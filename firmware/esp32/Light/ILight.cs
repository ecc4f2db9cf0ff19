namespace DeviceMailAgent.Esp32.Light;

/// <summary>Something that shows a colour: one LED, three, or a screen's corner.</summary>
public interface ILight
{
    /// <summary>Shows a colour; all false: dark.</summary>
    void Show(bool red, bool green, bool blue);
}
