using System;
using System.Globalization;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>The status as one HTML document without script: state, what to do, accounts, last mails, and what to enter at a scanner.</summary>
internal sealed class StatusPage
{
    private readonly PageView _view;
    private readonly PageBuffer _out;
    private readonly Language _language;

    /// <param name="view">What is shown; the agent's state of now.</param>
    /// <param name="into">Where the document is appended.</param>
    /// <param name="language">Its language.</param>
    public StatusPage(PageView view, PageBuffer into, Language language)
    {
        _view = view;
        _out = into;
        _language = language;
    }

    private bool ShowsAddresses
    {
        get { return _view.Configuration.Page!.ShowsAddresses; }
    }

    public void Write()
    {
        bool isJapanese = _language == Language.Japanese;
        string name = _view.Configuration.Name;
        _out.Raw("<!DOCTYPE html>\n<html lang=\"").Raw(isJapanese ? "ja" : "en").Raw("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        _out.Raw("<meta http-equiv=\"refresh\" content=\"60\">\n<title>").Text(PageTexts.ToneOf(_view.State).Sign).Raw(" ").Text(name).Raw("</title>\n<style>").Raw(PageStyle.Css).Raw("</style>\n</head>\n<body>\n");
        _out.Raw("<header><h1>").Text(name).Raw("</h1><nav>");
        _out.Raw(isJapanese ? "<a href=\"/?lang=en\" lang=\"en\" hreflang=\"en\">English</a>" : "<a href=\"/?lang=ja\" lang=\"ja\" hreflang=\"ja\">日本語</a>");
        _out.Raw("</nav></header>\n<main>\n");
        State();
        foreach (AccountView account in _view.Accounts) Account(account);
        Mails();
        foreach (ListenerConfiguration listener in _view.Configuration.Listeners) new ScannerSettings(_view, _out, _language).Write(listener);
        _out.Raw("</main>\n");
        Footer();
        _out.Raw("</body>\n</html>\n");
    }

    private void State()
    {
        (string tone, string sign) = PageTexts.ToneOf(_view.State);
        (Phrase title, Phrase means) = PageTexts.Of(_view.State);
        _out.Raw("<section class=\"state ").Raw(tone).Raw("\">\n<h2><span aria-hidden=\"true\">").Raw(sign).Raw("</span> ").Text(In(title)).Raw("</h2>\n<p>").Text(In(means)).Raw("</p>\n");
        AccountView? worst = Array.Find(_view.Accounts, account => account.State == _view.State && account.Diagnosis == _view.Diagnosis);
        if (_view.Diagnosis != Diagnosis.None) Explain(_view.Diagnosis, worst);
        _out.Raw("</section>\n");
    }

    // All that the catalogue says about a number, with the account's own values in it.
    private void Explain(Diagnosis diagnosis, AccountView? account)
    {
        if (DiagnosisWords.Find(diagnosis, _language) is not { } words) return;
        if (account != null && _view.Accounts.Length > 1) _out.Raw("<p class=\"soft\">").Text(In(PageTexts.Account)).Raw(" ").Text(account.Configuration.Name).Raw("</p>\n");
        _out.Raw("<p><strong>").Text(words.Name).Raw(" ").Text(words.Title).Raw("</strong></p>\n<p>").Text(words.What).Raw("</p>\n");
        _out.Raw("<p class=\"soft\">").Text(In(PageTexts.WhoseTurn)).Raw(": ").Text(words.Turn).Raw("</p>\n");
        _out.Raw("<h3>").Text(In(PageTexts.WhatToDo)).Raw("</h3>\n<ol>\n");
        bool isOpen = false;
        foreach ((char kind, string step) in words.Steps)
        {
            string text = Fill(step, account);
            if (kind == 'd')
            {
                _out.Raw(isOpen ? "</li>\n<li>" : "<li>").Text(text);
                isOpen = true;
                continue;
            }
            // What belongs to a step before it; a cure that began with a line to type would still be sound HTML.
            if (!isOpen) _out.Raw("<li>");
            isOpen = true;
            if (kind == 'r') _out.Raw("<pre><code>").Text(text).Raw("</code></pre>");
            else _out.Raw("<br><a rel=\"noreferrer\" href=\"").Text(text).Raw("\">").Text(text).Raw("</a>");
        }
        _out.Raw(isOpen ? "</li>\n</ol>\n" : "</ol>\n");
        Legend(words, account);
    }

