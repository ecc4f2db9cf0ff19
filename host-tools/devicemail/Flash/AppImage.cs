using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>
/// A nanoFramework app as it lies in the deployment partition: every assembly's .pe, each filled up with zeros to a multiple of 4 octets. nanoCLR walks
/// them by the sizes in their headers and resolves references once all are there, so their order is free; ours is by name, so that equal builds are equal.
/// </summary>
internal sealed record AppImage(byte[] Octets, IReadOnlyList<string> Files)
{
    private const int Alignment = 4;

    private static ReadOnlySpan<byte> Marker => "NFMRK1\0\0"u8;
    private static ReadOnlySpan<byte> NextMarker => "NFMRK2"u8;

    /// <summary>Packs a folder's .pe files, or takes a .bin that was packed already.</summary>
    /// <param name="path">The folder, or the .bin.</param>
    /// <exception cref="FlashException">It cannot be read, or is no app.</exception>
    public static AppImage Read(string path)
    {
        try
        {
            if (!Directory.Exists(path)) return new([.. Checked(path)], [Path.GetFileName(path)]);
            string[] files = [.. Directory.GetFiles(path, "*.pe").OrderBy(Path.GetFileName, StringComparer.Ordinal)];
            if (files.Length == 0) throw new FlashException(FlashFault.NoFile, path, "*.pe: 0");
            using var image = new MemoryStream();
            foreach (string file in files)
            {
                image.Write(Checked(file));
                while (image.Length % Alignment != 0) image.WriteByte(0);
            }

            return new(image.ToArray(), [.. files.Select(file => Path.GetFileName(file))]);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FlashException(FlashFault.NoFile, path, fault.Message);
        }
    }

    private static byte[] Checked(string file)
    {
        byte[] octets = File.ReadAllBytes(file);
        if (octets.AsSpan().StartsWith(NextMarker)) throw new FlashException(FlashFault.OtherGeneration, file);
        return octets.AsSpan().StartsWith(Marker) ? octets : throw new FlashException(FlashFault.NotAnApp, file);
    }
}
