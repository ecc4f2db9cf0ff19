using System;
using System.Globalization;
using System.IO;
using System.Text;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>When the owner was written to last: seconds since 1970, UTC, in a file of the store, so that a restart does not write again.</summary>
internal sealed class OwnerState
{
    private const string FileName = "owner.last";

    private readonly StoreFolder _store;

    public OwnerState(StoreFolder store)
    {
        _store = store;
    }

    /// <summary>0: never, or nobody knows.</summary>
    public long Load()
    {
        try
        {
            using FileStream file = _store.OpenRead(FileName);
            byte[] octets = new byte[32];
            string text = Encoding.ASCII.GetString(octets, 0, file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false));
            return long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? seconds : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>False: it could not be written.</summary>
    public bool Save(long seconds)
    {
        try
        {
            _store.Replace(FileName, Encoding.ASCII.GetBytes(seconds.ToString(CultureInfo.InvariantCulture) + "\n"));
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
