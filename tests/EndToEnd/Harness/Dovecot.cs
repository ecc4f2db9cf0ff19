using System;
using System.IO;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>
/// Dovecot's submission service as the provider: a server that we did not write, with STARTTLS, XOAUTH2 and OAUTHBEARER. It checks
/// the tokens by itself and relays each mail to the sink.
/// </summary>
internal sealed class Dovecot : IAsyncDisposable
{
    private readonly Folder _folder = new("dovecot");
    private readonly ChildProcess _process;

    private Dovecot(CertificateAuthority authority, AccessTokens tokens, int sinkPort)
    {
        // Dovecot's processes are of several users; the key file stays readable for this one only.
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        Port = Loopback.FreePort();
        ImplicitTlsPort = Loopback.FreePort();
        using X509Certificate2 certificate = authority.Issue("localhost");
        _folder.Write("server.crt", certificate.ExportCertificatePem());
        string key = _folder.Write("server.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // A dictionary of public keys: ALGORITHM/KEY-ID below the client's name, "default" where the token names none.
        _folder.Write("keys/default/ES256/" + AccessTokens.KeyId, tokens.PublicKeyPem);
        _folder.Write("oauth2.conf", $"""
            introspection_mode = local
            local_validation_key_dict = fs:posix:prefix={_folder.Path}/keys/
            issuers = {AccessTokens.Issuer}
            username_attribute = sub

            """);
        string configuration = _folder.Write("dovecot.conf", Configuration(sinkPort));
        _process = ChildProcess.Start(ChildProcess.Find("dovecot")!, ["-F", "-c", configuration]);
    }

    /// <summary>The port with STARTTLS.</summary>
    public int Port { get; }

    /// <summary>The port with TLS from the first octet (RFC 8314 3.3).</summary>
    public int ImplicitTlsPort { get; }

    /// <summary>Dovecot's own log.</summary>
    public string Log => File.Exists(_folder.File("log")) ? File.ReadAllText(_folder.File("log")) : "";

    /// <summary>Why Dovecot cannot run here, or null.</summary>
    public static string? Missing()
    {
        if (ChildProcess.Find("dovecot") is null) return "dovecot is not installed (Debian package dovecot-core)";
        if (!File.Exists("/usr/lib/dovecot/submission-login")) return "Dovecot's submission service is not installed (Debian package dovecot-submissiond)";
        if (!Environment.IsPrivilegedProcess) return "Dovecot changes users when it starts, and only root may";
        return null;
    }

    public static async Task<Dovecot> Start(CertificateAuthority authority, AccessTokens tokens, int sinkPort)
    {
        string? missing = Missing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        var dovecot = new Dovecot(authority, tokens, sinkPort);
        if (await Loopback.Answers(dovecot.Port, () => !dovecot._process.HasExited, TimeSpan.FromSeconds(20))) return dovecot;
        string log = dovecot.Log + string.Join('\n', dovecot._process.Errors);
        await dovecot.DisposeAsync();
        throw new InvalidOperationException("Dovecot did not start:\n" + log);
    }

    public async ValueTask DisposeAsync()
    {
        // The master ends its children on SIGTERM; killed, it would leave them.
        if (!_process.HasExited) _process.Terminate();
        await _process.Exit(TimeSpan.FromSeconds(20));
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private string Configuration(int sinkPort) => $$"""
        base_dir = {{_folder.Path}}/run
        state_dir = {{_folder.Path}}/state
        log_path = {{_folder.Path}}/log
        instance_name = {{Path.GetFileName(_folder.Path)}}
        protocols = submission
        listen = 127.0.0.1
        hostname = localhost
        ssl = required
        ssl_cert = <{{_folder.Path}}/server.crt
        ssl_key = <{{_folder.Path}}/server.key
        ssl_min_protocol = TLSv1.2
        auth_mechanisms = xoauth2 oauthbearer
        auth_failure_delay = 0
        mail_location = maildir:{{_folder.Path}}/mail
        mail_max_userip_connections = 100
        submission_relay_host = 127.0.0.1
        submission_relay_port = {{sinkPort}}
        submission_max_mail_size = 200M
        passdb {
          driver = oauth2
          mechanisms = xoauth2 oauthbearer
          args = {{_folder.Path}}/oauth2.conf
        }
        userdb {
          driver = static
          args = uid=nobody gid=nogroup home={{_folder.Path}}/home
        }
        service submission-login {
          inet_listener submission {
            port = {{Port}}
          }
          inet_listener submissions {
            port = {{ImplicitTlsPort}}
            ssl = yes
          }
        }
        # Failed logins from one address are delayed more and more; these tests make them on purpose.
        service anvil {
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }

        """;
}
