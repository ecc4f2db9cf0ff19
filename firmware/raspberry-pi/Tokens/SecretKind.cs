namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// The kinds of secrets in the store. The name is part of what is sealed, so that one kind cannot be put in the place of another. A new
/// kind is one line here.
/// </summary>
internal sealed class SecretKind
{
    private const int PemMax = 16 * 1024;

    public static readonly SecretKind RefreshToken = new SecretKind("refresh-token", Limits.RefreshToken, ".token");
    public static readonly SecretKind Password = new SecretKind("password", Limits.RefreshToken, ".password");
    public static readonly SecretKind AdminKey = new SecretKind("admin-key", 128, ".key");
    public static readonly SecretKind Certificate = new SecretKind("certificate", PemMax, ".pem");

    /// <param name="name">Letters and hyphens; part of the file's name.</param>
    /// <param name="octetsMax">The longest secret of this kind.</param>
    /// <param name="plainSuffix">What the store of the first version put behind the owner's name, and left unsealed; null for kinds that they did not have.</param>
    private SecretKind(string name, int octetsMax, string? plainSuffix = null)
    {
        Name = name;
        OctetsMax = octetsMax;
        PlainSuffix = plainSuffix;
    }

    public string Name { get; }

    public int OctetsMax { get; }

    public string? PlainSuffix { get; }
}
