using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>
/// Takes out of what a person has the part that a device wants, and says in words what is another thing. The device judges too, but it can only say that it wants
/// no such secret.
/// </summary>
internal static class SecretShape
{
    private static readonly Phrase IsEncrypted = new("The private key is protected with a password, which the device does not have.", "秘密鍵がパスワードで保護されており、装置では使用できません。");
    private static readonly Phrase IsEncryptedNext = new("Take the password off: openssl pkey -in FILE -out key.pem; of a PFX file: openssl pkcs12 -in FILE -nodes -nocerts -out key.pem",
        "パスワードを解除してください: openssl pkey -in FILE -out key.pem (PFX の場合: openssl pkcs12 -in FILE -nodes -nocerts -out key.pem)");
    private static readonly Phrase IsCertificate = new("The file has a certificate in it, but not its private key.", "ファイルに証明書はありますが、秘密鍵がありません。");
    private static readonly Phrase IsCertificateNext = new("Name the file with -----BEGIN PRIVATE KEY----- that was made together with it.", "証明書と同時に作成した -----BEGIN PRIVATE KEY----- のファイルを指定してください。");
    private static readonly Phrase NoKey = new("There is no private key in it.", "秘密鍵が見つかりません。");
    private static readonly Phrase NoKeyNext = new("The account logs in with a certificate: name its key in PEM (-----BEGIN PRIVATE KEY-----) with --secret-file.",
        "証明書でログインするアカウントです。--secret-file で PEM 形式の秘密鍵 (-----BEGIN PRIVATE KEY-----) を指定してください。");
    private static readonly Phrase IsPem = new("This is a PEM file, but the account logs in with a client secret.", "PEM ファイルが指定されましたが、このアカウントはクライアント シークレットでログインします。");
    private static readonly Phrase IsPemNext = new("Give the secret's value, or set the account up for its certificate: devicemail provision --certificate FILE", "シークレットの値を指定するか、証明書を使う設定に変更してください: devicemail provision --certificate FILE");
    private static readonly Phrase IsServiceAccount = new("This is a service account's key file, but the account logs in with a client secret.", "サービス アカウントのキー ファイルが指定されましたが、このアカウントはクライアント シークレットでログインします。");
    private static readonly Phrase IsServiceAccountNext = new("Give the secret of the OAuth client, or set the account up for it: devicemail provision --flow service-account", "OAuth クライアントのシークレットを指定するか、設定を変更してください: devicemail provision --flow service-account");
    private static readonly Phrase IsId = new("This is the ID of a client secret, not the secret: Entra shows both beside each other.", "これはシークレットの「ID」で、「値」ではありません (Entra では並んで表示されます)。");
    private static readonly Phrase IsIdNext = new("Copy the column \"Value\". If it is hidden by now, make a new secret.", "「値」の列をコピーしてください。表示されない場合は新しいシークレットを作成します。");
    private static readonly Phrase IsSeveralLines = new("A client secret is one line, and this has several.", "クライアント シークレットは 1 行ですが、複数行が指定されました。");
    private static readonly Phrase IsSeveralLinesNext = new("Give the value alone, without anything before or after it.", "値のみを指定してください。");
    private static readonly Phrase NotServiceAccount = new("This is not the key file of a service account{0}.", "サービス アカウントのキー ファイルではありません{0}。");
    private static readonly Phrase NotServiceAccountNext = new("Take the JSON file of console.cloud.google.com > IAM & Admin > Service accounts > the account > Keys.",
        "console.cloud.google.com >「IAM と管理」>「サービス アカウント」> アカウント >「鍵」の JSON ファイルを指定してください。");

    /// <summary>Finds the secret.</summary>
    /// <param name="kind">The control channel's word for what the device wants.</param>
    /// <param name="given">What the file or the person gave, without white space around it.</param>
    /// <param name="account">The account as the device's <c>config</c> tells it.</param>
    /// <param name="fault">What is wrong and what to do, where null is returned.</param>
    public static string? Find(string kind, byte[] given, JsonObject account, out (Phrase What, Phrase Next) fault)
    {
        fault = default;
        string text = Encoding.UTF8.GetString(given).Trim();
        return kind switch
        {
            "client-key" => given is [0x30, ..] ? KeyOfPfx(given, out fault) : KeyOfPem(text, out fault),
            "client-secret" => ClientSecret(text, account, out fault),
            "service-account" => ServiceAccount(text, out fault),
            _ => text,
        };
    }

