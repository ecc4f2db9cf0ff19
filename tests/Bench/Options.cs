using System;
using System.Globalization;

namespace DeviceMailAgent.Bench;

/// <summary>A fault in the command line; the message says which and what would be right.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>The command line.</summary>
public sealed record Options
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        dotnet run -c Release --project tests/Bench -- [options]

          --quick           a smoke run: four rows, one short round
          --rounds N        interleaved rounds, of which medians are taken (5)
          --seconds S       how long one way of one row sends in a round (1.5)
          --patience S      wait up to S seconds before each measurement for other programs to be quiet (0)
          --only TEXT       rows whose id contains TEXT: 10kb-held-1, 1mb-each-8, 25mb-dots-held-1
          --write           the table also goes to tests/Bench/RESULTS.md
          --json FILE       every figure as JSON
          --agent FILE      this devicemail-agent, instead of publishing the one of this working copy
          --jit             publish it for the JIT, not as a native binary
          --listener-tls T  agent.json's listen.tls: off, starttls or auto (auto)
          --profile ID      send one row through the agent for --seconds (20), so that a profiler can look on;
                            with strace installed, then count the agent's system calls per mail
          --straight        with --profile: straight to the provider instead
          --repair          an agent that puts mails right, as by default, against one that passes all as it comes
        """;

    /// <summary>A smoke run.</summary>
    public bool Quick { get; private init; }

    /// <summary>Interleaved rounds.</summary>
    public int Rounds { get; private init; } = 5;

    /// <summary>Seconds that one way of one row sends in a round; null: not said.</summary>
    public double? Seconds { get; private init; }

    /// <summary>Seconds that each pair may wait for a quiet machine.</summary>
    public double Patience { get; private init; }

    /// <summary>Part of the rows' ids; empty: all rows.</summary>
    public string Only { get; private init; } = "";

    /// <summary>Whether RESULTS.md is written.</summary>
    public bool Write { get; private init; }

    /// <summary>Where the figures go as JSON.</summary>
    public string? Json { get; private init; }

    /// <summary>The agent's executable.</summary>
    public string? Agent { get; private init; }

    /// <summary>Not native.</summary>
    public bool Jit { get; private init; }

    /// <summary>agent.json's <c>listen.tls</c>.</summary>
    public string ListenerTls { get; private init; } = "auto";

    /// <summary>The row to profile.</summary>
    public string? Profile { get; private init; }

    /// <summary>Profile the straight way.</summary>
    public bool Straight { get; private init; }

    /// <summary>Repair on against repair off.</summary>
    public bool Repair { get; private init; }

    /// <summary>Only <see cref="Usage"/> is wanted.</summary>
    public bool Help { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">It holds something that cannot be.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            string Value()
            {
                return ++i < arguments.Length ? arguments[i] : throw new UsageException($"{name} needs a value; see --help.");
            }
            options = name switch
            {
                "--quick" => options with { Quick = true, Rounds = 1 },
                "--rounds" => options with { Rounds = (int)Number(name, Value(), 1, 100) },
                "--seconds" => options with { Seconds = Number(name, Value(), 0.1, 3600) },
                "--patience" => options with { Patience = Number(name, Value(), 0, 3600) },
                "--only" => options with { Only = Value() },
                "--write" => options with { Write = true },
                "--json" => options with { Json = Value() },
                "--agent" => options with { Agent = Value() },
                "--jit" => options with { Jit = true },
                "--listener-tls" => options with { ListenerTls = Value() },
                "--profile" => options with { Profile = Value() },
                "--repair" => options with { Repair = true },
                "--straight" => options with { Straight = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw new UsageException($"There is no option {name}; see --help."),
            };
        }
        return options;
    }

    private static double Number(string name, string text, double min, double max)
    {
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        if (isNumber && number >= min && number <= max) return number;
        throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name} takes a number from {min} to {max}, not {text}."));
    }
}
