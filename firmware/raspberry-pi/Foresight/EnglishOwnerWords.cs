using System.Globalization;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>English.</summary>
internal sealed class EnglishOwnerWords : IOwnerWords
{
    public string Farewell
    {
        get
        {
            return """
                The device sends this mail once a week while something is due, to the address
                in "owner" of its agent.json. It needs no answer.
                """;
        }
    }

    public string Subject(string device, int days)
    {
        return days < 0 ? device + ": scans are not being sent" : days == 0 ? device + ": scanning stops today" : device + ": scanning stops in " + Days(days);
    }

    public string Greeting(string device)
    {
        return "This is " + device + ", the device that sends your scanners' mail. Somebody has\nto act, or scans stop arriving.";
    }

    public string What(DueItem item, string day)
    {
        if (day.Length == 0) return "* The provider refuses this account's login already.";
        string when = item.Days == 0 ? "Today, " + day : "In " + Days(item.Days) + ", on " + day;
        return "* " + when + ": " + item.Diagnosis switch
        {
            Diagnosis.ClientSecretEndsSoon => item.Account.NeedsPassword ? "the stored password or key ends." : "the app's client secret ends.",
            Diagnosis.CertificateEndsSoon => "the app's certificate ends.",
            Diagnosis.SignInEndsSoon => "the sign-in ends and must be repeated.",
            _ => "the sign-in ends,\n  because the device has been unable to use it for weeks.",
        };
    }

    public string Account(AccountConfiguration account)
    {
        string app = account.OAuth is { ClientId.Length: > 0 } oauth ? "\n  App (client) ID: " + oauth.ClientId : "";
        return "  Account: " + account.Name + ", " + account.User + " at " + account.Host + app;
    }

    public string Who(Diagnosis diagnosis)
    {
        return diagnosis switch
        {
            Diagnosis.ClientSecretEndsSoon or Diagnosis.CertificateEndsSoon => "  Whose turn: the mail tenant's administrator, then who looks after the device.",
            _ => "  Whose turn: who looks after the device.",
        };
    }

    public string[] Steps(DueItem item)
    {
        switch (item.Diagnosis)
        {
            case Diagnosis.ClientSecretEndsSoon when item.Account.NeedsPassword:
                return ["Make a new password or key at the provider.", "Give it to the device: devicemail pair"];
            case Diagnosis.ClientSecretEndsSoon:
                return
                [
                    "Microsoft: entra.microsoft.com > App registrations > the app >\nCertificates & secrets > New client secret. The old one goes on.",
                    "Give its value and its last day to the device: devicemail pair",
                    "If that was done already: the day in the device is the old one.\nStore the secret once more with its new day.",
                ];
            case Diagnosis.CertificateEndsSoon:
                return
                [
                    "Make a new certificate with its key.",
                    "Add it, beside the old one: entra.microsoft.com > App registrations >\nthe app > Certificates & secrets > Certificates > Upload certificate.",
                    "Name it in the device's agent.json and start the agent anew.",
                    "Give its key to the device: devicemail pair",
                ];
            case Diagnosis.SignInEndsSoon:
                return ["Sign in again: devicemail pair"];
            case Diagnosis.RefreshTokenUnusedSoon:
                return ["See why the device cannot use its sign-in: devicemail doctor", "If that does not help, sign in again: devicemail pair"];
            default:
                return [Wrapped(DiagnosisText.Of(item.Diagnosis))];
        }
    }

    public string More(int number)
    {
        return string.Create(CultureInfo.InvariantCulture, $"  All the steps: devicemail explain {number}");
    }

    // Behind its number a line has 72 columns.
    private static string Wrapped(string text)
    {
        var lines = new StringBuilder();
        int column = 0;
        foreach (string word in text.Split(' '))
        {
            if (column > 0) lines.Append(column + word.Length >= 72 ? '\n' : ' ');
            column = column + word.Length >= 72 ? word.Length : column + 1 + word.Length;
            lines.Append(word);
        }
        return lines.ToString();
    }

    private static string Days(int days)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{days} ") + (days == 1 ? "day" : "days");
    }
}
