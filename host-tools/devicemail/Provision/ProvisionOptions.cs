using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net;
using DeviceMailAgent.Tool.Providers;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>What is wrong with an option, in both languages, with its name.</summary>
internal sealed class BadOption(Phrase why) : ArgumentException(why.English)
{
    public Phrase Why { get; } = why;
}

/// <summary>The options of <c>devicemail provision</c>, and the plan that a command line makes.</summary>
internal sealed class ProvisionOptions
{
    private readonly Option<string?> _name = new("--name") { Description = "The device's name, a host name (default: scan-bridge)" };
    private readonly Option<string?> _board = new("--board") { Description = "The board: " + string.Join(", ", Board.All.Select(board => board.Id)) };
    private readonly Option<string?> _provider = new("--provider") { Description = "The mail provider, a name of devicemail providers" };
    private readonly Option<string?> _mechanism = new("--mechanism") { Description = "One of the provider's mechanisms (default: its first)" };
    private readonly Option<string?> _flow = new("--flow") { Description = "One of the provider's flows (default: its first)" };
    private readonly Option<string?> _clientId = new("--client-id") { Description = "The app's client ID, for OAuth" };
    private readonly Option<string?> _certificate = new("--certificate") { Description = "With --flow client-credentials: file of the app's certificate, PEM or DER, of which the public part is put beside agent.json; or its SHA-256 in hexadecimal (default: a client secret)" };
    private readonly Option<string?> _secretEnds = new("--secret-ends") { Description = "The day on which the app's client secret ends, such as 2028-11-25; the device warns ahead" };
    private readonly Option<int> _signInDays = new("--sign-in-days") { Description = "A sign-in ends after so many days, however much it is used: 7 for a Google app in Testing" };
    private readonly Option<string?> _owner = new("--owner") { Description = "Who gets a mail before a sign-in, secret or certificate ends (default: nobody)" };
    private readonly Option<string?> _ownerLanguage = new("--owner-language") { Description = "That mail's language: en, ja or both (default: both)" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "The tenant's ID or domain; short for --value tenant=..." };
    private readonly Option<string[]> _values = new("--value") { Description = "NAME=VALUE for another word in angle brackets of the provider; may be given several times" };
    private readonly Option<string?> _mailbox = new("--mailbox") { Description = "The mailbox's address" };
    private readonly Option<string?> _sender = new("--sender") { Description = "The sender's address, if not the mailbox" };
    private readonly Option<int> _smtpPort = new("--smtp-port") { Description = "The provider's port (default: the preset's)" };
    private readonly Option<string?> _security = new("--security") { Description = "starttls, implicit or none (default: the preset's)" };
    private readonly Option<string?> _ca = new("--ca") { Description = "PEM file with the only roots to trust for the provider (default: the system's)" };
    private readonly Option<string> _address = new("--address") { Description = "Address of the device that scanners reach", DefaultValueFactory = _ => "0.0.0.0" };
    private readonly Option<int> _port = new("--port") { Description = "Port for scanners", DefaultValueFactory = _ => 2525 };
    private readonly Option<string> _tls = new("--tls") { Description = "TLS for scanners: auto, off, starttls or implicit", DefaultValueFactory = _ => "auto" };
    private readonly Option<string[]> _allow = new("--allow") { Description = "Addresses of scanners, for example 192.168.7.0/24; may be given several times" };
    private readonly Option<string?> _scannerUser = new("--scanner-user") { Description = "What scanners log in with (default: scanner)" };
    private readonly Option<string?> _passwordFile = new("--scanner-password-file") { Description = "File with the scanners' password; - for standard input (default: one is made and shown once)" };
    private readonly Option<bool> _noLogin = new("--no-scanner-login") { Description = "Scanners need no login; their address is enough" };
    private readonly Option<string> _store = new("--store") { Description = "The device's folder for tokens", DefaultValueFactory = _ => "/var/lib/devicemail-agent" };
    private readonly Option<string?> _controlListen = new("--control-listen") { Description = "ADDRESS:PORT where the device takes devicemail over TLS" };
    private readonly Option<string?> _controlSerial = new("--control-serial") { Description = "The device's end of a serial line for devicemail, for example /dev/ttyGS0" };

