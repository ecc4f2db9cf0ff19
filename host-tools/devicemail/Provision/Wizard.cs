using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DeviceMailAgent.Tool.Providers;
using Spectre.Console;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>Asks a person for what the command line left open, in the order in which one thinks of it.</summary>
/// <param name="language">The words' language.</param>
/// <param name="given">True for the name of an option that was given, so that it is not asked for.</param>
internal sealed class Wizard(Language language, Func<string, bool> given)
{
    /// <summary>Where devicemail reaches the device, if that was said: an address for the saved device.</summary>
    public string? Device { get; private set; }

    /// <summary>Where the file goes.</summary>
    public string? File { get; private set; }

    /// <summary>The plan with everything in it.</summary>
    public ProvisionPlan Complete(ProvisionPlan plan)
    {
        plan = Proof(Provider(Basics(plan)));
        plan = Owner(Scanners(plan));
        plan = Reach(plan);
        if (!given("--out")) File = Text(Questions.File, "agent.json", _ => null);
        AnsiConsole.WriteLine();
        return plan;
    }

    private ProvisionPlan Basics(ProvisionPlan plan)
    {
        if (plan.Board is null) plan = plan with { Board = Choose(Questions.Board, Board.All, board => board.Name).Id };
        if (!given("--name")) plan = plan with { Name = Text(Questions.Name, plan.Name, PlanFaults.OfName) };
        return plan;
    }

    private ProvisionPlan Provider(ProvisionPlan plan)
    {
        if (plan.Provider is null) plan = plan with { Provider = Choose(Questions.Provider, Presets.All, preset => preset.Title.In(language), isLong: true) };
        if (!given("--mechanism") && !given("--flow"))
        {
            Way[] ways = [.. Way.Of(plan.Provider).Where(way => way.Flow is null || plan.CanDo(way.Flow))];
            // A certificate that was given goes with one way alone.
            if (plan.Certificate is not null && ways.Any(way => way.Flow == "client-credentials")) ways = [.. ways.Where(way => way.Flow == "client-credentials")];
            Way way = ways.Length == 1 ? ways[0] : Choose(Questions.Way, ways, way => way.Title.In(language));
            plan = plan with { Mechanism = way.Mechanism, Flow = way.Flow };
        }

        if (plan.Mailbox is null) plan = plan with { Mailbox = Text(Questions.Mailbox, null, PlanFaults.OfMailbox) };
        foreach (string name in plan.OpenValues)
        {
            string value = Text(Questions.OfValue(name), null, PlanFaults.OfValue);
            plan = plan with { Values = new Dictionary<string, string>(plan.Values) { [name] = value } };
        }

        return plan.NeedsClientId && plan.ClientId is null ? plan with { ClientId = Text(Questions.ClientId, null, PlanFaults.OfValue) } : plan;
    }

    private ProvisionPlan Proof(ProvisionPlan plan)
    {
        if (!plan.IsApp || plan.Certificate is not null || given("--secret-ends")) return plan;
        Phrase[] answers = [Questions.ProofCertificate, Questions.ProofSecret];
        if (Choose(Questions.Proof, answers, answer => answer.In(language)) == Questions.ProofCertificate)
        {
            return plan with { Certificate = AppCertificate.Read(Text(Questions.CertificateFile, null, OfCertificate)) };
        }

        string day = Text(Questions.SecretEnds, null, text => text.Length == 0 ? null : PlanFaults.OfDay(text));
        return day.Length > 0 ? plan with { SecretEnds = day } : plan;
    }

    private ProvisionPlan Owner(ProvisionPlan plan)
    {
        if (given("--owner")) return plan;
        string owner = Text(Questions.Owner, null, text => text.Length == 0 ? null : PlanFaults.OfMailbox(text));
        if (owner.Length == 0 || given("--owner-language")) return plan with { Owner = owner };
        (string Word, Phrase Name)[] languages = [("en", Questions.English), ("ja", Questions.Japanese), ("both", Questions.BothLanguages)];
        return plan with { Owner = owner, OwnerLanguage = Choose(Questions.OwnerLanguage, languages, word => word.Name.In(language)).Word };
    }

    private static Phrase? OfCertificate(string text)
    {
        try
        {
            AppCertificate.Read(text);
            return null;
        }
        catch (BadCertificate fault)
        {
            return fault.Why;
        }
    }

    private ProvisionPlan Scanners(ProvisionPlan plan)
    {
        if (plan.Allow.Count == 0) plan = plan with { Allow = PlanFaults.Ranges(Text(Questions.Allow, OwnNetwork(), PlanFaults.OfRanges)) };
        if (!given("--port")) plan = plan with { Port = int.Parse(Text(Questions.Port, "2525", PlanFaults.OfPort), System.Globalization.CultureInfo.InvariantCulture) };
        if (given("--no-scanner-login") || given("--scanner-user")) return plan;
        Phrase[] answers = [Questions.LoginYes, Questions.LoginNo];
        if (Choose(Questions.Login, answers, answer => answer.In(language)) == Questions.LoginNo) return plan with { ScannerUser = "" };
        plan = plan with { ScannerUser = Text(Questions.ScannerUser, "scanner", PlanFaults.OfValue) };
        if (plan.ScannerPassword is not null) return plan;
        string password = AnsiConsole.Prompt(new TextPrompt<string>(Markup.Escape(Questions.ScannerPassword.In(language))).Secret(null).AllowEmpty());
        return plan with { ScannerPassword = password.Length > 0 ? password : null };
    }

