namespace DeviceMailAgent.OAuth;

/// <summary>What has become of a JSON document that is being read.</summary>
public enum JsonStatus
{
    /// <summary>More octets are expected.</summary>
    More,
    /// <summary>It was read to its end and is well-formed.</summary>
    Complete,
    /// <summary>It ended too early.</summary>
    Incomplete,
    /// <summary>It is not JSON, or not an object.</summary>
    Malformed,
    /// <summary>Objects and arrays nest deeper than <see cref="JsonReader.DepthMax"/>.</summary>
    TooDeep,
    /// <summary>It is longer than the reader's limit.</summary>
    TooLarge,
    /// <summary>A member that must be whole is longer than its buffer.</summary>
    MemberTooLong,
    /// <summary>A member that must be a string is of another type.</summary>
    MemberNotText,
    /// <summary>A member that may come only once came again.</summary>
    MemberRepeated,
}
