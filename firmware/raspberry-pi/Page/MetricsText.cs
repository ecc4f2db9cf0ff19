using System;
using System.Globalization;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>
/// The numbers for Prometheus: OpenMetrics 1.0 where the reader asks for it, else Prometheus' text format 0.0.4. Names and base units (seconds, bytes)
/// as prometheus.io/docs/practices/naming has them. Ages are told as spans of the agent's own clock, since a device may have no battery for the other one.
/// </summary>
internal sealed class MetricsText
{
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    public const string PrometheusType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly AgentState[] States = Enum.GetValues<AgentState>();

    private readonly PageView _view;
    private readonly PageBuffer _out;
    private readonly bool _isOpen;

    /// <param name="view">The agent's state of now.</param>
    /// <param name="into">Where the text is appended.</param>
    /// <param name="isOpen">True for OpenMetrics.</param>
    public MetricsText(PageView view, PageBuffer into, bool isOpen)
    {
        _view = view;
        _out = into;
        _isOpen = isOpen;
    }

    public void Write()
    {
        Device();
        Mails();
        Delivery();
        Scanners();
        Tokens();
        Process();
        if (_isOpen) _out.Raw("# EOF\n");
    }

    private void Device()
    {
        // OpenMetrics has a type of its own for texts about the target, and its family is named without the suffix.
        Family(_isOpen ? "devicemail_build" : "devicemail_build_info", _isOpen ? "info" : "gauge", "Version and board of the agent.");
        _out.Raw("devicemail_build_info{version=\"").Raw(Program.Version).Raw("\",board=\"").Raw(_view.Configuration.Board).Raw("\"} 1\n");
        Family("devicemail_state", "gauge", "1 for the state that the agent's light shows, 0 for the others.");
        foreach (AgentState state in States) _out.Raw("devicemail_state{state=\"").Raw(Words.Of(state)).Raw("\"} ").Number(state == _view.State ? 1 : 0).Raw("\n");
        Family("devicemail_diagnosis", "gauge", "Number of the account's trouble, 0 for none; devicemail explain has the words.");
        foreach (AccountView account in _view.Accounts) Sample("devicemail_diagnosis", account).Number((int)account.Diagnosis).Raw("\n");
        Family("devicemail_scanner_sessions", "gauge", "Scanners that are connected.");
        _out.Raw("devicemail_scanner_sessions ").Number(_view.Sessions).Raw("\n");
        Family("devicemail_scanner_sessions_limit", "gauge", "Scanners that can be connected at once.");
        _out.Raw("devicemail_scanner_sessions_limit ").Number(PlatformLimits.Sessions).Raw("\n");
    }

    private void Mails()
    {
        Family(Counter("devicemail_mails"), "counter", "Mails since the start by how they ended.");
        for (int i = 0; i < _view.Figures.Accounts.Length; i++)
        {
            MailFigures.AccountRow row = _view.Figures.Accounts[i];
            if (i == _view.Accounts.Length && row.IsEmpty) continue;
            Outcome(i, "delivered", row.Delivered);
            Outcome(i, "refused", row.Refused);
            Outcome(i, "unknown", row.Unknown);
        }
        Family(Counter("devicemail_mail_bytes"), "counter", "Mail data of the delivered mails.");
        for (int i = 0; i < _view.Accounts.Length; i++) Sample("devicemail_mail_bytes_total", _view.Accounts[i]).Number(_view.Figures.Accounts[i].Octets).Raw("\n");
        Family(Counter("devicemail_mail_failures"), "counter", "Mails that were not delivered, by diagnosis; those that never happened are left out.");
        for (int i = 0; i < _view.Figures.Accounts.Length; i++)
        {
            for (int kind = 0; kind < MailFigures.Kinds; kind++)
            {
                long count = _view.Figures.Accounts[i].Failures(kind, out Diagnosis diagnosis);
                if (count > 0) _out.Raw("devicemail_mail_failures_total{account=\"").Raw(Account(i)).Raw("\",diagnosis=\"D").Number((int)diagnosis).Raw("\"} ").Number(count).Raw("\n");
            }
        }
    }

    private void Scanners()
    {
        Family(Counter("devicemail_scanner_notes"), "counter", "What was noted about scanners apart from their mails, by diagnosis; what never happened is left out.");
        for (int kind = 0; kind < MailFigures.Kinds; kind++)
        {
            long count = _view.Figures.Scanners(kind, out Diagnosis diagnosis);
            if (count > 0) _out.Raw("devicemail_scanner_notes_total{diagnosis=\"D").Number((int)diagnosis).Raw("\"} ").Number(count).Raw("\n");
        }
    }

    private void Outcome(int account, string outcome, long count)
    {
        _out.Raw("devicemail_mails_total{account=\"").Raw(Account(account)).Raw("\",outcome=\"").Raw(outcome).Raw("\"} ").Number(count).Raw("\n");
    }