    private Option[] All =>
    [
        _name, _board, _provider, _mechanism, _flow, _clientId, _certificate, _secretEnds, _signInDays, _tenant, _values, _mailbox, _sender, _smtpPort, _security, _ca, _address, _port, _tls, _allow, _scannerUser, _passwordFile,
        _noLogin, _owner, _ownerLanguage, _store, _controlListen, _controlSerial,
    ];

    public void AddTo(Command command)
    {
        _security.AcceptOnlyFromAmong("starttls", "implicit", "none");
        _ownerLanguage.AcceptOnlyFromAmong("en", "ja", "both");
        _tls.AcceptOnlyFromAmong("auto", "off", "starttls", "implicit");
        foreach (Option option in All) command.Options.Add(option);
    }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="BadOption">A value cannot be; the message says which, why and what can.</exception>
    /// <exception cref="IOException">The password's file cannot be read.</exception>
    public ProvisionPlan Read(ParseResult line)
    {
        ProviderPreset? provider = line.GetValue(_provider) is { } name ? Presets.Find(name) ?? throw Wrong(_provider, OfProvider(name)) : null;
        if (line.GetValue(_board) is { } id && Board.Find(id) is null) throw Wrong(_board, OfBoard(id));
        string[] ranges = [.. (line.GetValue(_allow) ?? []).SelectMany(PlanFaults.Ranges)];
        if (ranges.Length > 0) Check(_allow, string.Join(' ', ranges), PlanFaults.OfRanges);
        if (line.GetValue(_mailbox) is { } mailbox) Check(_mailbox, mailbox, PlanFaults.OfMailbox);
        if (line.GetValue(_sender) is { } sender) Check(_sender, sender, PlanFaults.OfMailbox);
        if (line.GetValue(_owner) is { } owner) Check(_owner, owner, PlanFaults.OfMailbox);
        if (line.GetValue(_secretEnds) is { } ends) Check(_secretEnds, ends, PlanFaults.OfDay);
        if (line.GetResult(_signInDays) is not null && line.GetValue(_signInDays) is < 1 or > 3650) throw Wrong(_signInDays, new("days are a number from 1 to 3650", "日数は 1 から 3650 です"));
        if (line.GetValue(_name) is { } host) Check(_name, host, PlanFaults.OfName);
        return new ProvisionPlan
        {
            Name = line.GetValue(_name) ?? "scan-bridge",
            Board = line.GetValue(_board),
            Provider = provider,
            Mechanism = Mechanism(line, provider),
            Flow = Flow(line, provider),
            ClientId = line.GetValue(_clientId),
            Certificate = Certificate(line),
            SecretEnds = line.GetValue(_secretEnds),
            SignInDays = line.GetValue(_signInDays),
            Owner = line.GetValue(_owner),
            OwnerLanguage = line.GetValue(_ownerLanguage),
            Values = Values(line),
            Mailbox = line.GetValue(_mailbox),
            Sender = line.GetValue(_sender),
            SmtpPort = line.GetValue(_smtpPort),
            Security = line.GetValue(_security),
            Ca = line.GetValue(_ca),
            Address = line.GetValue(_address)!,
            Port = line.GetValue(_port),
            Tls = line.GetValue(_tls)!,
            Allow = ranges,
            ScannerUser = line.GetValue(_noLogin) ? "" : line.GetValue(_scannerUser) ?? "scanner",
            ScannerPassword = Password(line.GetValue(_passwordFile)),
            Store = line.GetValue(_store)!,
            ControlListen = Control(line),
            ControlSerial = line.GetValue(_controlSerial),
        };
    }

    /// <summary>The options that are missing for a file to be made, as one would type them.</summary>
    public IReadOnlyList<string> Missing(ProvisionPlan plan)
    {
        var missing = new List<string>();
        if (plan.Board is null) missing.Add("--board");
        if (plan.Provider is null) missing.Add("--provider");
        if (plan.Mailbox is null) missing.Add("--mailbox");
        if (plan.Allow.Count == 0) missing.Add("--allow");
        if (plan.NeedsClientId && plan.ClientId is null) missing.Add("--client-id");
        missing.AddRange(plan.OpenValues.Select(name => name == "tenant" ? "--tenant" : $"--value {name}=..."));
        return missing;
    }

