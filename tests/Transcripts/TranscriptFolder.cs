using System.IO;
using DeviceMailAgent.Core.Tests.Support;

namespace DeviceMailAgent.Transcripts;

/// <summary>The folder of the transcripts.</summary>
public static class TranscriptFolder
{
    /// <summary>Its path.</summary>
    public static string Root { get; } = Path.Combine(Repository.Root, "tests", "Transcripts");

    /// <summary>Reads one of its files, for example exchange-online/accepted.txt.</summary>
    public static Transcript Load(string name)
    {
        return Transcript.Load(Root, name);
    }
}
