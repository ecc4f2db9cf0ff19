using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Provision;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>Takes a secret from a file, from standard input, or from a person without echo: never from the command line, which other users can see.</summary>
internal static class SecretInput
{
    /// <summary>The control channel's word for an app's secret.</summary>
    public const string ClientSecretKind = "client-secret";

    private const int OctetsMax = 64 * 1024;

    /// <summary>The control channel's word for what an account needs: the device says it, and where an older one does not, the flow does.</summary>
    public static string KindOf(JsonObject account, PairFlow flow)
    {
        if (account.Text("secret") is { Length: > 0 } kind and not ("none" or "refresh-token")) return kind;
        return flow.Flow switch { "password" => "password", "service-account" => "service-account", _ => ClientSecretKind };
    }

    /// <summary>Reads it, without white space around it; null: there is none, which was shown.</summary>
    /// <param name="context">Names the file, if any.</param>
    /// <param name="question">What a person is asked; {0} is <paramref name="about"/>.</param>
    /// <param name="about">The mailbox or app.</param>
    /// <param name="kind">What it is, by the control channel's word.</param>
    public static string? Read(PairContext context, Phrase question, string about, string kind)
    {
        if (kind is "client-key" or "service-account" && context.SecretFile is null && !Console.IsInputRedirected)
        {
            context.Screen.Refused("no-secret", PairTexts.KeyIsAFile.In(context.Language), PairTexts.NoSecretNext.In(context.Language));
            return null;
        }

        byte[] given;
        try
        {
            given = Given(context.SecretFile, question.In(context.Language).Replace("{0}", about, StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            context.Screen.Refused("bad-file", PairTexts.BadFile.In(context.Language).Replace("{0}", context.SecretFile, StringComparison.Ordinal), PairTexts.BadFileNext.In(context.Language));
            return null;
        }

        if (given.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            context.Screen.Refused("no-secret", PairTexts.NoSecret.In(context.Language), PairTexts.NoSecretNext.In(context.Language));
            return null;
        }

        string? secret = SecretShape.Find(kind, given, context.Account, out (Phrase What, Phrase Next) wrong);
        Array.Clear(given);
        if (secret is null) context.Screen.Refused("wrong-secret", wrong.What.In(context.Language), wrong.Next.In(context.Language));
        return secret;
    }

    /// <summary>Takes octets from a file, from standard input, or, where a person sits there, from what is typed without echo.</summary>
    /// <param name="file">The file; - for standard input; null: where standard input is redirected that, else a person is asked.</param>
    /// <param name="question">What a person is asked.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Given(string? file, string question)
    {
        if (file is not null and not "-") return Limited(File.OpenRead(file));
        return file == "-" || Console.IsInputRedirected ? Limited(Console.OpenStandardInput()) : Encoding.UTF8.GetBytes(Asked(question));
    }

    /// <summary>Asks for the day on which a secret ends, until it is one; null: not known.</summary>
    public static string? AskDay(Language language)
    {
        while (true)
        {
            Console.Error.Write(PairTexts.AskEnds.In(language) + " ");
            string day = (Console.ReadLine() ?? "").Trim();
            if (day.Length == 0) return null;
            if (PlanFaults.OfDay(day) is not { } fault) return day;
            Console.Error.WriteLine(fault.In(language));
        }
    }

    private static byte[] Limited(Stream stream)
    {
        using (stream)
        {
            byte[] octets = new byte[OctetsMax];
            int count = stream.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            byte[] read = octets[..count];
            Array.Clear(octets);
            return read;
        }
    }

    // On standard error, so that standard output stays what it is.
    private static string Asked(string question)
    {
        Console.Error.Write(question + " ");
        var secret = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0) secret.Length--;
            else if (!char.IsControl(key.KeyChar)) secret.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return secret.ToString().Trim();
    }
}
