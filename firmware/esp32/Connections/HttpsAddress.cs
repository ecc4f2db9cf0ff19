namespace DeviceMailAgent.Esp32.Connections;

/// <summary>An https address of agent.json, taken apart (RFC 3986 3.2, RFC 9110 4.2.2).</summary>
public sealed class HttpsAddress
{
    /// <summary>Takes it apart; the reader of agent.json has found it sound.</summary>
    public HttpsAddress(string address)
    {
        string rest = address.Substring("https://".Length);
        int slash = rest.IndexOf('/');
        Authority = slash < 0 ? rest : rest.Substring(0, slash);
        Path = slash < 0 ? "/" : rest.Substring(slash);
        int colon = Authority.LastIndexOf(':');
        Host = colon < 0 ? Authority : Authority.Substring(0, colon);
        Port = colon < 0 ? 443 : int.Parse(Authority.Substring(colon + 1));
    }

    /// <summary>What a Host field carries.</summary>
    public string Authority { get; }

    /// <summary>Path and query, beginning with a slash.</summary>
    public string Path { get; }

    /// <summary>The name that the certificate must have.</summary>
    public string Host { get; }

    /// <summary>443 unless the address says another one.</summary>
    public int Port { get; }
}
