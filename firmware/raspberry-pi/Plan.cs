using System;
using System.Globalization;
using System.IO;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.RaspberryPi.Pins;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi;

/// <summary>Says in plain words what a configuration would run.</summary>
internal static class Plan
{
    public static void Describe(AgentConfiguration configuration, StoreFolder store, TextWriter output)
    {
        output.WriteLine("The configuration is sound. devicemail-agent " + Program.Version + " would run");
        output.WriteLine("as " + configuration.Name + " on board " + configuration.Board + ",");
        foreach (ListenerConfiguration listener in configuration.Listeners) output.WriteLine(Listener(listener, configuration));
        foreach (LoginConfiguration login in configuration.Logins)
        {
            string password = login.Hash == null ? "any password" : "a password";
            output.WriteLine("taking login " + System.Text.Encoding.UTF8.GetString(login.User) + " with " + password + " for account " + configuration.Accounts[login.Account].Name + ",");
        }
        foreach (RouteConfiguration route in configuration.Routes) output.WriteLine(Route(route, configuration));
        for (int i = 0; i < configuration.Accounts.Length; i++)
        {
            Account(configuration.Accounts[i], i == configuration.DefaultAccount, store, output);
        }
        if (configuration.Owner != null) output.WriteLine("writing to " + configuration.Owner.Address + " before something ends,");
        Control(configuration.Control, output);
        Page(configuration.Page, output);
        PinsPlan.Describe(configuration, output);
        if (configuration.Fleet != null) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"telling the MQTT broker {configuration.Fleet.Host} port {configuration.Fleet.Port} {(configuration.Fleet.IsTls ? "over TLS" : "without TLS")} how it is, below {configuration.Fleet.Prefix}/{configuration.Fleet.Id},"));
        output.WriteLine("with its secrets in " + configuration.Store + (store.Exists ? "." : ", which it would make."));
    }

    // The usual socket goes without saying.
    private static void Control(ControlConfiguration control, TextWriter output)
    {
        if (control.SocketIsNamed) output.WriteLine("answering devicemail at the socket " + control.Socket + ",");
        if (control.Address != null) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"answering devicemail over TLS on {control.Address} port {control.Port}, if it has the admin key,"));
        if (control.Serial != null) output.WriteLine("answering devicemail over the serial line " + control.Serial + ",");
    }

    private static void Page(PageConfiguration? page, TextWriter output)
    {
        if (page == null) return;
        string to = string.Join<AddressRange>(", ", page.Allow);
        string addresses = page.ShowsAddresses ? "with" : "without";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"showing its status page on {page.Address} port {page.Port} to {to}, {addresses} mail and scanner addresses,"));
    }

    private static string Listener(ListenerConfiguration listener, AgentConfiguration configuration)
    {
        string tls = listener.Tls switch
        {
            ListenerTls.Off => "without TLS",
            ListenerTls.StartTls => "with STARTTLS on offer",
            ListenerTls.Implicit => "with TLS from the first octet",
            _ => "with TLS from the first octet or STARTTLS, as the scanner likes",
        };
        string login = listener.Login switch
        {
            LoginPolicy.Required => "login required",
            LoginPolicy.Optional => "login optional",
            _ => "any login accepted",
        };
        string certificate = listener.Tls == ListenerTls.Off ? "" : listener.CertificateFile != null ? ", certificate " + listener.CertificateFile : ", certificate of its own";
        string oldTls = listener.ServesOldTls ? ", TLS 1.0 and old cipher suites included" : "";
        string account = listener.Account == configuration.DefaultAccount ? "" : ", for account " + configuration.Accounts[listener.Account].Name;
        string from = string.Join(" and ", (object[])listener.Allow);
        return string.Create(CultureInfo.InvariantCulture, $"listening on {listener.Address} port {listener.Port} {tls}{oldTls}{certificate}, for scanners at {from}, {login}{account}, {Repair(listener)},");
    }

    private static string Route(RouteConfiguration route, AgentConfiguration configuration)
    {
        string conditions = route.Sender == null ? "" : " from sender " + System.Text.Encoding.UTF8.GetString(route.Sender);
        if (route.From != null) conditions += " from a scanner at " + route.From;
        if (route.Login >= 0) conditions += " with login " + System.Text.Encoding.UTF8.GetString(configuration.Logins[route.Login].User);
        if (route.Listener != null) conditions += " through listener " + route.Listener.Name;
        return "routing mails" + conditions + " to account " + configuration.Accounts[route.Account].Name + ",";
    }

    private static string Repair(ListenerConfiguration listener)
    {
        string commands = listener.IsStrict ? "strict commands" : "lenient commands";
        string header = !listener.Repair.Header ? "headers as they come"
            : listener.Repair.Characters == RawCharacters.Unknown ? "headers repaired" : "headers repaired and encoded as " + Encoding.ASCII.GetString(listener.Repair.Charset);
        string lines = listener.Repair.Lines switch
        {
            LinePolicy.Pass => "lines as they come",
            LinePolicy.Repair => "line ends repaired",
            _ => "bare line feeds refused",
        };
        string refused = (listener.Repair.RefusesLongLines ? ", long lines refused" : "") + (listener.Repair.RefusesNul ? ", NUL refused" : "");
        return commands + ", " + header + ", " + lines + refused + (listener.Repair.Received ? ", Received added" : ", no Received added");
    }

    private static void Account(AccountConfiguration account, bool isDefault, StoreFolder store, TextWriter output)
    {
        string security = account.Security switch
        {
            Security.StartTls => "STARTTLS",
            Security.Implicit => "TLS from the first octet",
            _ => "no TLS",
        };
        string sender = account.SenderRewrite switch
        {
            SenderRewrite.Never => "the scanner's sender kept",
            SenderRewrite.IfDifferent => "the sender set to " + account.SenderAddress + " where it differs",
            _ => "the sender always set to " + account.SenderAddress,
        };
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sending {(isDefault ? "by default " : "")}through account {account.Name}: {account.Host} port {account.Port} with {security},"));
        output.WriteLine("    " + Login(account, store) + ",");
        string roots = account.Roots == null ? "the system's roots" : account.Roots.Length.ToString(CultureInfo.InvariantCulture) + " root(s) of its own";
        output.WriteLine("    " + sender + ", trusting " + roots + ",");
        double megabytes = account.SizeMax / 1048576.0;
        string perMinute = account.PerMinuteMax == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {account.PerMinuteMax} mails a minute");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    mails up to {megabytes:0.#} MiB, at most {account.ConnectionsMax} connection(s){perMinute}, a scanner waiting up to {account.WaitMsMax / 1000} s,"));
    }

    private static string Login(AccountConfiguration account, StoreFolder store)
    {
        string mechanism = account.Mechanism switch
        {
            LoginMechanism.XOAuth2 => "XOAUTH2",
            LoginMechanism.OAuthBearer => "OAUTHBEARER",
            LoginMechanism.Plain => "PLAIN",
            LoginMechanism.Login => "LOGIN",
            _ => "",
        };
        if (mechanism.Length == 0) return "without a login";
        Diagnosis stored = new FileTokenStore(store, account).Look();
        string secret = SecretKinds.NameOf(account.Secret);
        string state = stored switch
        {
            Diagnosis.None => secret + " in the store",
            Diagnosis.NoRefreshToken => "no " + secret + " in the store yet",
            Diagnosis.StoreKeyUnusable => "but D318: " + store.Keys.WhyUnusable(),
            _ => string.Create(CultureInfo.InvariantCulture, $"but D{(int)stored}: {DiagnosisText.Of(stored)}"),
        };
        return "as " + account.User + " by " + mechanism + Proof(account.OAuth) + " (" + state + ")";
    }

    private static string Proof(OAuthConfiguration? oauth)
    {
        if (oauth == null || oauth.IsSignIn) return "";
        if (oauth.Secret == SecretKind.ServiceAccount) return ", as a service account,";
        if (oauth.Certificate == null) return ", as an app with a secret,";
        string ends = oauth.Certificate.Ends == 0 ? "" : " until " + DateTimeOffset.FromUnixTimeSeconds(oauth.Certificate.Ends).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return ", as an app with a certificate" + ends + (oauth.Certificate.IsPss ? " (PS256)," : " (RS256),");
    }
}