    private void Delivery()
    {
        Family("devicemail_mail_delivery_seconds", "histogram", "From a scanner's MAIL to the provider's acceptance.");
        for (int i = 0; i < _view.Accounts.Length; i++)
        {
            MailFigures.AccountRow row = _view.Figures.Accounts[i];
            long up = 0;
            for (int at = 0; at < row.Classes.Length; at++)
            {
                up += row.Classes[at];
                // OpenMetrics wants a bound as a float in its canonical form.
                string bound = at < MailFigures.BoundsMs.Length ? (MailFigures.BoundsMs[at] / 1000.0).ToString("0.0##", CultureInfo.InvariantCulture) : "+Inf";
                _out.Raw("devicemail_mail_delivery_seconds_bucket{account=\"").Raw(Account(i)).Raw("\",le=\"").Raw(bound).Raw("\"} ").Number(up).Raw("\n");
            }
            Sample("devicemail_mail_delivery_seconds_sum", _view.Accounts[i]).Seconds(row.SumMs).Raw("\n");
            Sample("devicemail_mail_delivery_seconds_count", _view.Accounts[i]).Number(row.Delivered).Raw("\n");
        }
    }

    private void Tokens()
    {
        Family("devicemail_access_token_age_seconds", "gauge", "Since the access token was renewed; left out where there was none since the start.");
        foreach (AccountView account in _view.Accounts) if (account.TokenAgeSeconds is { } age) Sample("devicemail_access_token_age_seconds", account).Number(age).Raw("\n");
        Family("devicemail_access_token_remaining_seconds", "gauge", "Until the access token ends, 0 when it has.");
        foreach (AccountView account in _view.Accounts) if (account.TokenSecondsLeft is { } left) Sample("devicemail_access_token_remaining_seconds", account).Number(left).Raw("\n");
        Family("devicemail_credential_remaining_seconds", "gauge", "Until what the account logs in with ends, to the day: disuse, sign-in, secret or certificate, as far as it is known.");
        foreach (AccountView account in _view.Accounts)
        {
            Ending(account, "disuse", account.Forecast.DisuseDays);
            Ending(account, "sign-in", account.Forecast.SignInDays);
            Ending(account, "secret", account.Forecast.SecretDays);
            Ending(account, "certificate", account.Forecast.CertificateDays);
        }
        Family("devicemail_secret_stored", "gauge", "1 if what the account logs in with is in the store or not needed.");
        foreach (AccountView account in _view.Accounts) Sample("devicemail_secret_stored", account).Number(account.IsStored ? 1 : 0).Raw("\n");
    }

    private void Ending(AccountView account, string what, int days)
    {
        if (days >= 0) _out.Raw("devicemail_credential_remaining_seconds{account=\"").Raw(account.Configuration.Name).Raw("\",ending=\"").Raw(what).Raw("\"} ").Number(days * 86_400L).Raw("\n");
    }

    // The names that every client library has for these (prometheus.io/docs/instrumenting/writing_clientlibs).
    private void Process()
    {
        Family("process_resident_memory_bytes", "gauge", "Resident memory of the agent.");
        _out.Raw("process_resident_memory_bytes ").Number(Environment.WorkingSet).Raw("\n");
        Family(Counter("process_cpu_seconds"), "counter", "Processor time of the agent, user and system.");
        _out.Raw("process_cpu_seconds_total ").Seconds((long)Environment.CpuUsage.TotalTime.TotalMilliseconds).Raw("\n");
        Family("process_start_time_seconds", "gauge", "When the agent started, by the device's clock of now, in seconds since 1970.");
        long startMs = new DateTimeOffset(_view.NowUtc).ToUnixTimeMilliseconds() - _view.UptimeSeconds * 1000;
        _out.Raw("process_start_time_seconds ").Seconds(startMs).Raw("\n");
    }

    // OpenMetrics names a counter's family without the suffix of its samples.
    private string Counter(string name) => _isOpen ? name : name + "_total";

    private void Family(string name, string type, string help)
    {
        _out.Raw("# HELP ").Raw(name).Raw(" ").Raw(help).Raw("\n# TYPE ").Raw(name).Raw(" ").Raw(type).Raw("\n");
        string? unit = name.EndsWith("_seconds", StringComparison.Ordinal) ? "seconds" : name.EndsWith("_bytes", StringComparison.Ordinal) ? "bytes" : null;
        if (_isOpen && unit != null) _out.Raw("# UNIT ").Raw(name).Raw(" ").Raw(unit).Raw("\n");
    }

    // Account names have no character that would need an escape (AccountReader). Empty: no account was found for the mail.
    private string Account(int index) => index < _view.Accounts.Length ? _view.Accounts[index].Configuration.Name : "";

    private PageBuffer Sample(string name, AccountView account) => _out.Raw(name).Raw("{account=\"").Raw(account.Configuration.Name).Raw("\"} ");
}