    private void Legend(DiagnosisWords words, AccountView? account)
    {
        bool isOpen = false;
        foreach ((string word, string meaning) in words.Placeholders(_language))
        {
            if (Fill(word, account) != word) continue;
            if (!isOpen) _out.Raw("<p class=\"soft\">").Text(In(PageTexts.InPlaceOf)).Raw("</p>\n<dl>\n");
            isOpen = true;
            _out.Raw("<dt>").Text(word).Raw("</dt><dd>").Text(meaning).Raw("</dd>\n");
        }
        if (isOpen) _out.Raw("</dl>\n");
    }

    private string Fill(string text, AccountView? account)
    {
        if (account == null || !text.Contains('<', StringComparison.Ordinal)) return text;
        AccountConfiguration of = account.Configuration;
        text = text.Replace("<host>", of.Host, StringComparison.Ordinal);
        if (of.OAuth != null) text = text.Replace("<app-id>", of.OAuth.ClientId, StringComparison.Ordinal);
        if (ShowsAddresses && of.User.Length > 0) text = text.Replace("<mailbox>", of.User, StringComparison.Ordinal);
        return text;
    }

    private void Account(AccountView account)
    {
        AccountConfiguration of = account.Configuration;
        MailFigures.AccountRow mails = _view.Figures.Accounts[Array.IndexOf(_view.Accounts, account)];
        _out.Raw("<section>\n<h2>").Text(In(PageTexts.Account)).Raw(" ").Text(of.Name).Raw("</h2>\n<dl>\n");
        (string tone, string sign) = PageTexts.ToneOf(account.State);
        Begin(PageTexts.State).Raw("<span class=\"tone ").Raw(tone).Raw("\">").Raw(sign).Raw(" ").Text(In(PageTexts.Of(account.State).Title)).Raw("</span>");
        if (account.Diagnosis != Diagnosis.None) _out.Raw(" (").Text(DiagnosisWords.Line(account.Diagnosis, _language)).Raw(")");
        End();
        if (ShowsAddresses && of.User.Length > 0) Row(PageTexts.Mailbox, of.User);
        Begin(PageTexts.SinceStart).Text(Filled(PageTexts.Counts, mails.Delivered, mails.Refused));
        if (mails.Unknown > 0) _out.Text(Filled(PageTexts.CountUncertain, mails.Unknown));
        End();
        Row(PageTexts.SignIn, SignIn(account));
        if (of.OAuth != null && account.IsStored) Row(PageTexts.AccessToken, Token(account));
        Days(PageTexts.SignInEnds, account.Forecast.SignInDays);
        Days(PageTexts.SecretEnds, account.Forecast.SecretDays);
        Days(PageTexts.CertificateEnds, account.Forecast.CertificateDays);
        _out.Raw("</dl>\n");
        // The one above has it already.
        if (account.Diagnosis != Diagnosis.None && account.Diagnosis != _view.Diagnosis)
        {
            _out.Raw("<details><summary>").Text(In(PageTexts.WhatToDo)).Raw("</summary>\n");
            Explain(account.Diagnosis, account);
            _out.Raw("</details>\n");
        }
        _out.Raw("</section>\n");
    }

    private string SignIn(AccountView account)
    {
        AccountConfiguration of = account.Configuration;
        if (of.Mechanism == LoginMechanism.None) return In(PageTexts.NoLogin);
        if (of.OAuth == null) return In(account.IsStored ? PageTexts.PasswordStored : PageTexts.PasswordMissing);
        if (!account.IsStored) return In(of.Secret == SecretKind.RefreshToken ? PageTexts.NotPaired : PageTexts.SecretMissing);
        if (of.Secret != SecretKind.RefreshToken) return In(PageTexts.SecretStored);
        return account.Forecast.DisuseDays >= 0 ? Filled(PageTexts.Lasts, account.Forecast.DisuseDays) : In(PageTexts.SignedIn);
    }

