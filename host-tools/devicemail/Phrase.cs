namespace DeviceMailAgent.Tool;

/// <summary>A language that the tool and the agent's status page speak.</summary>
internal enum Language
{
    English,
    Japanese,
}

/// <summary>One text in both languages.</summary>
internal readonly record struct Phrase(string English, string Japanese)
{
    public string In(Language language) => language == Language.Japanese ? Japanese : English;
}
