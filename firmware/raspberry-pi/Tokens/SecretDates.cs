using System;
using System.Globalization;
using System.IO;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// When an account's secret was given and when it ends: two numbers in a file of their own, "given SECONDS" and "ends SECONDS", since 1970 in UTC; 0:
/// not known. They are no secret. Without the file, or with one that makes no sense, nothing is foreseen from it and all else goes on.
/// </summary>
internal readonly record struct SecretDates(long GivenAt, long Ends)
{
    /// <summary>Reads an account's dates.</summary>
    public static SecretDates Load(StoreFolder store, AccountConfiguration account)
    {
        try
        {
            using FileStream file = store.OpenRead(FileOf(account));
            byte[] octets = new byte[128];
            string text = Encoding.ASCII.GetString(octets, 0, file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false));
            return new SecretDates(Value(text, "given "), Value(text, "ends "));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>A secret was stored now. The app's own beside a person's sign-in says nothing about that one's age.</summary>
    /// <param name="store">Where the dates go.</param>
    /// <param name="account">Whose secret.</param>
    /// <param name="kind">What was stored.</param>
    /// <param name="ends">When it ends; 0: not said.</param>
    /// <returns>False: the dates could not be written.</returns>
    public static bool Given(StoreFolder store, AccountConfiguration account, SecretKind kind, long ends)
    {
        SecretDates before = Load(store, account);
        bool isOwn = kind == account.Secret;
        long given = isOwn ? DateTimeOffset.UtcNow.ToUnixTimeSeconds() : before.GivenAt;
        // What ends with a sign-in account is the app's secret, which stays when the account is paired anew.
        return new SecretDates(given, isOwn && kind == SecretKind.RefreshToken ? before.Ends : ends).Save(store, account);
    }

    /// <summary>Writes them. False: they could not be written.</summary>
    public bool Save(StoreFolder store, AccountConfiguration account)
    {
        try
        {
            store.Replace(FileOf(account), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"given {GivenAt}\nends {Ends}\n")));
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Deletes them. False: they could not be deleted.</summary>
    public static bool Forget(StoreFolder store, AccountConfiguration account)
    {
        try
        {
            store.Remove(FileOf(account));
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The file's name.</summary>
    public static string FileOf(AccountConfiguration account)
    {
        return account.Name + ".dates";
    }

    private static long Value(string text, string name)
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && long.TryParse(line.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long value)) return value;
        }
        return 0;
    }
}
