namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>A range of IPv4 addresses as RFC 4632 3.1 writes it, for example 192.168.7.0/24, or a single address.</summary>
public sealed class AddressRange
{
    private readonly uint _network;
    private readonly uint _mask;

    private AddressRange(uint network, uint mask)
    {
        _network = network;
        _mask = mask;
    }

    /// <summary>Reads a range; null if it is none, or if bits are set behind its length.</summary>
    public static AddressRange? Parse(string text)
    {
        int slash = text.IndexOf('/');
        string addressText = slash < 0 ? text : text.Substring(0, slash);
        if (!TryParse(addressText, out uint address)) return null;
        int bits = 32;
        if (slash >= 0 && (!int.TryParse(text.Substring(slash + 1), out bits) || bits < 0 || bits > 32)) return null;
        uint mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits);
        return (address & ~mask) == 0 ? new AddressRange(address, mask) : null;
    }

    /// <summary>Reads an address of four numbers.</summary>
    public static bool TryParse(string text, out uint address)
    {
        address = 0;
        string[] parts = text.Split('.');
        if (parts.Length != 4) return false;
        for (int i = 0; i < 4; i++)
        {
            bool isNumber = parts[i].Length > 0 && parts[i].Length <= 3 && int.TryParse(parts[i], out int part) && part >= 0 && part <= 255;
            if (!isNumber) return false;
            address = address << 8 | (uint)int.Parse(parts[i]);
        }
        return true;
    }

    /// <summary>An address from its four octets.</summary>
    public static uint FromOctets(byte[] octets)
    {
        return (uint)octets[0] << 24 | (uint)octets[1] << 16 | (uint)octets[2] << 8 | octets[3];
    }

    /// <summary>The range as <see cref="Parse"/> reads it; a single address without a length.</summary>
    public string ToText()
    {
        int bits = 0;
        for (uint mask = _mask; mask != 0; mask <<= 1) bits++;
        string address = (_network >> 24).ToString() + "." + (_network >> 16 & 255).ToString() + "." + (_network >> 8 & 255).ToString() + "." + (_network & 255).ToString();
        return bits == 32 ? address : address + "/" + bits.ToString();
    }

    /// <summary>True if the address is in the range.</summary>
    public bool Contains(uint address)
    {
        return (address & _mask) == _network;
    }
}
