using System;
using System.IO;
using System.Reflection;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Pins;
using DeviceMailAgent.RaspberryPi.Service;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi;

/// <summary>devicemail-agent: reads its arguments and its configuration, then does what it was told.</summary>
internal static class Program
{
    /// <summary>The version, as in Directory.Build.props.</summary>
    public static string Version
    {
        get { return typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion; }
    }

    private static int Main(string[] arguments)
    {
        CommandLine line = CommandLine.Parse(arguments);
        if (line.Fault != null)
        {
            Console.Error.WriteLine(line.Fault);
            Console.Error.Write(CommandLine.Usage);
            return ExitCode.Usage;
        }
        if (line.Verb == Verb.Version)
        {
            Console.Out.WriteLine("devicemail-agent " + Version);
            return ExitCode.Ok;
        }
        if (line.Verb == Verb.Help)
        {
            Console.Out.Write(CommandLine.Usage);
            return ExitCode.Ok;
        }
        try
        {
            return Obey(line);
        }
        catch (ConfigurationException fault)
        {
            string what = Path.GetFileName(line.Config) + ": " + fault.Message;
            Console.Error.WriteLine(what);
            // `systemctl status` shows it while the next start is waited for.
            if (line.Verb == Verb.Run) ServiceSocket.FromEnvironment().Send("STATUS=", what);
            return ExitCode.BadConfiguration;
        }
    }

    private static int Obey(CommandLine line)
    {
        AgentConfiguration configuration = AgentFile.Read(line.Config);
        var store = new StoreFolder(configuration.Store);
        if (line.Verb == Verb.Check)
        {
            Refuse(store.Look());
            new LinuxBoard().Look(configuration);
            Plan.Describe(configuration, store, Console.Out);
            return ExitCode.Ok;
        }
        Refuse(store.Prepare());
        if (line.Verb == Verb.ImportSecret)
        {
            using Stream input = Console.OpenStandardInput();
            return SecretImport.Run(configuration, line.Account, store, input, Console.Error, line.Kind, line.Ends);
        }
        return Agent.Run(configuration, store);
    }

    private static void Refuse(string? what)
    {
        if (what != null) throw new ConfigurationException("store", what);
    }
}
