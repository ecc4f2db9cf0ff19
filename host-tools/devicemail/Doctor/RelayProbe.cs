using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>What a probe found.</summary>
internal enum RelayVerdict
{
    /// <summary>Every try was refused.</summary>
    Closed,
    /// <summary>A recipient was accepted, or the provider was asked about one: whoever speaks from here can send.</summary>
    Open,
    /// <summary>Nobody answered, so that nothing was tried.</summary>
    Unreachable,
}

/// <summary>The outcome.</summary>
/// <param name="Verdict">What it found.</param>
/// <param name="Tries">How many ways were tried.</param>
/// <param name="AtTheDoor">True if the connection itself was refused, so that no address was even listened to.</param>
/// <param name="Way">The way that was open; else "".</param>
/// <param name="Reply">What the device said to it.</param>
internal sealed record RelayResult(RelayVerdict Verdict, int Tries, bool AtTheDoor = false, string Way = "", string Reply = "");

/// <summary>
/// Tries to get a recipient accepted without a login, by every known way around a relay's rules. It never sends DATA, so nothing is ever
/// delivered; recipients are in example.net, which RFC 2606 keeps free of mailboxes. The first way that is open ends it.
/// </summary>
/// <param name="device">The listener.</param>
/// <param name="from">The address of this computer to speak from; null: the system chooses.</param>
/// <param name="ownDomain">A domain that the device may think its own: the mailbox's.</param>
/// <param name="mailbox">The mailbox's address, which a stranger may guess.</param>
/// <param name="allowed">An address that the device lets in, to pretend to be; null: none is known.</param>
/// <param name="beginsWithTls">True for a listener with TLS from the first octet.</param>
internal sealed class RelayProbe(IPEndPoint device, IPAddress? from, string ownDomain, string mailbox, IPAddress? allowed, bool beginsWithTls = false)
{
    private const string Stranger = "relay-probe@example.net";
    private const string Sender = "relay-probe@example.org";
    private const int ConnectionsMax = 60;
    // From here on a number of the agent means that it got as far as the provider, or tried to.
    private const int ProviderNumbers = 200;

    private readonly List<(string Way, string Sender, string Recipient)> _ways = Ways(device, ownDomain, mailbox);
    private int _tries;
    private int _connections;
    private bool _isTlsRefused;
    private RelayResult? _open;

    /// <summary>Tries everything.</summary>
    public async Task<RelayResult> Run(CancellationToken cancellation)
    {
        using (SmtpTalk? first = await Connect(cancellation))
        {
            // Where TLS comes first, a stranger may be refused before it.
            if (first is null) return _isTlsRefused ? await AtTheDoor(cancellation) : new RelayResult(RelayVerdict.Unreachable, 0);
            SmtpAnswer greeting = await first.Hear(cancellation);
            if (greeting.Code != 220) return await AtTheDoor(cancellation);
        }

        await TryWays(overTls: false, cancellation);
        if (!beginsWithTls) await TryWays(overTls: true, cancellation);
        await TryOddly("without EHLO", [], $"MAIL FROM:<{Sender}>", $"RCPT TO:<{Stranger}>", cancellation);
        await TryOddly("after HELO", ["HELO probe.example.org"], $"MAIL FROM:<{Sender}>", $"RCPT TO:<{Stranger}>", cancellation);
        await TryOddly("AUTH= of another", ["EHLO probe.example.org"], $"MAIL FROM:<{Sender}> AUTH={mailbox}", $"RCPT TO:<{Stranger}>", cancellation);
        await TryOddly("no brackets", ["EHLO probe.example.org"], $"MAIL FROM:{Sender}", $"RCPT TO:{Stranger}", cancellation);
        await TryDisguises(cancellation);
        return _open ?? new RelayResult(RelayVerdict.Closed, _tries);
    }