    private string? Mechanism(ParseResult line, ProviderPreset? provider)
    {
        string? asked = line.GetValue(_mechanism);
        if (provider is null) return asked;
        if (asked is not null) return provider.Mechanisms.Contains(asked) ? asked : throw Wrong(_mechanism, NotThere(provider, asked, provider.Mechanisms));
        // A flow is for tokens, whatever else the provider takes first.
        if ((line.GetValue(_flow) ?? line.GetValue(_certificate)) is not null && provider.Mechanisms.FirstOrDefault(mechanism => mechanism is "xoauth2" or "oauthbearer") is { } bearer) return bearer;
        return provider.Mechanisms[0];
    }

    private string? Flow(ParseResult line, ProviderPreset? provider)
    {
        // Only one flow has a certificate.
        string? asked = line.GetValue(_flow) ?? (line.GetValue(_certificate) is not null && provider is not null ? "client-credentials" : null);
        if (asked is null || provider is null) return asked;
        if (provider.Flows.Any(flow => flow.Name == asked)) return asked;
        throw Wrong(_flow, NotThere(provider, asked, [.. provider.Flows.Select(flow => flow.Name)]));
    }

    private AppCertificate? Certificate(ParseResult line)
    {
        if (line.GetValue(_certificate) is not { } text) return null;
        try
        {
            return AppCertificate.Read(text);
        }
        catch (BadCertificate fault)
        {
            throw Wrong(_certificate, fault.Why);
        }
    }

    private Dictionary<string, string> Values(ParseResult line)
    {
        var values = new Dictionary<string, string>();
        foreach (string pair in line.GetValue(_values) ?? [])
        {
            int sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || sign == pair.Length - 1) throw Wrong(_values, new($"{pair} is not NAME=VALUE", $"{pair} は NAME=VALUE の形ではありません"));
            values[pair[..sign]] = pair[(sign + 1)..];
        }

        if (line.GetValue(_tenant) is { } tenant) values["tenant"] = tenant;
        return values;
    }

    private IPEndPoint? Control(ParseResult line)
    {
        if (line.GetValue(_controlListen) is not { } text) return null;
        return IPEndPoint.TryParse(text, out IPEndPoint? end) && end.Port > 0 ? end : throw Wrong(_controlListen,
            new($"{text} is not ADDRESS:PORT, such as 192.168.7.2:2526", $"{text} は ADDRESS:PORT の形ではありません (例: 192.168.7.2:2526)"));
    }

    private string? Password(string? file)
    {
        if (file is null) return null;
        using TextReader reader = file == "-" ? Console.In : File.OpenText(file);
        string password = reader.ReadLine() ?? "";
        return password.Length > 0 ? password : throw Wrong(_passwordFile, new(
            "the first line is empty. Put the password there, or leave the option out to have one made", "1 行目が空です。1 行目にパスワードを書くか、オプションを省いて自動生成させます"));
    }

    private static void Check(Option option, string text, Func<string, Phrase?> fault)
    {
        if (fault(text) is { } wrong) throw Wrong(option, new(text + ": " + wrong.English, text + ": " + wrong.Japanese));
    }

    private static Phrase OfProvider(string name)
    {
        string near = string.Join(", ", Presets.Near(name));
        return near.Length > 0 ? new($"{name} is not known. Near to it: {near}", $"{name} は登録されていません。近い名前: {near}")
            : new($"{name} is not known. \"devicemail providers\" lists all; any other server goes with other", $"{name} は登録されていません。一覧は「devicemail providers」、その他のサーバーは other です");
    }

    private static Phrase OfBoard(string id)
    {
        string there = string.Join(", ", Board.All.Select(board => board.Id));
        return new($"{id} is not known. There are: {there}", $"{id} は登録されていません。指定できるもの: {there}");
    }

    private static Phrase NotThere(ProviderPreset provider, string asked, IReadOnlyList<string> there)
    {
        string names = string.Join(", ", there);
        return there.Count == 0
            ? new($"{provider.Name} has none, so not {asked}", $"{provider.Name} にはなく、{asked} も使えません")
            : new($"{provider.Name} has {names}, not {asked}", $"{provider.Name} で使えるのは {names} です ({asked} は使えません)");
    }

    private static BadOption Wrong(Option option, Phrase why) => new(new($"{option.Name}: {why.English}.", $"{option.Name}: {why.Japanese}。"));
}
