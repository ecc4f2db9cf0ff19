using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>What the owner reads: what ends, when, whose turn it is and which steps. English, Japanese, or both.</summary>
internal sealed class OwnerMail
{
    private OwnerMail(string subject, string text)
    {
        Subject = subject;
        Text = text;
    }

    public string Subject { get; }

    public string Text { get; }

    /// <summary>Words a mail.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="items">What is due, at least one.</param>
    /// <param name="language">en, ja or both.</param>
    /// <param name="today">The day, in UTC.</param>
    public static OwnerMail Write(string device, IReadOnlyList<DueItem> items, string language, DateOnly today)
    {
        IOwnerWords[] words = language switch
        {
            "en" => [new EnglishOwnerWords()],
            "ja" => [new JapaneseOwnerWords()],
            _ => [new EnglishOwnerWords(), new JapaneseOwnerWords()],
        };
        var subjects = new List<string>();
        var texts = new List<string>();
        foreach (IOwnerWords one in words)
        {
            subjects.Add(one.Subject(device, items[0].Days));
            texts.Add(In(one, device, items, today));
        }
        return new OwnerMail(string.Join(" / ", subjects), string.Join("\n" + new string('-', 72) + "\n\n", texts));
    }

    private static string In(IOwnerWords words, string device, IReadOnlyList<DueItem> items, DateOnly today)
    {
        var text = new StringBuilder(words.Greeting(device)).Append("\n\n");
        foreach (DueItem item in items)
        {
            string day = item.Days < 0 ? "" : today.AddDays(item.Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            text.Append(words.What(item, day)).Append('\n').Append(words.Account(item.Account)).Append('\n');
            string[] steps = words.Steps(item);
            text.Append(words.Who(item.Diagnosis)).Append('\n');
            for (int i = 0; i < steps.Length; i++) text.Append(CultureInfo.InvariantCulture, $"  {i + 1}. ").Append(steps[i].Replace("\n", "\n     ", StringComparison.Ordinal)).Append('\n');
            text.Append(words.More((int)item.Diagnosis)).Append("\n\n");
        }
        return text.Append(words.Farewell).Append('\n').ToString();
    }
}

/// <summary>The words of one language. Lines of at most 76 columns; a step may have several.</summary>
internal interface IOwnerWords
{
    /// <summary>How the mail ends.</summary>
    string Farewell { get; }

    string Subject(string device, int days);

    string Greeting(string device);

    /// <param name="item">What.</param>
    /// <param name="day">The day on which it ends; empty for what has happened already.</param>
    string What(DueItem item, string day);

    string Account(Configuration.AccountConfiguration account);

    string Who(Diagnosis diagnosis);

    string[] Steps(DueItem item);

    string More(int number);
}
