using System;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi;

/// <summary>What the agent was started to do.</summary>
internal enum Verb
{
    Run,
    Check,
    Version,
    ImportSecret,
    Help,
}

/// <summary>The arguments of devicemail-agent.</summary>
internal sealed class CommandLine
{
    public const string Usage =
        "devicemail-agent --config FILE            run\n"
        + "devicemail-agent --config FILE --check    check FILE and say what would run;\n"
        + "                                          78: it cannot be used\n"
        + "devicemail-agent --config FILE --import-secret ACCOUNT\n"
        + "                 [--kind KIND] [--ends DAY]\n"
        + "    ACCOUNT's secret from standard input into the store. KIND says which it is:\n"
        + "    refresh-token, password, client-secret, client-key (PEM or PFX),\n"
        + "    service-account (JSON); without it, what the account wants. DAY, such as\n"
        + "    2028-11-25, is when it ends, so that somebody is told in time.\n"
        + "    --import-refresh-token ACCOUNT is the same.\n"
        + "devicemail-agent --version\n";

    public Verb Verb { get; private set; } = Verb.Run;

    public string Config { get; private set; } = "";

    public string Account { get; private set; } = "";

    /// <summary>What is imported; None: what the account wants.</summary>
    public SecretKind Kind { get; private set; }

    /// <summary>When it ends, in seconds since 1970, UTC; 0: not said.</summary>
    public long Ends { get; private set; }

    /// <summary>Null, or what is wrong with the arguments.</summary>
    public string? Fault { get; private set; }

    public static CommandLine Parse(string[] arguments)
    {
        var line = new CommandLine();
        for (int i = 0; i < arguments.Length && line.Fault == null; i++)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--config":
                    line.Config = value;
                    i++;
                    if (value.Length == 0) line.Fault = "--config needs a file name.";
                    break;
                case "--check":
                    line.Take(Verb.Check);
                    break;
                case "--version":
                    line.Take(Verb.Version);
                    break;
                case "--help":
                    line.Take(Verb.Help);
                    break;
                case "--import-secret":
                case "--import-refresh-token":
                    line.Take(Verb.ImportSecret);
                    line.Account = value;
                    i++;
                    if (value.Length == 0 || value.StartsWith('-')) line.Fault = arguments[i - 1] + " needs the name of an account.";
                    break;
                case "--kind":
                    line.Kind = SecretKinds.Find(value);
                    i++;
                    if (line.Kind == SecretKind.None) line.Fault = "--kind needs one of refresh-token, password, client-secret, client-key, service-account.";
                    break;
                case "--ends":
                    i++;
                    if (!OAuthReader.TryDay(value, out long ends)) line.Fault = "--ends needs a day such as 2028-11-25.";
                    line.Ends = ends;
                    break;
                default:
                    line.Fault = "There is no option " + arguments[i] + ".";
                    break;
            }
        }
        if (line.Fault == null && line.Verb != Verb.ImportSecret && (line.Kind != SecretKind.None || line.Ends != 0)) line.Fault = "--kind and --ends are for --import-secret.";
        bool needsConfig = line.Verb is Verb.Run or Verb.Check or Verb.ImportSecret;
        if (line.Fault == null && needsConfig && line.Config.Length == 0) line.Fault = "--config FILE is missing.";
        return line;
    }

    private void Take(Verb verb)
    {
        if (Verb != Verb.Run && Verb != verb) Fault = "Only one of --check, --import-secret, --version and --help is possible at a time.";
        Verb = verb;
    }
}
