using System;
using System.IO;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>agent.json: what is read, and each refusal with its exact words.</summary>
public class ConfigurationTests
{
    private const string Sound = """
        { "name": "bridge-3f",
          "board": "raspberry-pi-4",
          "listen": [ { "address": "0.0.0.0", "port": 2525, "tls": "auto", "allow": ["192.168.7.0/24"], "login": "optional" } ],
          "logins": [ { "user": "scanner", "password": "hmac-sha256:AAECAwQFBgc=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "account": "scans" } ],
          "accounts": [ {
            "name": "scans", "default": true,
            "ca": null,
            "smtp": { "host": "smtp.office365.com", "port": 587, "security": "starttls",
                      "sizeMax": 36700160, "connectionsMax": 3, "perMinuteMax": 30 },
            "mechanism": "xoauth2", "user": "scans@contoso.com",
            "sender": { "address": "scans@contoso.com", "rewrite": "if-different" },
            "oauth": { "flow": "device-code", "clientId": "c", "scope": "https://outlook.office.com/SMTP.Send offline_access",
                       "deviceEndpoint": "https://login.example/devicecode", "tokenEndpoint": "https://login.example/token", "refreshMarginSeconds": 600 } } ],
          "store": "store" }
        """;

    [Fact]
    public void The_designs_example_is_read()
    {
        using var folder = new TestFolder();
        AgentConfiguration read = AgentFile.Read(folder.Write("agent.json", Sound));
        Assert.Equal("bridge-3f", read.Name);
        Assert.Equal("raspberry-pi-4", read.Board);
        Assert.Equal(folder["store"], read.Store);
        ListenerConfiguration listener = Assert.Single(read.Listeners);
        Assert.Equal(IPAddress.Any, listener.Address);
        Assert.Equal(2525, listener.Port);
        Assert.Equal(ListenerTls.Auto, listener.Tls);
        Assert.Equal(LoginPolicy.Optional, listener.Login);
        Assert.True(listener.Allows(IPAddress.Parse("192.168.7.20")));
        Assert.True(listener.Allows(IPAddress.Parse("::ffff:192.168.7.20")));
        Assert.False(listener.Allows(IPAddress.Parse("192.168.8.20")));
        Assert.False(listener.Allows(IPAddress.IPv6Loopback));
        LoginConfiguration login = Assert.Single(read.Logins);
        Assert.Equal(0, login.Account);
        Assert.Equal(32, login.Hash!.Length);
        AccountConfiguration account = Assert.Single(read.Accounts);
        Assert.Equal(0, read.DefaultAccount);
        Assert.Null(account.Roots);
        Assert.Equal("smtp.office365.com", account.Host);
        Assert.Equal(587, account.Port);
        Assert.Equal(Security.StartTls, account.Security);
        Assert.Equal(36700160, account.SizeMax);
        Assert.Equal(3, account.ConnectionsMax);
        Assert.Equal(30, account.PerMinuteMax);
        Assert.Equal(LoginMechanism.XOAuth2, account.Mechanism);
        Assert.Equal("scans@contoso.com", account.SenderAddress);
        Assert.Equal(SenderRewrite.IfDifferent, account.SenderRewrite);
        Assert.Equal("https://login.example/token", account.OAuth!.TokenEndpoint);
        Assert.Equal(600, account.OAuth.RefreshMarginSeconds);
    }

    [Fact]
    public void Mails_are_put_right_where_nothing_is_said()
    {
        using var folder = new TestFolder();
        ListenerConfiguration listener = AgentFile.Read(folder.Write("agent.json", Sound)).Listeners[0];
        Assert.False(listener.IsStrict);
        Assert.Equal((LinePolicy.Repair, true, false, false, false), Said(listener.Repair));
    }

