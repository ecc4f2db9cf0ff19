using System;
using System.Globalization;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Transcripts;

/// <summary>One run of a transcript through the real RelaySession, ProviderLink and ClientSession.</summary>
public sealed class Replay : IScannerLogins
{
    private static readonly byte[] ScannerAddress = Octets.Of("192.168.7.21");

    private readonly MemoryLinks _links;
    private readonly ProviderLink _link;
    private readonly RelaySession _session;
    private readonly ServerSettings _settings;
    private readonly Transcript _transcript;
    private readonly FakeClock _clock = new();

    public Replay(Transcript transcript)
    {
        _transcript = transcript;
        Seams = new Seams { CallsMax = 100_000 };
        Scanner = new ScriptedScanner(transcript, Tape, _clock, Seams);
        Provider = new ScriptedProvider(transcript, Tape, _clock, Seams);
        _links = new MemoryLinks(_clock, Seams);
        var log = new TapedLog(Tape);
        SaslClient? mechanism = Mechanism(transcript);
        long sizeMax = long.Parse(transcript["size-max"], CultureInfo.InvariantCulture);
        var account = new ProviderAccount(0, "bridge-3f", Parse<Security>(transcript["security"]), transcript["user"],
            mechanism is XOAuth2 or OAuthBearer, transcript["sender"], Parse<SenderRewrite>(transcript["rewrite"].Replace("-", "", StringComparison.Ordinal)), sizeMax);
        _link = new ProviderLink(account, Provider, mechanism, new ScriptedSecrets(transcript, Tape, Seams), _clock, log);
        _links.Add(_link);
        _settings = new ServerSettings("bridge-3f", sizeMax, Parse<LoginPolicy>(transcript["login"]), transcript["tls"] == "at-once" || transcript.Says("tls", "offered", "none"),
            Repair(transcript), transcript.Says("strict", "true", "false"));
        var stamp = new FakeStamp();
        if (transcript.Says("clock", "unset", "set")) stamp.UtcSeconds = 0;
        Scanner.IsSecure = transcript["tls"] == "at-once";
        _session = new RelaySession(_settings, 4096, this, _links, _clock, log, stamp);
    }

    public Tape Tape { get; } = new();

    public Seams Seams { get; }

    public ScriptedScanner Scanner { get; }

    public ScriptedProvider Provider { get; }

    /// <summary>How much one read gives, on both sides: a number of octets, or MemoryChannel.ByLine.</summary>
    public int Piece
    {
        set
        {
            Scanner.Piece = value;
            Provider.Piece = value;
        }
    }

    /// <summary>Runs it to its end. What must hold after any run, cut short or not, is checked here.</summary>
    public Replay Run()
    {
        if (_transcript["link"] != "cold") _link.Open();
        if (_transcript["link"] == "kept") _clock.Advance(Limits.LinkFreshMs);
        _session.Run(Scanner, _settings, 0, 1, ScannerAddress, ScannerAddress.Length);
        Tape.Finish();
        Assert.True(Scanner.Heard.ToldDelivered <= Provider.Accepted,
            $"{_transcript.Name}: the scanner was told that {Scanner.Heard.ToldDelivered} mails are delivered, the provider accepted {Provider.Accepted}.\n{Tape.Text()}");
        Assert.True(Provider.Ended <= CountEnds(), $"{_transcript.Name}: the provider got CRLF.CRLF, the scanner had not sent it.\n{Tape.Text()}");
        Assert.Equal(0, _links.Lent);
        return this;
    }

    private int CountEnds()
    {
        byte[] said = [.. Scanner.Said];
        int ends = 0;
        for (int i = 2; i < said.Length; i++)
        {
            if (said[i - 2] == '.' && said[i - 1] == '\r' && said[i] == '\n' && (i < 4 || said[i - 3] == '\n')) ends++;
        }
        return ends;
    }

    private static SaslClient? Mechanism(Transcript transcript)
    {
        return transcript["mechanism"] switch
        {
            "xoauth2" => new XOAuth2(),
            "oauthbearer" => new OAuthBearer(transcript["host"], int.Parse(transcript["port"], CultureInfo.InvariantCulture)),
            "plain" => new Plain(),
            "login" => new Login(),
            "none" => null,
            _ => throw new FormatException($"{transcript.Name}: mechanism: {transcript["mechanism"]}"),
        };
    }

    private static MessageRepair Repair(Transcript transcript)
    {
        return new MessageRepair(Parse<LinePolicy>(transcript["lines"]), transcript.Says("header", "repair", "pass"), transcript.Says("received", "true", "false"),
            transcript.Says("long-lines", "refuse", "carry"), transcript.Says("nul", "refuse", "carry"), transcript["header-charset"], transcript["header-charset"] switch
            {
                "none" => RawCharacters.Unknown,
                "shift_jis" => RawCharacters.ShiftJis,
                "iso-2022-jp" => RawCharacters.Iso2022Jp,
                "utf-8" => RawCharacters.Utf8,
                _ => RawCharacters.SingleOctet,
            });
    }

    private static T Parse<T>(string word)
        where T : struct, Enum
    {
        return Enum.Parse<T>(word, true);
    }

    int IScannerLogins.Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount)
    {
        return Octets.Text(user, userOffset, userCount) + " " + Octets.Text(password, passwordOffset, passwordCount) == _transcript["logins"] ? 0 : -1;
    }
}
