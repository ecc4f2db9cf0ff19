using System;
using System.CommandLine;
using System.Runtime.InteropServices;

namespace DeviceMailAgent.Tool;

/// <summary>Chooses the language: <c>--lang</c>, else the locale (LC_ALL, LC_MESSAGES, LANG; on Windows the one of its screens).</summary>
internal static class Languages
{
    private const int PrimaryLanguageMask = 0x3ff;
    private const int PrimaryLanguageJapanese = 0x11;

    /// <summary>A new <c>--lang</c> option; each command has its own.</summary>
    public static Option<string?> Option()
    {
        var option = new Option<string?>("--lang") { Description = "Language of the answer, en or ja (default: the locale's)" };
        option.AcceptOnlyFromAmong("en", "ja");
        return option;
    }

    /// <summary>The language for a command line.</summary>
    /// <param name="chosen">The value of <c>--lang</c>, or null.</param>
    public static Language Of(string? chosen) => chosen switch
    {
        "ja" => Language.Japanese,
        "en" => Language.English,
        _ => OfLocale(Environment.GetEnvironmentVariable),
    };

    /// <summary>The locale's language. POSIX: LC_ALL outweighs LC_MESSAGES, which outweighs LANG; an empty one counts as missing.</summary>
    public static Language OfLocale(Func<string, string?> variable)
    {
        foreach (string name in (string[])["LC_ALL", "LC_MESSAGES", "LANG"])
        {
            string? locale = variable(name);
            if (!string.IsNullOrEmpty(locale)) return locale.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? Language.Japanese : Language.English;
        }

        bool japaneseWindows = OperatingSystem.IsWindows() && (GetUserDefaultUILanguage() & PrimaryLanguageMask) == PrimaryLanguageJapanese;
        return japaneseWindows ? Language.Japanese : Language.English;
    }

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern ushort GetUserDefaultUILanguage();
}