    // Every address form goes with an ordinary sender, every sender with an ordinary recipient: the rules look at them one by one.
    private static List<(string, string, string)> Ways(IPEndPoint device, string domain, string mailbox)
    {
        string literal = device.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{device.Address}]" : $"[{device.Address}]";
        return
        [
            ("foreign to foreign", Sender, Stranger),
            ("empty sender", "", Stranger),
            ("the mailbox as sender", mailbox, Stranger),
            ("a colleague as sender", "colleague@" + domain, Stranger),
            ("root as sender", "root@localhost", Stranger),
            ("address literal as sender", "probe@" + literal, Stranger),
            ("percent hack", Sender, "relay-probe%example.net@" + domain),
            ("percent hack, address literal", Sender, "relay-probe%example.net@" + literal),
            ("quoted local part", Sender, $"\"{Stranger}\"@{domain}"),
            ("quoted percent hack", Sender, "\"relay-probe%example.net\"@" + domain),
            ("quoted, no domain", Sender, $"\"{Stranger}\""),
            ("two at signs", Sender, Stranger + "@" + domain),
            ("source route", Sender, $"@{domain}:{Stranger}"),
            ("source route, address literal", Sender, $"@{literal}:{Stranger}"),
            ("bang path", Sender, "example.net!relay-probe"),
            ("bang path with domain", Sender, "example.net!relay-probe@" + domain),
            ("the mailbox as both", mailbox, mailbox),
        ];
    }

    private async Task TryWays(bool overTls, CancellationToken cancellation)
    {
        SmtpTalk? talk = null;
        try
        {
            foreach ((string way, string sender, string recipient) in _ways)
            {
                if (_open is not null) return;
                talk ??= await Begin(overTls, cancellation);
                if (talk is null) return;
                SmtpAnswer last = await Try(talk, overTls ? way + ", over TLS" : way, $"MAIL FROM:<{sender}>", $"RCPT TO:<{recipient}>", cancellation);
                if (last.Code != 0 && last.Code != 421 && (await talk.Ask("RSET", cancellation)).Code == 250) continue;
                // It has had enough of us; the next try comes as somebody else.
                talk.Dispose();
                talk = null;
            }
        }
        finally
        {
            if (talk is not null) await talk.Say("QUIT\r\n", cancellation);
            talk?.Dispose();
        }
    }

    private async Task TryOddly(string way, string[] before, string mail, string recipient, CancellationToken cancellation)
    {
        if (_open is not null) return;
        using SmtpTalk? talk = await Connect(cancellation);
        if (talk is null || (await talk.Hear(cancellation)).Code != 220) return;
        foreach (string line in before) await talk.Ask(line, cancellation);
        await Try(talk, way, mail, recipient, cancellation);
    }

    // Proxies tell a server whom they speak for (HAProxy's PROXY protocol, Postfix's XCLIENT). A device that believes anybody is open.
    private async Task TryDisguises(CancellationToken cancellation)
    {
        string pretended = (allowed ?? IPAddress.Loopback).ToString();
        string kind = pretended.Contains(':', StringComparison.Ordinal) ? "TCP6" : "TCP4";
        await TryOddly("XCLIENT", ["EHLO probe.example.org", "XCLIENT ADDR=" + pretended, "EHLO probe.example.org"], $"MAIL FROM:<{Sender}>", $"RCPT TO:<{Stranger}>", cancellation);
        if (_open is not null || beginsWithTls) return;
        using SmtpTalk? talk = await Connect(cancellation);
        if (talk is null) return;
        await talk.Say($"PROXY {kind} {pretended} {device.Address} 40000 {device.Port}\r\n", cancellation);
        if ((await talk.Hear(cancellation)).Code == 0) return;
        await talk.Ask("EHLO probe.example.org", cancellation);
        await Try(talk, "PROXY header", $"MAIL FROM:<{Sender}>", $"RCPT TO:<{Stranger}>", cancellation);
    }

    // The greeting was a refusal. One who does not listen to it goes on all the same (RFC 5321 3.1 lets a server only take QUIT now).
    private async Task<RelayResult> AtTheDoor(CancellationToken cancellation)
    {
        await TryBlindly("going on after the refusal", "", cancellation);
        await TryBlindly("PROXY header", $"PROXY TCP4 {allowed ?? IPAddress.Loopback} {device.Address} 40000 {device.Port}\r\n", cancellation);
        await TryBlindly("XCLIENT", $"XCLIENT ADDR={allowed ?? IPAddress.Loopback}\r\n", cancellation);
        return _open ?? new RelayResult(RelayVerdict.Closed, _tries, AtTheDoor: true);
    }

    private async Task TryBlindly(string way, string before, CancellationToken cancellation)
    {
        if (_open is not null) return;
        _tries++;
        using SmtpTalk? talk = await Connect(cancellation);
        if (talk is null) return;
        await talk.Say($"{before}EHLO probe.example.org\r\nMAIL FROM:<{Sender}>\r\nRCPT TO:<{Stranger}>\r\n", cancellation);
        // Greeting, then at most a reply to each of four lines. One that accepted would be 250 behind the one to EHLO.
        var heard = new List<SmtpAnswer>();
        while (heard.Count < 6)
        {
            SmtpAnswer answer = await talk.Hear(cancellation);
            if (answer.Code == 0) break;
            heard.Add(answer);
            if (heard.Count(one => one.Code == 250 && !one.Text.Contains('\n', StringComparison.Ordinal)) >= 2) Opened(way, answer);
            if (answer.Code == 221 || _open is not null) break;
        }
    }

    private async Task<SmtpAnswer> Try(SmtpTalk talk, string way, string mail, string recipient, CancellationToken cancellation)
    {
        _tries++;
        SmtpAnswer answer = await talk.Ask(mail, cancellation);
        // Even after a refused MAIL: some servers forget that they refused.
        if (answer.Code != 0 && answer.Number < ProviderNumbers) answer = await talk.Ask(recipient, cancellation);
        if (answer.Code is 250 or 251 or 252 || answer.Number >= ProviderNumbers) Opened(way, answer);
        return answer;
    }

    private void Opened(string way, SmtpAnswer answer) => _open ??= new RelayResult(RelayVerdict.Open, _tries, Way: way, Reply: answer.FirstLine);

    private async Task<SmtpTalk?> Begin(bool overTls, CancellationToken cancellation)
    {
        SmtpTalk? talk = await Connect(cancellation);
        if (talk is null) return null;
        bool isReady = (await talk.Hear(cancellation)).Code == 220 && (await talk.Ask("EHLO probe.example.org", cancellation)).Code == 250;
        if (isReady && overTls)
        {
            isReady = (await talk.Ask("STARTTLS", cancellation)).Code == 220 && await talk.BeginTls(device.Address.ToString(), cancellation)
                && (await talk.Ask("EHLO probe.example.org", cancellation)).Code == 250;
        }

        if (isReady) return talk;
        talk.Dispose();
        return null;
    }

    private async Task<SmtpTalk?> Connect(CancellationToken cancellation)
    {
        if (_connections++ >= ConnectionsMax) return null;
        (SmtpTalk? talk, _) = await SmtpTalk.Connect(device, from, cancellation);
        if (talk is null || !beginsWithTls || await talk.BeginTls(device.Address.ToString(), cancellation)) return talk;
        _isTlsRefused = true;
        talk.Dispose();
        return null;
    }
}
