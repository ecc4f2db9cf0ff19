using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.EndToEnd;

/// <summary>A reply as a scanner hears it.</summary>
/// <param name="Code">Three digits; 0 when the connection ended instead.</param>
/// <param name="Text">All lines as they came, joined with a space.</param>
internal sealed record HeardReply(int Code, string Text)
{
    /// <summary>Nothing came: the connection is closed.</summary>
    public static readonly HeardReply Closed = new(0, "");

    /// <summary>RFC 3463, such as 5.7.139; empty without one.</summary>
    public string Enhanced => Regex.Match(Text, @"^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b").Groups[1].Value;

    /// <summary>The agent's diagnosis, which stands as D and three digits.</summary>
    public Diagnosis Diagnosis => Regex.Match(Text, @"\bD(\d{3})\b") is { Success: true } match ? (Diagnosis)int.Parse(match.Groups[1].Value) : Diagnosis.None;
}

/// <summary>A scanner of our own that can say what no decent client would. It waits 20 s for an answer unless told otherwise.</summary>
internal sealed class Conversation : IDisposable
{
    private readonly TcpClient _client = new(AddressFamily.InterNetwork) { NoDelay = true };
    private StreamReader? _reader;

    private Conversation()
    {
    }

    /// <summary>The server's greeting.</summary>
    public HeardReply Greeting { get; private set; } = HeardReply.Closed;

    /// <param name="port">The agent's.</param>
    /// <param name="from">The scanner's own address, any of 127.0.0.0/8; null: 127.0.0.1.</param>
    public static async Task<Conversation> Connect(int port, string? from = null)
    {
        var conversation = new Conversation();
        if (from != null) conversation._client.Client.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await conversation._client.ConnectAsync(IPAddress.Loopback, port);
        conversation._reader = new StreamReader(conversation._client.GetStream(), Encoding.Latin1);
        conversation.Greeting = await conversation.Hear();
        return conversation;
    }

    /// <summary>Connects and says EHLO.</summary>
    public static async Task<Conversation> Begin(int port, string? from = null)
    {
        Conversation conversation = await Connect(port, from);
        await conversation.Ask("EHLO scanner.test");
        return conversation;
    }

    /// <summary>Sends one line and waits for the reply to it.</summary>
    public async Task<HeardReply> Ask(string line)
    {
        await Say(line + "\r\n");
        return await Hear();
    }

    /// <summary>Sends these characters as octets. A connection that the server has closed is no error here: <see cref="Hear"/> tells.</summary>
    public Task Say(string text) => Say(Encoding.Latin1.GetBytes(text));

    public async Task Say(ReadOnlyMemory<byte> octets)
    {
        try
        {
            await _client.GetStream().WriteAsync(octets);
        }
        catch (IOException)
        {
            // Heard by the next reading.
        }
    }

    /// <summary>Waits for a whole reply.</summary>
    public async Task<HeardReply> Hear(int secondsMax = 20)
    {
        string text = "";
        while (true)
        {
            string? line;
            try
            {
                line = await _reader!.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(secondsMax));
            }
            catch (IOException)
            {
                line = null;
            }
            if (line is null) return HeardReply.Closed;
            text += (text.Length > 0 ? " " : "") + line;
            if (line.Length < 4 || line[3] != '-') return new HeardReply(int.TryParse(line.AsSpan(0, Math.Min(3, line.Length)), out int code) ? code : -1, text);
        }
    }

    /// <summary>The envelope of a mail up to the answer to DATA; ends early at a refusal.</summary>
    public async Task<HeardReply> Envelope(string recipient, string sender = ScanMail.Sender)
    {
        foreach (string line in new[] { $"MAIL FROM:<{sender}>", $"RCPT TO:<{recipient}>" })
        {
            HeardReply reply = await Ask(line);
            if (reply.Code != 250) return reply;
        }
        return await Ask("DATA");
    }

    /// <summary>A whole mail. The reply is the first refusal, or the one after the end of data.</summary>
    public async Task<HeardReply> Send(ScanMail mail, string sender = ScanMail.Sender)
    {
        HeardReply reply = await Envelope(mail.Recipient, sender);
        if (reply.Code != 354) return reply;
        await Say(Stuffed(mail.Octets));
        await Say(".\r\n");
        return await Hear(60);
    }

    /// <summary>Closes as a device does that loses its power: with a reset, without QUIT.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Dot-stuffed (RFC 5321 4.5.2); the first octet counts as a line's.</summary>
    public static byte[] Stuffed(ReadOnlySpan<byte> mail)
    {
        var stuffed = new MemoryStream(mail.Length + mail.Length / 64);
        bool lineStart = true;
        foreach (byte octet in mail)
        {
            if (lineStart && octet == '.') stuffed.WriteByte((byte)'.');
            stuffed.WriteByte(octet);
            lineStart = octet == '\n';
        }
        return stuffed.ToArray();
    }
}
