using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DeviceMailAgent.EndToEnd;

/// <summary>An agent.json that works; a test changes in it what the test is about.</summary>
internal static class AgentFile
{
    /// <summary>The account's name in the file.</summary>
    public const string Account = "scans";

    /// <param name="smtpPort">The provider's port on localhost.</param>
    /// <param name="tokenEndpoint">Its token endpoint.</param>
    /// <param name="security">starttls or implicit.</param>
    /// <param name="mechanism">xoauth2 or oauthbearer.</param>
    /// <param name="user">The mailbox.</param>
    public static JsonObject Make(int smtpPort, string tokenEndpoint, string security = "starttls", string mechanism = "xoauth2", string user = ScanMail.Sender) => new()
    {
        ["name"] = "agent.test",
        ["board"] = "raspberry-pi-4",
        ["listen"] = new JsonArray(new JsonObject
        {
            ["address"] = "127.0.0.1",
            ["port"] = Loopback.FreePort(),
            ["tls"] = "off",
            ["allow"] = new JsonArray("127.0.0.0/8"),
            ["login"] = "optional",
            // What becomes of a mail's header and lines is left to the defaults: mails in order are compared octet by octet all the same.
        }),
        ["logins"] = new JsonArray(new JsonObject
        {
            ["user"] = Scanners.User,
            ["password"] = Hash(Scanners.Password),
            ["account"] = Account,
        }),
        ["accounts"] = new JsonArray(new JsonObject
        {
            ["name"] = Account,
            ["default"] = true,
            ["ca"] = "ca.pem",
            ["smtp"] = new JsonObject
            {
                ["host"] = "localhost",
                ["port"] = smtpPort,
                ["security"] = security,
                ["sizeMax"] = 200_000_000,
                ["connectionsMax"] = 3,
                ["perMinuteMax"] = 1000,
            },
            ["mechanism"] = mechanism,
            ["user"] = user,
            ["sender"] = new JsonObject { ["address"] = user, ["rewrite"] = "if-different" },
            ["oauth"] = new JsonObject
            {
                ["flow"] = "device-code",
                ["clientId"] = "00000000-0000-0000-0000-000000000000",
                ["scope"] = "https://outlook.office.com/SMTP.Send offline_access",
                ["deviceEndpoint"] = tokenEndpoint.Replace("/token", "/devicecode"),
                ["tokenEndpoint"] = tokenEndpoint,
                ["refreshMarginSeconds"] = 600,
            },
        }),
        ["store"] = "store",
    };

    /// <summary>For a provider on this machine that knows neither TLS nor login, such as <see cref="MailSink"/>.</summary>
    public static JsonObject MakePlain(int smtpPort)
    {
        JsonObject file = Make(smtpPort, "https://localhost/token", "none", "none");
        JsonObject account = file.At("accounts[0]").AsObject();
        account["ca"] = null;
        account.Remove("user");
        account.Remove("oauth");
        return file;
    }

    /// <summary>The same with a listener that puts mails right.</summary>
    public static JsonObject WithRepair(this JsonObject file)
    {
        JsonObject listener = file.At("listen[0]").AsObject();
        listener["header"] = "repair";
        listener["received"] = true;
        return file;
    }

    /// <summary>The node at a path such as <c>accounts[0].smtp</c>.</summary>
    public static JsonNode At(this JsonNode node, string path)
    {
        foreach (string step in path.Replace("[", ".[").Split('.'))
        {
            node = step.StartsWith('[') ? node[int.Parse(step[1..^1])]! : node[step]!;
        }
        return node;
    }

    // design.md, Configuration: salt and hash in base64.
    private static string Hash(string password)
    {
        byte[] salt = Enumerable.Range(1, 16).Select(i => (byte)i).ToArray();
        return $"hmac-sha256:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(password)))}";
    }
}
