using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>Why a certificate cannot be used, in both languages; without the last full stop.</summary>
internal sealed class BadCertificate(Phrase why) : ArgumentException(why.English)
{
    public Phrase Why { get; } = why;
}

/// <summary>
/// The certificate that an app logs in with, as agent.json may name it: its public part in a file beside agent.json, or its thumbprint. The private key is never
/// written or copied here; <c>devicemail pair</c> hands it to the device.
/// </summary>
internal sealed partial record AppCertificate
{
    /// <summary>What the copy beside agent.json is called.</summary>
    public const string CopyName = "app-certificate.pem";

    private const int KeyBitsMin = 2048;

    private AppCertificate()
    {
    }

    /// <summary>Its SHA-256 in hexadecimal, where no file was given; else null.</summary>
    public string? Thumbprint { get; private init; }

    /// <summary>The day on which it ends, in UTC; null: a thumbprint does not tell.</summary>
    public DateOnly? Ends { get; private init; }

    /// <summary>Its file's name, beside agent.json; null without a file, or before <see cref="Beside"/>.</summary>
    public string? FileName { get; private init; }

    /// <summary>What is to be written there; null: the file that was given lies there already.</summary>
    public string? Copy { get; private init; }

    /// <summary>What agent.json says.</summary>
    public string Reference => FileName ?? Thumbprint!;

    private string? Given { get; init; }

    private string? Pem { get; init; }

    private bool HasKey { get; init; }

    /// <summary>Reads a certificate in PEM or DER, or takes a SHA-256 in hexadecimal.</summary>
    /// <exception cref="BadCertificate">It is neither, cannot be read, or is nothing that a provider would take.</exception>
    public static AppCertificate Read(string text)
    {
        if (Digits().IsMatch(text)) return new AppCertificate { Thumbprint = text };
        byte[] octets;
        try
        {
            octets = File.ReadAllBytes(text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadCertificate(new($"{text} cannot be read. Check the path and that you may read it", $"{text} を読み込めません。パスと読み取り権限を確認してください"));
        }

        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(octets);
            using RSA? key = certificate.GetRSAPublicKey();
            if (key is null || key.KeySize < KeyBitsMin) throw new BadCertificate(new(
                $"{text} has no RSA key of {KeyBitsMin} bits or more, and Microsoft Entra takes no other. Make one with: openssl req -x509 -newkey rsa:2048 -nodes -days 730 -subj /CN=scan -out c.pem -keyout k.pem",
                $"{text} は {KeyBitsMin} ビット以上の RSA 鍵ではありません (Microsoft Entra の条件)。作成: openssl req -x509 -newkey rsa:2048 -nodes -days 730 -subj /CN=scan -out c.pem -keyout k.pem"));
            DateTime end = certificate.NotAfter.ToUniversalTime();
            if (end < DateTime.UtcNow) throw new BadCertificate(new($"{text} ended on {end:yyyy-MM-dd}. Make a new certificate, and add it to the app", $"{text} の期限は {end:yyyy-MM-dd} に切れています。新しい証明書を作成し、アプリに追加してください"));
            bool hasKey = System.Text.Encoding.Latin1.GetString(octets).Contains("PRIVATE KEY-----", StringComparison.Ordinal);
            return new AppCertificate { Given = Path.GetFullPath(text), Pem = certificate.ExportCertificatePem() + "\n", HasKey = hasKey, Ends = DateOnly.FromDateTime(end) };
        }
        catch (CryptographicException)
        {
            throw new BadCertificate(new($"{text} has no certificate in PEM or DER. Out of a PFX file it comes with: openssl pkcs12 -in FILE -nokeys -clcerts -out c.pem",
                $"{text} に PEM または DER の証明書がありません。PFX から取り出すには: openssl pkcs12 -in FILE -nokeys -clcerts -out c.pem"));
        }
    }

    /// <summary>With its place beside a certain agent.json: where it lies already, if that file holds nothing secret, else a copy.</summary>
    /// <exception cref="BadOption">The copy would take the place of the file with the key.</exception>
    public AppCertificate Beside(string agentJson)
    {
        if (Pem is null) return this;
        string folder = Path.GetDirectoryName(Path.GetFullPath(agentJson))!;
        bool isPlain = !HasKey && File.ReadAllText(Given!).Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
        if (isPlain && Path.GetDirectoryName(Given) == folder) return this with { FileName = Path.GetFileName(Given) };
        if (Path.Combine(folder, CopyName) == Given) throw new BadOption(new(
            $"--certificate: {Given} would be replaced by a copy without the private key. Give that file another name first.",
            $"--certificate: {Given} が秘密鍵のないコピーで上書きされます。先にファイル名を変更してください。"));
        return this with { FileName = CopyName, Copy = Pem };
    }

    [GeneratedRegex("^([0-9A-Fa-f]{64}|([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2})$")]
    private static partial Regex Digits();
}
