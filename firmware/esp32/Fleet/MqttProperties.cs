namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>Reads MQTT 5's properties (2.2.2), as far as they are of use here.</summary>
public static class MqttProperties
{
    private const int ServerKeepAliveProperty = 0x13;

    // More than any packet here has: who goes so far is behind its end.
    private const int Beyond = 65535;

    /// <summary>1.5.5: a number of one to four octets.</summary>
    /// <param name="buffer">The packet.</param>
    /// <param name="at">Where it begins; then the octet behind it.</param>
    /// <param name="end">The packet's end.</param>
    /// <returns>Below 0: there is none.</returns>
    public static int Variable(byte[] buffer, ref int at, int end)
    {
        int value = 0;
        for (int i = 0; i < 4 && at < end; i++)
        {
            byte octet = buffer[at++];
            value |= (octet & 0x7F) << (7 * i);
            if (octet < 0x80) return value;
        }
        return -1;
    }

    /// <summary>The Server Keep Alive of a CONNACK, in seconds; 0: there is none.</summary>
    /// <param name="buffer">The packet.</param>
    /// <param name="at">Where its properties begin.</param>
    /// <param name="end">The packet's end.</param>
    public static int ServerKeepAlive(byte[] buffer, int at, int end)
    {
        int length = Variable(buffer, ref at, end);
        if (length >= 0 && at + length < end) end = at + length;
        while (at + 2 < end)
        {
            int property = buffer[at++];
            if (property == ServerKeepAliveProperty) return buffer[at] << 8 | buffer[at + 1];
            at += SizeOf(property, buffer, at, end);
        }
        return 0;
    }

    // 2.2.2.2: of those that a CONNACK may have.
    private static int SizeOf(int property, byte[] buffer, int at, int end)
    {
        switch (property)
        {
            case 0x11:
            case 0x27: return 4;
            case 0x21:
            case 0x22: return 2;
            case 0x24:
            case 0x25:
            case 0x28:
            case 0x29:
            case 0x2A: return 1;
            case 0x26:
                // A name and its value.
                int name = TextSize(buffer, at, end);
                return name + TextSize(buffer, at + name, end);
            default: return TextSize(buffer, at, end);
        }
    }

    private static int TextSize(byte[] buffer, int at, int end)
    {
        return at + 2 > end ? Beyond : 2 + (buffer[at] << 8 | buffer[at + 1]);
    }
}
