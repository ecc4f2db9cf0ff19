using System;
using DeviceMailAgent.Mime;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>Where a test mail can be sent: one address as agent.json or `devicemail` names it.</summary>
public static class TestMailAddress
{
    /// <summary>The address; null: it is none.</summary>
    public static MimeAddress? Of(string text)
    {
        if (text.IndexOf('@') <= 0 || text.EndsWith("@")) return null;
        try
        {
            return new MimeAddress(text, null);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