    [Theory]
    [InlineData("\"lines\": \"pass\", \"header\": \"pass\", \"received\": false", LinePolicy.Pass, false, false, false, false, false)]
    [InlineData("\"lines\": \"refuse\", \"longLines\": \"refuse\", \"nul\": \"refuse\", \"header\": \"pass\", \"strict\": true", LinePolicy.Refuse, false, false, true, true, true)]
    [InlineData("\"lines\": \"repair\", \"longLines\": \"carry\", \"nul\": \"carry\", \"header\": \"repair\", \"received\": true, \"strict\": false", LinePolicy.Repair, true, true, false, false, false)]
    public void What_a_listener_puts_right_is_read(string keys, LinePolicy lines, bool header, bool received, bool refusesLongLines, bool refusesNul, bool isStrict)
    {
        using var folder = new TestFolder();
        string text = Sound.Replace("\"login\": \"optional\"", "\"login\": \"optional\", " + keys, StringComparison.Ordinal);
        ListenerConfiguration listener = AgentFile.Read(folder.Write("agent.json", text)).Listeners[0];
        Assert.Equal((lines, header, received, refusesLongLines, refusesNul), Said(listener.Repair));
        Assert.Equal(isStrict, listener.IsStrict);
    }

    [Theory]
    [InlineData("iso-8859-1", RawCharacters.SingleOctet)]
    [InlineData("shift_jis", RawCharacters.ShiftJis)]
    [InlineData("iso-2022-jp", RawCharacters.Iso2022Jp)]
    [InlineData("utf-8", RawCharacters.Utf8)]
    public void The_character_set_of_header_fields_is_read(string charset, RawCharacters characters)
    {
        using var folder = new TestFolder();
        string text = Sound.Replace("\"login\": \"optional\"", $"\"login\": \"optional\", \"headerCharset\": \"{charset}\"", StringComparison.Ordinal);
        MessageRepair repair = AgentFile.Read(folder.Write("agent.json", text)).Listeners[0].Repair;
        Assert.Equal((charset, characters), (System.Text.Encoding.ASCII.GetString(repair.Charset), repair.Characters));
    }

    private static (LinePolicy Lines, bool Header, bool Received, bool RefusesLongLines, bool RefusesNul) Said(MessageRepair repair)
    {
        return (repair.Lines, repair.Header, repair.Received, repair.RefusesLongLines, repair.RefusesNul);
    }

