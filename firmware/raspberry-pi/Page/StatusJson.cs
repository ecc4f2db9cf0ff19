using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>
/// The status as JSON, for programs: what the page shows, states and settings as the log and agent.json spell them, times as RFC 3339 in
/// UTC, sizes in octets.
/// </summary>
internal sealed class StatusJson
{
    private readonly PageView _view;
    private readonly Language _language;

    /// <param name="view">The agent's state of now.</param>
    /// <param name="language">Of the texts about diagnoses; everything else is the same in all languages.</param>
    public StatusJson(PageView view, Language language)
    {
        _view = view;
        _language = language;
    }

    public void Write(PageBuffer into)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            Device(json);
            json.WriteStartArray("accounts");
            foreach (AccountView account in _view.Accounts) Account(json, account);
            json.WriteEndArray();
            json.WriteStartArray("lastMails");
            for (int i = 0; i < _view.Figures.LastCount; i++) Mail(json, _view.Figures.Last(i));
            json.WriteEndArray();
            json.WriteStartArray("listeners");
            foreach (ListenerConfiguration listener in _view.Configuration.Listeners) Listener(json, listener);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        into.Raw(System.Text.Encoding.UTF8.GetString(octets.GetBuffer(), 0, (int)octets.Length)).Raw("\n");
    }

    private void Device(Utf8JsonWriter json)
    {
        json.WriteString("name", _view.Configuration.Name);
        json.WriteString("board", _view.Configuration.Board);
        json.WriteString("version", Program.Version);
        Time(json, "time", _view.NowUtc);
        json.WriteNumber("uptimeSeconds", _view.UptimeSeconds);
        json.WriteNumber("rssOctets", Environment.WorkingSet);
        json.WriteNumber("sessions", _view.Sessions);
        json.WriteString("state", Words.Of(_view.State));
        Explain(json, _view.Diagnosis);
    }

    private void Account(Utf8JsonWriter json, AccountView account)
    {
        MailFigures.AccountRow mails = _view.Figures.Accounts[Array.IndexOf(_view.Accounts, account)];
        json.WriteStartObject();
        json.WriteString("name", account.Configuration.Name);
        if (_view.Configuration.Page!.ShowsAddresses) json.WriteString("user", account.Configuration.User);
        json.WriteString("state", Words.Of(account.State));
        Explain(json, account.Diagnosis);
        json.WriteNumber("delivered", mails.Delivered);
        json.WriteNumber("refused", mails.Refused);
        json.WriteNumber("unknown", mails.Unknown);
        json.WriteNumber("deliveredOctets", mails.Octets);
        json.WriteBoolean("secretStored", account.IsStored);
        if (account.TokenAgeSeconds is { } age) json.WriteNumber("tokenAgeSeconds", age);
        if (account.TokenSecondsLeft is { } left) json.WriteNumber("tokenSecondsLeft", left);
        Days(json, "disuseDays", account.Forecast.DisuseDays);
        Days(json, "signInDays", account.Forecast.SignInDays);
        Days(json, "secretDays", account.Forecast.SecretDays);
        Days(json, "certificateDays", account.Forecast.CertificateDays);
        json.WriteEndObject();
    }

    private static void Days(Utf8JsonWriter json, string name, int days)
    {
        if (days >= 0) json.WriteNumber(name, days);
    }

    private void Mail(Utf8JsonWriter json, MailFigures.MailNote mail)
    {
        json.WriteStartObject();
        Time(json, "time", _view.TimeOf(mail.AtMs));
        if (mail.Account >= 0) json.WriteString("account", _view.Accounts[mail.Account].Configuration.Name);
        json.WriteNumber("octets", mail.Octets);
        json.WriteNumber("ms", mail.ElapsedMs);
        json.WriteString("outcome", mail.Diagnosis == Diagnosis.None ? "delivered" : mail.Diagnosis == Diagnosis.OutcomeUnknown ? "unknown" : "refused");
        if (mail.Diagnosis != Diagnosis.None) json.WriteNumber("diagnosis", (int)mail.Diagnosis);
        if (_view.Scanner(mail) is { } scanner) json.WriteString("scanner", scanner);
        json.WriteEndObject();
    }

    private void Listener(Utf8JsonWriter json, ListenerConfiguration listener)
    {
        json.WriteStartObject();
        if (listener.Name != null) json.WriteString("name", listener.Name);
        json.WriteString("server", ScannerSettings.Server(listener, _view.OwnAddress));
        json.WriteNumber("port", listener.Port);
        json.WriteString("tls", Words.Of(listener.Tls));
        json.WriteNumber("sizeMax", _view.Configuration.Accounts[listener.Account].SizeMax);
        json.WriteEndObject();
    }

    private void Explain(Utf8JsonWriter json, Diagnosis diagnosis)
    {
        if (diagnosis == Diagnosis.None || DiagnosisWords.Find(diagnosis, _language) is not { } words) return;
        json.WriteStartObject("diagnosis");
        json.WriteNumber("number", (int)diagnosis);
        json.WriteString("title", words.Title);
        json.WriteString("what", words.What);
        json.WriteString("turn", words.Turn);
        json.WriteStartArray("steps");
        foreach ((_, string step) in words.Steps) json.WriteStringValue(step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, string name, DateTime utc)
    {
        json.WriteString(name, utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }
}
