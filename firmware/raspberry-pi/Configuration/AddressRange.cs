using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>A range of addresses as RFC 4632 3.1 writes it, for example 192.168.7.0/24, or a single address.</summary>
internal sealed class AddressRange
{
    private readonly byte[] _network;
    private readonly int _bits;

    private AddressRange(byte[] network, int bits)
    {
        _network = network;
        _bits = bits;
    }

    /// <summary>Reads a range.</summary>
    /// <returns>The range, or null; then <paramref name="cure"/> says what to write instead.</returns>
    public static AddressRange? Parse(string text, out string cure)
    {
        cure = "Write an address range such as 192.168.7.0/24, or one address.";
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string addressText = slash < 0 ? text : text[..slash];
        // IPAddress.Parse also takes "10" and "10.1"; in an allow list these are mistakes.
        if (!IPAddress.TryParse(addressText, out IPAddress? address)) return null;
        if (address.AddressFamily == AddressFamily.InterNetwork && addressText.Split('.').Length != 4) return null;
        byte[] octets = Unmapped(address).GetAddressBytes();
        int bits = octets.Length * 8;
        if (slash >= 0)
        {
            bool number = int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits);
            if (!number || bits > octets.Length * 8) return null;
        }
        byte[] network = Masked(octets, bits);
        if (!network.AsSpan().SequenceEqual(octets))
        {
            // Probably the scanner's own address with the network's length; both readings are safe, but only one is meant.
            string range = new IPAddress(network) + "/" + bits.ToString(CultureInfo.InvariantCulture);
            cure = "Write " + range + " for the network or " + address + " for the one address.";
            return null;
        }
        return new AddressRange(network, bits);
    }

    public bool Contains(IPAddress address)
    {
        byte[] octets = Unmapped(address).GetAddressBytes();
        return octets.Length == _network.Length && Masked(octets, _bits).AsSpan().SequenceEqual(_network);
    }

    public override string ToString()
    {
        string address = new IPAddress(_network).ToString();
        return _bits == _network.Length * 8 ? address : address + "/" + _bits.ToString(CultureInfo.InvariantCulture);
    }

    // A listener on :: sees IPv4 clients as ::ffff:192.168.7.20.
    public static IPAddress Unmapped(IPAddress address)
    {
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static byte[] Masked(byte[] octets, int bits)
    {
        byte[] masked = (byte[])octets.Clone();
        for (int i = 0; i < masked.Length; i++)
        {
            int kept = Math.Clamp(bits - i * 8, 0, 8);
            masked[i] &= (byte)(0xFF << (8 - kept));
        }
        return masked;
    }
}
