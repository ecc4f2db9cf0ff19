using System;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>config: agent.json as it was understood. Of passwords it says only that there are some.</summary>
internal sealed class ConfigVerb
{
    private readonly AgentParts _parts;

    public ConfigVerb(AgentParts parts)
    {
        _parts = parts;
    }

    public Outcome Tell(Answer answer)
    {
        AgentConfiguration all = _parts.Configuration;
        answer.Begin("device").Text("name", all.Name).Text("board", all.Board).Text("store", all.Store).Text("socket", all.Control.Socket);
        if (all.Control.Address != null) answer.Text("controlAddress", all.Control.Address.ToString()).Number("controlPort", all.Control.Port);
        if (all.Owner != null) answer.Text("owner", all.Owner.Address).Text("ownerLanguage", all.Owner.Language);
        if (all.Control.Serial != null) answer.Text("serial", all.Control.Serial);
        if (all.Fleet != null) answer.Text("fleetHost", all.Fleet.Host).Number("fleetPort", all.Fleet.Port).Text("fleetUser", all.Fleet.User ?? "").Text("fleetId", all.Fleet.Id);
        answer.Send();
        foreach (ListenerConfiguration listener in all.Listeners)
        {
            answer.Begin("listener").Text("name", listener.Name ?? "").Text("address", listener.Address.ToString()).Number("port", listener.Port)
                .Text("tls", Words.Of(listener.Tls)).Text("tlsMin", listener.ServesOldTls ? "1.0" : "1.2").Text("account", all.Accounts[listener.Account].Name)
                .Text("login", Word(listener.Login)).Text("allow", string.Join(' ', (object[])listener.Allow)).Send();
        }
        foreach (LoginConfiguration login in all.Logins)
        {
            answer.Begin("login").Text("user", Encoding.UTF8.GetString(login.User)).Text("password", login.Hash == null ? "any" : "set")
                .Text("account", all.Accounts[login.Account].Name).Send();
        }
        foreach (RouteConfiguration route in all.Routes) Route(answer, all, route);
        for (int i = 0; i < all.Accounts.Length; i++) Account(answer, all.Accounts[i], i == all.DefaultAccount);
        return Outcome.Done;
    }

    // In their order: the first that fits decides.
    private static void Route(Answer answer, AgentConfiguration all, RouteConfiguration route)
    {
        answer.Begin("route");
        if (route.Sender != null) answer.Text("sender", Encoding.UTF8.GetString(route.Sender));
        if (route.From != null) answer.Text("from", route.From.ToString());
        if (route.Login >= 0) answer.Text("login", Encoding.UTF8.GetString(all.Logins[route.Login].User));
        if (route.Listener != null) answer.Text("listener", route.Listener.Name!);
        answer.Text("account", all.Accounts[route.Account].Name).Send();
    }

    private static void Account(Answer answer, AccountConfiguration account, bool isDefault)
    {
        answer.Begin("account").Text("account", account.Name).Flag("default", isDefault).Text("host", account.Host).Number("port", account.Port)
            .Text("security", Word(account.Security)).Number("sizeMax", account.SizeMax).Number("connectionsMax", account.ConnectionsMax)
            .Number("perMinuteMax", account.PerMinuteMax).Number("waitSecondsMax", account.WaitMsMax / 1000).Text("mechanism", Word(account.Mechanism)).Text("user", account.User)
            .Text("sender", account.SenderAddress).Text("rewrite", Word(account.SenderRewrite)).Number("roots", account.Roots?.Length ?? 0);
        if (account.OAuth != null)
        {
            answer.Text("flow", account.OAuth.Flow).Text("clientId", account.OAuth.ClientId).Text("scope", account.OAuth.Scope)
                .Text("tokenEndpoint", WithoutQuery(account.OAuth.TokenEndpoint)).Number("refreshMarginSeconds", account.OAuth.RefreshMarginSeconds);
            answer.Text("secret", SecretKinds.WordOf(account.Secret));
            if (account.OAuth.Certificate?.Sha256 != null) answer.Text("certificateThumbprint", Convert.ToHexStringLower(account.OAuth.Certificate.Sha256));
            if (account.OAuth.DeviceEndpoint != null) answer.Text("deviceEndpoint", WithoutQuery(account.OAuth.DeviceEndpoint));
        }
        answer.Send();
    }

    // Some services carry a key in their address.
    private static string WithoutQuery(string address)
    {
        int query = address.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? address : address[..query];
    }

    private static string Word(LoginPolicy login)
    {
        return login switch { LoginPolicy.Required => "required", LoginPolicy.Optional => "optional", _ => "ignored" };
    }

    private static string Word(Security security)
    {
        return security switch { Security.StartTls => "starttls", Security.Implicit => "implicit", _ => "none" };
    }

    private static string Word(LoginMechanism mechanism)
    {
        return mechanism switch
        {
            LoginMechanism.XOAuth2 => "xoauth2", LoginMechanism.OAuthBearer => "oauthbearer", LoginMechanism.Plain => "plain", LoginMechanism.Login => "login", _ => "none",
        };
    }

    private static string Word(SenderRewrite rewrite)
    {
        return rewrite switch { SenderRewrite.Never => "never", SenderRewrite.IfDifferent => "if-different", _ => "always" };
    }
}
