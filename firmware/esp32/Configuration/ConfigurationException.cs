using System;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>agent.json cannot be used. The message is one line: the key's path, what is wrong, what to write instead.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Names the fault.</summary>
    /// <param name="path">Such as <c>accounts[0].smtp.port</c>; empty for the file as a whole.</param>
    /// <param name="what">What is wrong and the cure.</param>
    public ConfigurationException(string path, string what)
        : base(path.Length == 0 ? "agent.json " + what : path + ": " + what)
    {
    }
}
