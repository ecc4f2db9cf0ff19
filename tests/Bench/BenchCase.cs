using System.Collections.Generic;

namespace DeviceMailAgent.Bench;

/// <summary>One row of the table.</summary>
/// <param name="Octets">Size of each mail.</param>
/// <param name="Text">What its lines look like.</param>
/// <param name="ConnectionPerMail">True: connect, send one, QUIT. False: all in one long connection.</param>
/// <param name="AtATime">Clients that send at the same time, each over a connection of its own.</param>
public sealed record BenchCase(int Octets, BodyText Text, bool ConnectionPerMail, int AtATime)
{
    /// <summary>For the command line: 10kb-held-1, 1mb-each-8, 25mb-dots-held-1.</summary>
    public string Id
    {
        get
        {
            string size = MailText.SizeName(Octets).Replace(" ", "", System.StringComparison.Ordinal).ToLowerInvariant();
            return $"{size}{(Text == BodyText.DotRich ? "-dots" : "")}-{(ConnectionPerMail ? "each" : "held")}-{AtATime}";
        }
    }

    /// <summary>Every row of a full run.</summary>
    public static IReadOnlyList<BenchCase> All
    {
        get
        {
            var cases = new List<BenchCase>();
            foreach (int octets in (int[])[10_000, 1_000_000, 25_000_000])
            {
                foreach (bool each in (bool[])[false, true])
                {
                    foreach (int atATime in (int[])[1, 8]) cases.Add(new BenchCase(octets, BodyText.DotFree, each, atATime));
                }
            }
            cases.Add(new BenchCase(25_000_000, BodyText.DotRich, false, 1));
            return cases;
        }
    }

    /// <summary>The rows of a smoke run: the ones for which there are targets.</summary>
    public static IReadOnlyList<BenchCase> Quick
    {
        get
        {
            return
            [
                new BenchCase(10_000, BodyText.DotFree, false, 1), new BenchCase(10_000, BodyText.DotFree, true, 1),
                new BenchCase(1_000_000, BodyText.DotFree, false, 1), new BenchCase(25_000_000, BodyText.DotFree, false, 1),
            ];
        }
    }
}