    [Theory]
    // What is there, what stands there instead, the one line that is shown.
    [InlineData("\"port\": 587", "\"port\": \"587\"", "accounts[0].smtp.port: must be a number from 1 to 65535, not \"587\". Write 587 without quotes.")]
    [InlineData("\"port\": 587", "\"port\": 70000", "accounts[0].smtp.port: must be a number from 1 to 65535, not 70000.")]
    [InlineData("\"port\": 587", "\"port\": 0", "accounts[0].smtp.port: must be a number from 1 to 65535, not 0.")]
    [InlineData("\"port\": 587", "\"port\": 5.5", "accounts[0].smtp.port: must be a number from 1 to 65535, not 5.5.")]
    [InlineData("\"port\": 587", "\"port\": \"many\"", "accounts[0].smtp.port: must be a number from 1 to 65535, not \"many\".")]
    [InlineData("\"port\": 587", "\"port\": null", "accounts[0].smtp.port: must not be null. It must be a number from 1 to 65535.")]
    [InlineData("\"port\": 587", "\"prot\": 587", "accounts[0].smtp.prot: unknown key. Did you mean \"port\"?")]
    [InlineData("\"port\": 587", "\"colour\": 1", "accounts[0].smtp.colour: unknown key. Possible here: host, port, security, sizeMax, connectionsMax, perMinuteMax, waitSecondsMax.")]
    [InlineData("\"port\": 587", "\"port\": 587, \"port\": 25", "accounts[0].smtp.port: stands there twice. Remove one of them.")]
    [InlineData("\"port\": 587, ", "", "accounts[0].smtp.port: is missing. It must be a number from 1 to 65535.")]
    [InlineData("\"name\": \"bridge-3f\",", "", "name: is missing. Write \"bridge-3f\".")]
    [InlineData("\"bridge-3f\"", "\"bridge 3f\"", "name: must be a host name: at most 63 letters, digits, hyphens and dots, such as \"bridge-3f\".")]
    [InlineData("\"bridge-3f\"", "17", "name: must be a text in quotes such as \"bridge-3f\", not 17.")]
    [InlineData("\"bridge-3f\"", "\"a\\nb\"", "name: must not contain control characters such as line ends or tabulators.")]
    [InlineData("\"bridge-3f\"", "\"\"", "name: must not be empty. Write for example \"bridge-3f\".")]
    [InlineData("raspberry-pi-4", "raspberry-pi-44", "board: \"raspberry-pi-44\" is not a known board. Did you mean \"raspberry-pi-4\"?")]
    [InlineData("raspberry-pi-4", "amiga", "board: \"amiga\" is not a known board. Known boards: raspberry-pi-3, raspberry-pi-4, raspberry-pi-5, raspberry-pi-zero-2-w.")]
    [InlineData("\"0.0.0.0\"", "\"everywhere\"", "listen[0].address: must be an address of this device such as \"192.168.7.2\", or \"0.0.0.0\" for all, not \"everywhere\".")]
    [InlineData("\"auto\"", "\"automatic\"", "listen[0].tls: must be \"off\", \"starttls\", \"implicit\" or \"auto\", not \"automatic\".")]
    [InlineData("\"auto\"", "\"start-tls\"", "listen[0].tls: must be \"off\", \"starttls\", \"implicit\" or \"auto\", not \"start-tls\". Did you mean \"starttls\"?")]
    [InlineData("\"allow\": [\"192.168.7.0/24\"], ", "", "listen[0].allow: is missing. Write a list in square brackets.")]
    [InlineData("[\"192.168.7.0/24\"]", "[]", "listen[0].allow: must not be empty.")]
    [InlineData("[\"192.168.7.0/24\"]", "\"192.168.7.0/24\"", "listen[0].allow: must be a list in square brackets, not \"192.168.7.0/24\".")]
    [InlineData("192.168.7.0/24", "192.168.7.0/33", "listen[0].allow[0]: \"192.168.7.0/33\" is not an address range. Write an address range such as 192.168.7.0/24, or one address.")]
    [InlineData("192.168.7.0/24", "192.168.7", "listen[0].allow[0]: \"192.168.7\" is not an address range. Write an address range such as 192.168.7.0/24, or one address.")]
    [InlineData("192.168.7.0/24", "192.168.7.5/24", "listen[0].allow[0]: \"192.168.7.5/24\" is not an address range. Write 192.168.7.0/24 for the network or 192.168.7.5 for the one address.")]
    [InlineData("\"optional\"", "\"maybe\"", "listen[0].login: must be \"required\", \"optional\" or \"ignored\", not \"maybe\".")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"certificate\": \"none.pem\"", "listen[0].key: is missing. Write \"listener-key.pem\".")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"strict\": \"no\"", "listen[0].strict: must be true or false, not \"no\". Write it without quotes.")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"lines\": \"fix\"", "listen[0].lines: must be \"pass\", \"repair\" or \"refuse\", not \"fix\".")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"lines\": true", "listen[0].lines: must be \"pass\", \"repair\" or \"refuse\", not true.")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"header\": \"pass\", \"headerCharset\": \"shift_jis\"", "listen[0].headerCharset: is of no use with \"header\": \"pass\". Remove one of them.")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"header\": \"repiar\"", "listen[0].header: must be \"pass\" or \"repair\", not \"repiar\". Did you mean \"repair\"?")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"received\": \"true\"", "listen[0].received: must be true or false, not \"true\". Write it without quotes.")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"longLines\": 998", "listen[0].longLines: must be \"carry\" or \"refuse\", not 998.")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"nul\": \"drop\"", "listen[0].nul: must be \"carry\" or \"refuse\", not \"drop\".")]
    [InlineData("\"login\": \"optional\"", "\"login\": \"optional\", \"longlines\": \"carry\"", "listen[0].longlines: unknown key. Did you mean \"longLines\"?")]
    [InlineData("hmac-sha256:AAECAwQFBgc=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "not-a-real-password", "logins[0].password: must not be the password itself. Write \"any\" or \"hmac-sha256:<salt>:<hash>\", as `devicemail provision` makes it.")]
    [InlineData("AAECAwQFBgc=", "AAEC", "logins[0].password: the salt must be 8 octets or more in base64. Write \"any\" or \"hmac-sha256:<salt>:<hash>\", as `devicemail provision` makes it.")]
    [InlineData(":AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ":AAAA", "logins[0].password: the hash must be 32 octets in base64. Write \"any\" or \"hmac-sha256:<salt>:<hash>\", as `devicemail provision` makes it.")]
    [InlineData("\"account\": \"scans\"", "\"account\": \"scnas\"", "logins[0].account: there is no account \"scnas\". Did you mean \"scans\"?")]
    [InlineData("\"account\": \"scans\"", "\"account\": \"other\"", "logins[0].account: there is no account \"other\". There are: scans.")]
    [InlineData("\"default\": true", "\"default\": false", "accounts: no account is the default. Write \"default\": true in one of them.")]
    [InlineData("\"default\": true", "\"default\": \"true\"", "accounts[0].default: must be true or false, not \"true\". Write it without quotes.")]
    [InlineData("\"name\": \"scans\"", "\"name\": \"../scans\"", "accounts[0].name: must be at most 64 letters, digits, hyphens, underscores and dots, beginning with a letter or digit, such as \"scans\".")]
    [InlineData("\"smtp.office365.com\"", "\"smtp://smtp.office365.com\"", "accounts[0].smtp.host: must be a host name alone, without smtp://.")]
    [InlineData("\"smtp.office365.com\"", "\"smtp.office365.com:587\"", "accounts[0].smtp.host: must be a host name such as \"smtp.office365.com\", not \"smtp.office365.com:587\". The port has a key of its own.")]
    [InlineData("\"security\": \"starttls\"", "\"security\": \"none\"", "accounts[0].smtp.security: \"none\" sends mail and login in clear, so that it is only possible to an address of the own network such as 192.168.7.5, not to smtp.office365.com. Write \"starttls\" or \"implicit\".")]
    [InlineData("36700160", "10", "accounts[0].smtp.sizeMax: must be a number from 65536 to 1073741824, not 10.")]
    [InlineData("\"connectionsMax\": 3", "\"connectionsMax\": 0", "accounts[0].smtp.connectionsMax: must be a number from 1 to 32, not 0.")]
    [InlineData("\"perMinuteMax\": 30", "\"perMinuteMax\": -1", "accounts[0].smtp.perMinuteMax: must be a number from 1 to 100000, not -1.")]
    [InlineData("\"xoauth2\"", "\"xoauth\"", "accounts[0].mechanism: must be \"xoauth2\", \"oauthbearer\", \"plain\", \"login\" or \"none\", not \"xoauth\". Did you mean \"xoauth2\"?")]
    [InlineData("\"xoauth2\"", "\"plain\"", "accounts[0].oauth: is of no use with this mechanism. Remove it, or write \"mechanism\": \"xoauth2\".")]
    [InlineData("\"xoauth2\", \"user\"", "\"none\", \"user\"", "accounts[0].user: is of no use with \"mechanism\": \"none\". Remove it.")]
    [InlineData("{ \"address\": \"scans@contoso.com\", \"rewrite\"", "{ \"address\": \"scans\", \"rewrite\"", "accounts[0].sender.address: must be a mail address such as \"scans@contoso.com\", not \"scans\".")]
    [InlineData("{ \"address\": \"scans@contoso.com\", \"rewrite\"", "{ \"address\": \"a@b> SIZE=1\", \"rewrite\"", "accounts[0].sender.address: must be a mail address such as \"scans@contoso.com\", not \"a@b> SIZE=1\".")]
    [InlineData("\"if-different\"", "\"ifdifferent\"", "accounts[0].sender.rewrite: must be \"never\", \"if-different\" or \"always\", not \"ifdifferent\". Did you mean \"if-different\"?")]
    [InlineData("\"device-code\"", "\"magic\"", "accounts[0].oauth.flow: must be \"device-code\", \"authorization-code\", \"client-credentials\" or \"service-account\", not \"magic\".")]
    [InlineData("https://login.example/token", "http://login.example/token", "accounts[0].oauth.tokenEndpoint: must be an address that begins with https://, not \"http://login.example/token\".")]
    [InlineData("https://login.example/devicecode", "devicecode", "accounts[0].oauth.deviceEndpoint: must be an address that begins with https://, not \"devicecode\".")]
    [InlineData("\"refreshMarginSeconds\": 600", "\"refreshMarginSeconds\": true", "accounts[0].oauth.refreshMarginSeconds: must be a number from 0 to 86400, not true.")]
    [InlineData("\"smtp\": {", "\"smtp\": 5, \"x\": {", "accounts[0].x: unknown key. Possible here: name, default, ca, smtp, mechanism, user, sender, oauth.")]
    [InlineData("\"store\": \"store\"", "\"store\": []", "store: must be a text in quotes such as \"/var/lib/devicemail-agent\", not a list.")]
    // JSON itself.
    [InlineData("\"store\": \"store\" }", "\"store\": \"store\", }", "line 14, column 21: there is a comma before the closing bracket. Remove the comma.")]
    [InlineData("\"board\"", "// the board\n\"board\"", "line 2, column 3: JSON has no comments. Remove it.")]
    [InlineData("\"store\": \"store\" }", "\"store\": \"store\"", "line 14, column 19: the file ends too early. A bracket or a quote is missing at the end.")]
    [InlineData("\"board\": \"raspberry-pi-4\",", "\"board\" \"raspberry-pi-4\",", "line 2, column 11: this is not JSON. Look here for a missing comma, quote or bracket.")]
    public void A_bad_configuration_is_refused_with_one_line(string part, string instead, string expected)
    {
        Assert.Contains(part, Sound, StringComparison.Ordinal);
        int at = Sound.IndexOf(part, StringComparison.Ordinal);
        string text = Sound[..at] + instead + Sound[(at + part.Length)..];
        using var folder = new TestFolder();
        string line = Refusal(folder.Write("agent.json", text));
        Assert.Equal(expected, line);
        Assert.DoesNotContain("not-a-real-password", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_are_checked_as_a_whole()
    {
        using var folder = new TestFolder();
        int at = Sound.IndexOf("\"accounts\": [ {", StringComparison.Ordinal) + "\"accounts\": [ ".Length;
        string account = Sound[at..(Sound.IndexOf("} } ],", StringComparison.Ordinal) + 3)];
        string second = account.Replace("\"default\": true", "\"default\": false", StringComparison.Ordinal);
        string With(string more) => folder.Write("agent.json", Sound.Replace(account, account + "," + more, StringComparison.Ordinal));
        Assert.Equal("accounts[1].name: \"scans\" is the name of an account above. Names must differ.", Refusal(With(second)));
        Assert.Equal("accounts[1].default: account \"scans\" is the default already. Only one can be.", Refusal(With(account.Replace("\"name\": \"scans\"", "\"name\": \"more\"", StringComparison.Ordinal))));
        Assert.Equal(2, AgentFile.Read(With(second.Replace("\"name\": \"scans\"", "\"name\": \"more\"", StringComparison.Ordinal))).Accounts.Length);
        string many = second.Replace("\"connectionsMax\": 3", "\"connectionsMax\": 31", StringComparison.Ordinal);
        string More(string name) => many.Replace("\"name\": \"scans\"", "\"name\": \"" + name + "\"", StringComparison.Ordinal);
        Assert.Equal("accounts: have 65 connections together; at most 64 are possible. Lower connectionsMax.", Refusal(With(More("a") + "," + More("b"))));
        const string Login = "{ \"user\": \"scanner\", \"password\": \"any\", \"account\": \"scans\" }";
        string twice = Sound.Replace("\"logins\": [ {", "\"logins\": [ " + Login + ", {", StringComparison.Ordinal);
        Assert.Equal("logins[1].user: \"scanner\" stands in a login above. Remove one of them.", Refusal(folder.Write("agent.json", twice)));
        const string Listener = "{ \"address\": \"0.0.0.0\", \"port\": 2525, \"tls\": \"off\", \"allow\": [\"10.0.0.0/8\"], \"login\": \"required\" }";
        string listeners = Sound.Replace("\"listen\": [ {", "\"listen\": [ " + Listener + ", {", StringComparison.Ordinal);
        Assert.Equal("listen[1].port: 2525 is taken by listen[0] on the same address. Choose another port.", Refusal(folder.Write("agent.json", listeners)));
        string lonely = Sound.Replace("\"optional\"", "\"required\"", StringComparison.Ordinal).Replace("\"logins\": [ {", "\"logins\": [], \"logins2\": [ {", StringComparison.Ordinal);
        lonely = lonely[..lonely.IndexOf(", \"logins2\"", StringComparison.Ordinal)] + lonely[(lonely.IndexOf("\"scans\" } ],", StringComparison.Ordinal) + "\"scans\" } ]".Length)..];
        Assert.Equal("listen[0].login: is \"required\", but there are no logins, so that no scanner could send. Add one to logins, or write \"optional\".", Refusal(folder.Write("agent.json", lonely)));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.7.5", true)]
    [InlineData("169.254.1.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("relay.local", false)]
    public void Clear_text_is_only_for_the_own_network(string host, bool possible)
    {
        using var folder = new TestFolder();
        string text = Sound.Replace("smtp.office365.com", host, StringComparison.Ordinal).Replace("\"security\": \"starttls\"", "\"security\": \"none\"", StringComparison.Ordinal);
        string path = folder.Write("agent.json", text);
        if (possible) Assert.Equal(Security.None, AgentFile.Read(path).Accounts[0].Security);
        else Assert.StartsWith("accounts[0].smtp.security: \"none\" sends", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Pem_files_are_read_or_named()
    {
        using var folder = new TestFolder();
        string Ca(string value) => folder.Write("agent.json", Sound.Replace("\"ca\": null", "\"ca\": \"" + value + "\"", StringComparison.Ordinal));
        Assert.Equal("accounts[0].ca: there is no file " + folder["ca.pem"] + ".", Refusal(Ca("ca.pem")));
        folder.Write("empty.pem", "nothing of use");
        Assert.StartsWith("accounts[0].ca: " + folder["empty.pem"] + " has no PEM certificate in it", Refusal(Ca("empty.pem")), StringComparison.Ordinal);
        folder.Write("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.StartsWith("accounts[0].ca: " + folder["bad.pem"] + " has a certificate in it that cannot be read", Refusal(Ca("bad.pem")), StringComparison.Ordinal);
        folder.Write("good.pem", TestCertificates.Root.ExportCertificatePem() + "\n" + TestCertificates.StrangeRoot.ExportCertificatePem());
        Assert.Equal(2, AgentFile.Read(Ca("good.pem")).Accounts[0].Roots!.Length);

        string Pair(string certificate, string key) => folder.Write("agent.json", Sound.Replace("\"login\": \"optional\"", "\"login\": \"optional\", \"certificate\": \"" + certificate + "\", \"key\": \"" + key + "\"", StringComparison.Ordinal));
        using X509Certificate2 own = TestCertificates.Good("bridge-3f");
        folder.Write("own.pem", own.ExportCertificatePem());
        folder.Write("own.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Assert.Equal(folder["own.pem"], AgentFile.Read(Pair("own.pem", "own.key")).Listeners[0].CertificateFile);
        Assert.Equal("listen[0].key: " + folder["good.pem"] + " does not hold the certificate's private key as unencrypted PEM (-----BEGIN PRIVATE KEY-----).", Refusal(Pair("own.pem", "good.pem")));
        Assert.StartsWith("listen[0].certificate: " + folder["empty.pem"] + " has no readable PEM certificate", Refusal(Pair("empty.pem", "own.key")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_itself_may_be_missing_empty_or_no_text()
    {
        using var folder = new TestFolder();
        Assert.Equal("there is no such file at " + folder["agent.json"] + ". Name it with --config FILE.", Refusal(folder["agent.json"]));
        Assert.Equal("is a folder. Name the file in it.", Refusal(folder.Path));
        Assert.Equal("is empty.", Refusal(folder.Write("agent.json", " \n")));
        File.WriteAllBytes(folder["agent.json"], [0xFF, 0xFE, 0x7B, 0x00]);
        Assert.Equal("is not UTF-8. Save it with this encoding.", Refusal(folder["agent.json"]));
        Assert.Equal("must be an object in braces, not a list.", Refusal(folder.Write("agent.json", "[]")));
        Assert.Equal("bridge-3f", AgentFile.Read(folder.Write("agent.json", "\uFEFF" + Sound)).Name);
        using (var large = File.Create(folder["agent.json"])) large.SetLength(2_000_000);
        Assert.Equal("is larger than 1 MB; this is not a configuration.", Refusal(folder["agent.json"]));
    }

    private static string Refusal(string path)
    {
        return Assert.Throws<ConfigurationException>(() => AgentFile.Read(path)).Message;
    }
}
