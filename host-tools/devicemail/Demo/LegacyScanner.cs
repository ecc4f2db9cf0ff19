using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>
/// A scanner of 2009: plain SMTP on the LAN, AUTH LOGIN, one command at a time, no TLS. Shows its dialogue as a panel's log would.
/// </summary>
internal sealed class LegacyScanner : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly Action<string> _show;
    private StreamReader? _reader;
    private NetworkStream? _stream;

    public LegacyScanner(Action<string> show)
    {
        _show = show;
        _client.ReceiveTimeout = _client.SendTimeout = 60_000;
    }

    /// <summary>Sends one mail.</summary>
    /// <returns>The last reply: 250 if it was accepted.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public string Send(string host, int port, string user, string password, string sender, DemoScan scan)
    {
        _client.Connect(host, port);
        _stream = _client.GetStream();
        _reader = new StreamReader(_stream, Encoding.ASCII);
        string reply = Reply();
        if (reply[0] != '2') return reply;
        foreach ((string line, string shown, char wanted) in new[]
        {
            ("EHLO mfp-3f", "EHLO mfp-3f", '2'),
            ("AUTH LOGIN", "AUTH LOGIN", '3'),
            (Base64(user), "<user name>", '3'),
            (Base64(password), "<password>", '2'),
            ($"MAIL FROM:<{sender}>", $"MAIL FROM:<{sender}>", '2'),
            ($"RCPT TO:<{scan.Recipient}>", $"RCPT TO:<{scan.Recipient}>", '2'),
            ("DATA", "DATA", '3'),
        })
        {
            reply = Ask(line, shown);
            if (reply[0] != wanted) return reply;
        }
        SendData(scan.Octets);
        reply = Reply();
        Ask("QUIT", "QUIT");
        return reply;
    }

    public void Dispose() => _client.Dispose();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private string Ask(string line, string shown)
    {
        _show($"C: {shown}");
        _stream!.Write(Encoding.ASCII.GetBytes(line + "\r\n"));
        return Reply();
    }

    private string Reply()
    {
        while (true)
        {
            string line = _reader!.ReadLine() ?? throw new IOException("The agent closed the connection.");
            _show($"S: {line}");
            if (line.Length < 4 || line[3] != '-') return line.PadRight(3);
        }
    }

    // RFC 5321 4.5.2: a line that begins with a dot gets another.
    private void SendData(byte[] octets)
    {
        int sent = 0;
        while (sent < octets.Length)
        {
            int end = octets.AsSpan(sent).IndexOf("\n."u8);
            int count = end < 0 ? octets.Length - sent : end + 1;
            _stream!.Write(octets, sent, count);
            sent += count;
            if (end >= 0) _stream.Write("."u8);
        }
        _show(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"C: … {octets.Length:N0} octets of mail …"));
        _show("C: .");
        _stream!.Write(".\r\n"u8);
    }
}