    private ProvisionPlan Reach(ProvisionPlan plan)
    {
        if (given("--device") || given("--control-listen") || given("--control-serial")) return plan;
        Phrase[] ways = [Questions.ReachHere, Questions.ReachSerial, Questions.ReachLan, Questions.ReachNot];
        Phrase way = Choose(Questions.Reach, ways, phrase => phrase.In(language));
        if (way == Questions.ReachHere) Device = Control.DeviceAddress.Local.ToString();
        if (way == Questions.ReachLan) return plan with { ControlListen = new IPEndPoint(IPAddress.Any, 2526) };
        if (way != Questions.ReachSerial) return plan;
        Device = "serial:" + Text(Questions.SerialHere, OperatingSystem.IsWindows() ? "COM3" : "/dev/ttyUSB0", PlanFaults.OfValue);
        return plan with { ControlSerial = Text(Questions.SerialThere, "/dev/ttyGS0", PlanFaults.OfValue) };
    }

    private static T Choose<T>(Phrase question, IEnumerable<T> choices, Func<T, string> name, bool isLong, Language language) where T : notnull
    {
        var prompt = new SelectionPrompt<T>().Title(Markup.Escape(question.In(language))).PageSize(12).UseConverter(choice => Markup.Escape(name(choice))).AddChoices(choices);
        prompt.MoreChoicesText($"[grey]{Markup.Escape(Questions.More.In(language))}[/]");
        prompt.SearchPlaceholderText($"[grey]{Markup.Escape(Questions.Search.In(language))}[/]");
        if (isLong) prompt.EnableSearch();
        T chosen = AnsiConsole.Prompt(prompt);
        // The prompt takes itself away; what was chosen stays to be seen.
        AnsiConsole.MarkupLineInterpolated($"{question.In(language)} [bold]{name(chosen)}[/]");
        return chosen;
    }

    private T Choose<T>(Phrase question, IEnumerable<T> choices, Func<T, string> name, bool isLong = false) where T : notnull => Choose(question, choices, name, isLong, language);

    private string Text(Phrase question, string? suggestion, Func<string, Phrase?> fault)
    {
        var prompt = new TextPrompt<string>(Markup.Escape(question.In(language))).Validate(text => fault(text.Trim()) is { } wrong
            ? ValidationResult.Error(Markup.Escape(Questions.Invalid.In(language).Replace("{0}", wrong.In(language), StringComparison.Ordinal)))
            : ValidationResult.Success());
        if (suggestion is not null) prompt.DefaultValue(suggestion);
        // Where nothing is an answer too.
        if (fault("") is null) prompt.AllowEmpty();
        return AnsiConsole.Prompt(prompt).Trim();
    }

    // The network that this computer is in; scanners are mostly in the same.
    private static string? OwnNetwork() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Where(unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork && unicast.PrefixLength is >= 8 and < 32)
            .Select(unicast => new IPNetwork(Masked(unicast.Address, unicast.PrefixLength), unicast.PrefixLength).ToString())
            .FirstOrDefault();

    private static IPAddress Masked(IPAddress address, int prefix)
    {
        byte[] octets = address.GetAddressBytes();
        for (int bit = prefix; bit < 32; bit++) octets[bit / 8] &= (byte)~(128 >> (bit % 8));
        return new IPAddress(octets);
    }
}

/// <summary>One way to log in at a provider: a mechanism, and with OAuth a flow.</summary>
internal sealed record Way(string Mechanism, string? Flow, Phrase Title)
{
    /// <summary>A provider's ways in the preset's order; of mechanisms that differ on the wire alone only the first.</summary>
    public static IEnumerable<Way> Of(ProviderPreset preset)
    {
        bool hasOAuth = false, hasPassword = false;
        foreach (string mechanism in preset.Mechanisms)
        {
            if (mechanism is "xoauth2" or "oauthbearer")
            {
                if (hasOAuth) continue;
                hasOAuth = true;
                foreach (OAuthFlow flow in preset.Flows) yield return new(mechanism, flow.Name, TitleOf(flow.Name));
            }
            else if (mechanism == "none")
            {
                yield return new(mechanism, null, new("no login", "ログインなし"));
            }
            else if (!hasPassword)
            {
                hasPassword = true;
                yield return new(mechanism, null, new("password or key", "パスワードまたはキー"));
            }
        }
    }

    private static Phrase TitleOf(string flow) => flow switch
    {
        "device-code" => new("with a code that a person enters", "コードでサインイン (任意のブラウザー)"),
        "authorization-code" => new("with a browser on this computer", "この PC のブラウザーでサインイン"),
        "service-account" => new("as a service account", "サービス アカウント"),
        _ => new("as an app, with a secret or certificate", "アプリとして (シークレットまたは証明書)"),
    };
}
