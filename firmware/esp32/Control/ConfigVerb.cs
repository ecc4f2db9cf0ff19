using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>config: agent.json as it was understood. Of passwords it says only that there are some.</summary>
public sealed class ConfigVerb
{
    private readonly DeviceParts _parts;

    /// <summary>Tells about these parts.</summary>
    public ConfigVerb(DeviceParts parts)
    {
        _parts = parts;
    }

    /// <summary>config.</summary>
    public void Tell(Answer answer)
    {
        AgentConfiguration all = _parts.Configuration;
        answer.Begin("device").Text("name", all.Name).Text("board", all.Board.Id).Text("store", all.Store)
            .Text("controlAddress", all.ControlAddress).Number("controlPort", all.ControlPort);
        FleetConfiguration? fleet = all.Fleet;
        if (fleet != null) answer.Text("fleetHost", fleet.Host).Number("fleetPort", fleet.Port).Text("fleetUser", fleet.User == null ? "" : fleet.User).Text("fleetId", fleet.Id);
        answer.Send();
        for (int i = 0; i < all.Listeners.Length; i++)
        {
            ListenerConfiguration listener = all.Listeners[i];
            answer.Begin("listener").Text("name", "").Text("address", listener.Address).Number("port", listener.Port).Text("tls", "off")
                .Text("account", all.Account.Name).Text("login", Word(listener.Settings.Login)).Text("allow", listener.AllowText()).Send();
        }
        for (int i = 0; i < all.Logins.Length; i++)
        {
            LoginConfiguration login = all.Logins[i];
            answer.Begin("login").Text("user", login.User, login.User.Length).Text("password", login.Hash == null ? "any" : "set").Text("account", all.Account.Name).Send();
        }
        Account(answer, all.Account);
    }

    // A line has room for 1 KB, and what does not fit is left out: what a tool decides by stands first.
    private static void Account(Answer answer, AccountConfiguration account)
    {
        answer.Begin("account").Text("account", account.Name).Flag("default", true).Text("host", account.Host).Number("port", account.Port)
            .Text("security", Word(account.Security)).Number("sizeMax", account.SizeMax).Number("connectionsMax", 1)
            .Number("perMinuteMax", account.PerMinuteMax).Number("waitSecondsMax", account.WaitMsMax / 1000).Text("mechanism", Word(account.Mechanism)).Text("user", account.User)
            .Text("sender", account.SenderAddress).Text("rewrite", Word(account.SenderRewrite)).Number("roots", Certificates(account.Roots));
        if (account.OAuth != null)
        {
            answer.Text("flow", account.OAuth.Flow).Text("secret", "refresh-token").Text("tokenEndpoint", WithoutQuery(account.OAuth.TokenEndpoint));
            if (account.OAuth.DeviceEndpoint != null) answer.Text("deviceEndpoint", WithoutQuery(account.OAuth.DeviceEndpoint));
            answer.Text("clientId", account.OAuth.ClientId).Text("scope", account.OAuth.Scope).Number("refreshMarginSeconds", account.OAuth.RefreshMarginSeconds);
        }
        answer.Send();
    }

    private static int Certificates(string? file)
    {
        const string Begin = "-----BEGIN CERTIFICATE-----";
        if (file == null) return 0;
        string pem = System.IO.File.ReadAllText(file);
        int count = 0;
        for (int at = pem.IndexOf(Begin); at >= 0; at = pem.IndexOf(Begin, at + 1)) count++;
        return count;
    }

    // Some services carry a key in their address.
    private static string WithoutQuery(string address)
    {
        int query = address.IndexOf('?');
        return query < 0 ? address : address.Substring(0, query);
    }

    private static string Word(LoginPolicy login)
    {
        return login == LoginPolicy.Required ? "required" : login == LoginPolicy.Optional ? "optional" : "ignored";
    }

    private static string Word(Security security)
    {
        return security == Security.StartTls ? "starttls" : security == Security.Implicit ? "implicit" : "none";
    }

    private static string Word(LoginMechanism mechanism)
    {
        switch (mechanism)
        {
            case LoginMechanism.XOAuth2: return "xoauth2";
            case LoginMechanism.OAuthBearer: return "oauthbearer";
            case LoginMechanism.Plain: return "plain";
            case LoginMechanism.Login: return "login";
            default: return "none";
        }
    }

    private static string Word(SenderRewrite rewrite)
    {
        return rewrite == SenderRewrite.Never ? "never" : rewrite == SenderRewrite.IfDifferent ? "if-different" : "always";
    }
}