    private void Days(Phrase name, int days)
    {
        if (days >= 0) Row(name, Filled(PageTexts.DaysLeft, days));
    }

    private string Token(AccountView account)
    {
        if (account.TokenSecondsLeft == null) return In(PageTexts.TokenNone);
        if (account.TokenSecondsLeft == 0) return In(PageTexts.TokenEnded);
        string age = Quantities.Span(account.TokenAgeSeconds ?? 0, _language);
        return Filled(PageTexts.TokenLasts, age, Quantities.Span(account.TokenSecondsLeft.Value, _language));
    }

    private void Mails()
    {
        _out.Raw("<section>\n<h2>").Text(In(PageTexts.LastMails)).Raw("</h2>\n");
        int count = _view.Figures.LastCount;
        if (count == 0)
        {
            _out.Raw("<p>").Text(In(PageTexts.NoMails)).Raw("</p>\n</section>\n");
            return;
        }
        _out.Raw("<table>\n<thead><tr><th scope=\"col\">").Text(In(PageTexts.When)).Raw("</th><th scope=\"col\">").Text(In(PageTexts.Size)).Raw("</th><th scope=\"col\">").Text(In(PageTexts.Result)).Raw("</th>");
        if (ShowsAddresses) _out.Raw("<th scope=\"col\">").Text(In(PageTexts.Scanner)).Raw("</th>");
        _out.Raw("</tr></thead>\n<tbody>\n");
        for (int i = 0; i < count; i++) Mail(_view.Figures.Last(i));
        _out.Raw("</tbody>\n</table>\n</section>\n");
    }

    private void Mail(MailFigures.MailNote mail)
    {
        string time = _view.TimeOf(mail.AtMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _out.Raw("<tr><td class=\"number\"><time datetime=\"").Raw(time).Raw("\">").Text(Quantities.Span(_view.Ago(mail.AtMs), _language) + In(PageTexts.Ago)).Raw("</time></td><td class=\"number\">");
        _out.Text(mail.Octets == 0 ? In(PageTexts.NoSize) : Quantities.Octets(mail.Octets)).Raw("</td><td>");
        if (mail.Diagnosis == Diagnosis.None)
        {
            _out.Raw("<span class=\"tone good\">✓ ").Text(In(PageTexts.Sent)).Raw("</span> <span class=\"soft\">").Text(In(PageTexts.After)).Raw(" ").Text(Quantities.Elapsed(mail.ElapsedMs)).Raw("</span>");
        }
        else
        {
            _out.Raw("<span class=\"tone bad\">✕ ").Text(In(mail.Diagnosis == Diagnosis.OutcomeUnknown ? PageTexts.Uncertain : PageTexts.NotSent)).Raw("</span> ").Text(DiagnosisWords.Line(mail.Diagnosis, _language));
        }
        if (_view.Accounts.Length > 1 && mail.Account >= 0) _out.Raw(" <span class=\"soft\">").Text(_view.Accounts[mail.Account].Configuration.Name).Raw("</span>");
        if (ShowsAddresses) _out.Raw("</td><td>").Text(_view.Scanner(mail) ?? "");
        _out.Raw("</td></tr>\n");
    }

    private void Footer()
    {
        string clock = _view.NowUtc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        _out.Raw("<footer class=\"soft\"><p>").Text(Filled(PageTexts.Footer, clock, Quantities.Span(_view.UptimeSeconds, _language))).Raw("</p>\n<p>devicemail-agent ").Text(Program.Version);
        _out.Raw(" · <a href=\"/status.json\">JSON</a> · <a href=\"/metrics\">metrics</a></p></footer>\n");
    }

    private string In(Phrase phrase) => phrase.In(_language);

    private string Filled(Phrase phrase, params object[] values) => string.Format(CultureInfo.InvariantCulture, In(phrase), values);

    private PageBuffer Begin(Phrase name) => _out.Raw("<dt>").Text(In(name)).Raw("</dt><dd>");

    private void End() => _out.Raw("</dd>\n");

    private void Row(Phrase name, string value)
    {
        Begin(name).Text(value);
        End();
    }
}
