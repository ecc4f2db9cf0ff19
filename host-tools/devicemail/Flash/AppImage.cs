using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>An assembly of the app that calls into the firmware.</summary>
/// <param name="Name">Its name; of a packed image "#n" where it stands in nanoCLR's own table of strings.</param>
/// <param name="Checksum">Of the native methods that it was built for; the firmware's must be the same, or nanoCLR does not start the app.</param>
internal sealed record NativeNeed(string Name, uint Checksum);

/// <summary>
/// A nanoFramework app as it lies in the deployment partition: every assembly's .pe, each filled up with zeros to a multiple of 4 octets. nanoCLR walks
/// them by the sizes in their headers and resolves references once all are there, so their order is free; ours is by name, so that equal builds are equal.
/// Where things stand in a header: CLR_RECORD_ASSEMBLY of nf-interpreter 1.x (src/CLR/Include/nanoCLR_Types.h), little-endian.
/// </summary>
internal sealed record AppImage(byte[] Octets, IReadOnlyList<string> Files, IReadOnlyList<NativeNeed> Needs)
{
    // The assembly that firmware/esp32 is built to.
    private const string Main = "DeviceMailAgent.Esp32.pe";
    private const int Alignment = 4;
    private const int ChecksumAt = 20;
    private const int NameAt = 36;
    private const int StringsAt = 40 + 0x0B * 4;
    private const int EndAt = 40 + 0x0F * 4;
    private const int HeaderOctets = EndAt + 4;

    private static ReadOnlySpan<byte> Marker => "NFMRK1\0\0"u8;
    private static ReadOnlySpan<byte> NextMarker => "NFMRK2"u8;

    /// <summary>Packs a folder's .pe files, or takes a .bin that was packed already.</summary>
    /// <param name="path">The folder, or the .bin.</param>
    /// <exception cref="FlashException">It cannot be read, is no app, or not whole.</exception>
    public static AppImage Read(string path)
    {
        try
        {
            return Directory.Exists(path) ? Packed(path) : Walked(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FlashException(FlashFault.NoFile, path, fault.Message);
        }
    }

    private static AppImage Packed(string folder)
    {
        string[] files = [.. Directory.GetFiles(folder, "*.pe").OrderBy(Path.GetFileName, StringComparer.Ordinal)];
        if (!files.Any(file => Path.GetFileName(file) == Main)) throw new FlashException(FlashFault.NoApp, folder, Main);
        using var image = new MemoryStream();
        var needs = new List<NativeNeed>();
        foreach (string file in files)
        {
            byte[] octets = File.ReadAllBytes(file);
            if (Size(octets, file) != octets.Length) throw new FlashException(FlashFault.CutApp, file);
            Note(octets, Path.GetFileNameWithoutExtension(file), needs);
            image.Write(octets);
            while (image.Length % Alignment != 0) image.WriteByte(0);
        }

        return new(image.ToArray(), [.. files.Select(file => Path.GetFileName(file))], needs);
    }

    private static AppImage Walked(string file)
    {
        byte[] octets = File.ReadAllBytes(file);
        var needs = new List<NativeNeed>();
        int count = 0;
        for (int at = 0; at < octets.Length || at == 0; count++)
        {
            ReadOnlySpan<byte> assembly = octets.AsSpan(at);
            int size = Size(assembly, file);
            Note(assembly, NameOf(assembly[..size]) ?? "#" + (count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), needs);
            at += (size + Alignment - 1) / Alignment * Alignment;
        }

        return new(octets, [Path.GetFileName(file)], needs);
    }

    private static void Note(ReadOnlySpan<byte> assembly, string name, List<NativeNeed> needs)
    {
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(assembly[ChecksumAt..]);
        // 0: it has no native methods.
        if (checksum != 0) needs.Add(new(name, checksum));
    }

    private static int Size(ReadOnlySpan<byte> assembly, string file)
    {
        if (assembly.StartsWith(NextMarker)) throw new FlashException(FlashFault.OtherGeneration, file);
        if (!assembly.StartsWith(Marker)) throw new FlashException(FlashFault.NotAnApp, file);
        if (assembly.Length < HeaderOctets) throw new FlashException(FlashFault.CutApp, file);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(assembly[EndAt..]);
        return size >= HeaderOctets && size <= assembly.Length ? (int)size : throw new FlashException(FlashFault.CutApp, file);
    }

    private static string? NameOf(ReadOnlySpan<byte> assembly)
    {
        uint strings = BinaryPrimitives.ReadUInt32LittleEndian(assembly[StringsAt..]);
        ulong at = (ulong)strings + BinaryPrimitives.ReadUInt16LittleEndian(assembly[NameAt..]);
        if (at >= (ulong)assembly.Length) return null;
        ReadOnlySpan<byte> name = assembly[(int)at..];
        int end = name.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(name[..end]) : null;
    }
}
