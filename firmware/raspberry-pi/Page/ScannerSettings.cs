using System;
using System.Globalization;
using System.Net;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Tool;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>What to enter at a scanner for one listener, in the words of the scanners' own panels.</summary>
internal sealed class ScannerSettings
{
    private readonly PageView _view;
    private readonly PageBuffer _out;
    private readonly Language _language;

    public ScannerSettings(PageView view, PageBuffer into, Language language)
    {
        _view = view;
        _out = into;
        _language = language;
    }

    public void Write(ListenerConfiguration listener)
    {
        AccountConfiguration account = _view.Configuration.Accounts[listener.Account];
        bool isInside = IPAddress.IsLoopback(listener.Address);
        _out.Raw("<section>\n<h2>").Text(PageTexts.ScannerSettings.In(_language));
        if (listener.Name != null) _out.Raw(" (").Text(listener.Name).Raw(")");
        _out.Raw("</h2>\n");
        if (isInside) _out.Raw("<p class=\"soft\">").Text(PageTexts.OnlyItself.In(_language)).Raw("</p>\n");
        _out.Raw("<dl>\n");
        Row(PageTexts.Server, Server(listener, _view.OwnAddress));
        Row(PageTexts.Port, listener.Port.ToString(CultureInfo.InvariantCulture));
        Row(PageTexts.Encryption, Encryption(listener.Tls).In(_language));
        if (listener.Tls != ListenerTls.Off && listener.CertificateFile == null) Row(PageTexts.Certificate, PageTexts.CertificateOff.In(_language));
        Row(PageTexts.Login, Login(listener.Login).In(_language));
        Row(PageTexts.From, From(account));
        Row(PageTexts.Largest, Quantities.Octets(account.SizeMax));
        _out.Raw("</dl>\n</section>\n");
    }

    /// <summary>The address for scanners: the listener's own, or where it has all, the one at which the reader found the device.</summary>
    public static string Server(ListenerConfiguration listener, string ownAddress)
    {
        bool isAny = listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any);
        return isAny ? ownAddress : listener.Address.ToString();
    }

    private static Phrase Encryption(ListenerTls tls) => tls switch
    {
        ListenerTls.Off => new("off", "なし"),
        ListenerTls.StartTls => new("STARTTLS, or off", "STARTTLS または なし"),
        ListenerTls.Implicit => new("SSL/TLS (not STARTTLS)", "SSL/TLS (STARTTLS ではありません)"),
        _ => new("SSL/TLS if the scanner can, else STARTTLS or off", "SSL/TLS (非対応の場合は STARTTLS または なし)"),
    };

    private static Phrase Login(LoginPolicy login) => login switch
    {
        LoginPolicy.Required => new("on: user name and password as they were set up for this device", "使用する (この装置に設定したユーザー名とパスワード)"),
        LoginPolicy.Optional => new("off, or the user name and password that were set up for this device", "使用しない、またはこの装置に設定したユーザー名とパスワード"),
        _ => new("off; whatever is entered is accepted", "使用しない (入力しても動作します)"),
    };

    private string From(AccountConfiguration account)
    {
        bool showsAddresses = _view.Configuration.Page!.ShowsAddresses;
        string address = account.SenderAddress.Length > 0 ? account.SenderAddress : account.User;
        if (showsAddresses && address.Contains('@', StringComparison.Ordinal)) return address;
        return (account.SenderRewrite == SenderRewrite.Never ? PageTexts.AnyFrom : PageTexts.Replaced).In(_language);
    }

    private void Row(Phrase name, string value)
    {
        _out.Raw("<dt>").Text(name.In(_language)).Raw("</dt><dd>").Text(value).Raw("</dd>\n");
    }
}
