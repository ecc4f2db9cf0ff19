namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// The kinds of secrets in the store. The name is part of what is sealed, so that one kind cannot be put in the place of another. A new
/// kind is one line here.
/// </summary>
internal sealed class SealedKind
{
    private const int PemMax = 16 * 1024;

    public static readonly SealedKind RefreshToken = new SealedKind("refresh-token", Limits.RefreshToken, ".token");
    public static readonly SealedKind Password = new SealedKind("password", Limits.RefreshToken, ".password");
    public static readonly SealedKind ClientSecret = new SealedKind("client-secret", Limits.RefreshToken);
    public static readonly SealedKind ClientKey = new SealedKind("client-key", PemMax);
    public static readonly SealedKind ServiceAccount = new SealedKind("service-account", PemMax);
    public static readonly SealedKind AdminKey = new SealedKind("admin-key", 128, ".key");
    public static readonly SealedKind Certificate = new SealedKind("certificate", PemMax, ".pem");
    public static readonly SealedKind FleetPassword = new SealedKind("fleet-password", 256);

    /// <param name="name">Letters and hyphens; part of the file's name.</param>
    /// <param name="octetsMax">The longest secret of this kind.</param>
    /// <param name="plainSuffix">What the store of the first version put behind the owner's name, and left unsealed; null for kinds that they did not have.</param>
    private SealedKind(string name, int octetsMax, string? plainSuffix = null)
    {
        Name = name;
        OctetsMax = octetsMax;
        PlainSuffix = plainSuffix;
    }

    public string Name { get; }

    public int OctetsMax { get; }

    public string? PlainSuffix { get; }
}