    // The key's block alone: with its certificate and that one's chain a file may be longer than the device takes.
    private static string? KeyOfPem(string text, out (Phrase What, Phrase Next) fault)
    {
        fault = (NoKey, NoKeyNext);
        for (ReadOnlySpan<char> rest = text; PemEncoding.TryFind(rest, out PemFields fields); rest = rest[fields.Location.End..])
        {
            ReadOnlySpan<char> label = rest[fields.Label];
            bool isRfc1421 = rest[fields.Location].Contains("Proc-Type", StringComparison.Ordinal);
            if (label is "PRIVATE KEY" or "RSA PRIVATE KEY" && !isRfc1421) return rest[fields.Location].ToString();
            if (label is "ENCRYPTED PRIVATE KEY" || isRfc1421) fault = (IsEncrypted, IsEncryptedNext);
            else if (label is "CERTIFICATE" && fault.What == NoKey) fault = (IsCertificate, IsCertificateNext);
        }

        // The older form of an encrypted key has a header, which is not PEM as RFC 7468 has it.
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)) fault = (IsEncrypted, IsEncryptedNext);
        return null;
    }

    private static string? KeyOfPfx(byte[] octets, out (Phrase What, Phrase Next) fault)
    {
        fault = (IsEncrypted, IsEncryptedNext);
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(octets, "", X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet);
            using RSA? key = certificate.GetRSAPrivateKey();
            if (key is not null) return key.ExportPkcs8PrivateKeyPem();
            fault = (NoKey, NoKeyNext);
        }
        catch (CryptographicException)
        {
            // Not with an empty password: said as it stands above. A certificate alone in DER, or anything else, is no key.
            if (!IsPfx(octets)) fault = (NoKey, NoKeyNext);
        }

        return null;
    }

    private static bool IsPfx(byte[] octets) => X509Certificate2.GetCertContentType(octets) == X509ContentType.Pfx;

    private static string? ClientSecret(string text, JsonObject account, out (Phrase What, Phrase Next) fault)
    {
        fault = default;
        if (text.StartsWith("-----BEGIN ", StringComparison.Ordinal)) fault = (IsPem, IsPemNext);
        else if (JsonOf(text) is { } json)
        {
            // Google's console gives an OAuth client out as a file.
            if (json["installed"] is JsonObject client && client.Text("client_secret") is { Length: > 0 } secret) return secret;
            fault = json.Text("type") == "service_account" ? (IsServiceAccount, IsServiceAccountNext) : (IsSeveralLines, IsSeveralLinesNext);
        }
        else if (text.Contains('\n', StringComparison.Ordinal)) fault = (IsSeveralLines, IsSeveralLinesNext);
        // Other servers do give out secrets of this form.
        else if (Guid.TryParse(text, out _) && account.Text("tokenEndpoint").StartsWith("https://login.microsoftonline.", StringComparison.Ordinal)) fault = (IsId, IsIdNext);
        return fault.What == default ? text : null;
    }

    private static string? ServiceAccount(string text, out (Phrase What, Phrase Next) fault)
    {
        fault = default;
        JsonObject? json = JsonOf(text);
        if (json?.Text("type") == "service_account") return text;
        string about = json is null ? "" : json["installed"] is not null ? " (OAuth client)" : json.Text("type") is { Length: > 0 and < 40 } type ? $" ({type})" : "";
        fault = (new Phrase(NotServiceAccount.English.Replace("{0}", about, StringComparison.Ordinal), NotServiceAccount.Japanese.Replace("{0}", about, StringComparison.Ordinal)), NotServiceAccountNext);
        return null;
    }

    private static JsonObject? JsonOf(string text)
    {
        if (!text.StartsWith('{')) return null;
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
