using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>A grey picture, written and read as PNG (RFC 2083) of 8 bits without filters.</summary>
internal sealed class Png
{
    private static readonly byte[] Signature = [137, 80, 78, 71, 13, 10, 26, 10];

    private readonly byte[] _points;

    public Png(int width, int height, byte grey)
    {
        Width = width;
        Height = height;
        _points = new byte[width * height];
        Array.Fill(_points, grey);
    }

    public int Width { get; }

    public int Height { get; }

    public ReadOnlySpan<byte> Points => _points;

    public void Fill(int x, int y, int width, int height, byte grey)
    {
        for (int row = y; row < y + height; row++) _points.AsSpan(row * Width + x, width).Fill(grey);
    }

    public void Save(string path)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = 8;
        Chunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int row = 0; row < Height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(_points, row * Width, Width);
            }
        }
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        File.WriteAllBytes(path, file.ToArray());
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static Png Load(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        Png? png = null;
        for (int at = Signature.Length; at < file.Length;)
        {
            int count = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            string type = Encoding.ASCII.GetString(file.Slice(at + 4, 4));
            ReadOnlySpan<byte> data = file.Slice(at + 8, count);
            if (type == "IHDR") png = new Png(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), 0);
            if (type == "IDAT") png!.Unpack(data.ToArray());
            at += 12 + count;
        }
        return png!;
    }

    private void Unpack(byte[] data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        for (int row = 0; row < Height; row++)
        {
            if (zlib.ReadByte() != 0) throw new InvalidDataException("The row is filtered.");
            zlib.ReadExactly(_points, row * Width, Width);
        }
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        byte[] number = new byte[4];
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] octets)
    {
        uint crc = uint.MaxValue;
        foreach (byte octet in octets)
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }
}
