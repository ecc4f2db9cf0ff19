using System;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>The known word nearest to <paramref name="word"/> if it is near enough to be a slip, else null.</summary>
    public static string? Nearest(string word, string[] known)
    {
        string? best = null;
        int bestDistance = 3;
        foreach (string candidate in known)
        {
            int distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            // Two slips in a word of three letters make another word.
            if (distance >= bestDistance || distance * 2 >= candidate.Length) continue;
            best = candidate;
            bestDistance = distance;
        }
        return best;
    }

    // Levenshtein's distance, with two exchanged neighbours counted as one slip.
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                int least = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + change);
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                cost[i, j] = swapped ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
            }
        }
        return cost[a.Length, b.Length];
    }
}
