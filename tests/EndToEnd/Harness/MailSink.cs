using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.EndToEnd;

/// <summary>One mail as the sink got it: the envelope, and the content without dot-stuffing and terminator.</summary>
internal sealed record SunkMail(string ReversePath, string[] Recipients, byte[] Content, long Octets, string Sha256);

/// <summary>
/// The last stop of every mail: a small SMTP server (RFC 5321, no extensions but SIZE and 8BITMIME) that keeps the exact
/// octets. Dovecot relays to it.
/// </summary>
internal sealed class MailSink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<SunkMail> _mails = [];
    private readonly long _keepMax;

    /// <param name="keepMax">Mails longer than this are only counted and hashed.</param>
    public MailSink(long keepMax = 16 * 1024 * 1024)
    {
        _keepMax = keepMax;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Accept();
    }

    public int Port { get; }

    /// <summary>Asked before each command is answered; true: the connection is closed without an answer.</summary>
    public Func<string, bool> Drops { get; set; } = _ => false;

    /// <summary>The mails for one recipient, in the order of their arrival.</summary>
    public SunkMail[] For(string recipient)
    {
        lock (_mails) return _mails.Where(mail => mail.Recipients.Contains(recipient)).ToArray();
    }

    public void Dispose() => _listener.Stop();

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Stopped.
        }
        catch (ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                Converse(new BufferedStream(client.GetStream(), 65536), client.GetStream());
            }
            catch (IOException)
            {
                // The peer is gone; what was not complete is not kept.
            }
        }
    }

    private void Converse(BufferedStream stream, NetworkStream answers)
    {
        string reversePath = "";
        List<string> recipients = [];
        Say(answers, "220 sink.test ESMTP");
        while (Line(stream) is { } line)
        {
            if (Drops(line)) return;
            string verb = line.Split(' ')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO": Say(answers, "250-sink.test\r\n250-8BITMIME\r\n250 SIZE 1000000000"); break;
                case "HELO": Say(answers, "250 sink.test"); break;
                case "MAIL": reversePath = Path(line); recipients.Clear(); Say(answers, "250 2.1.0 Ok"); break;
                case "RCPT": recipients.Add(Path(line)); Say(answers, "250 2.1.5 Ok"); break;
                case "RSET": recipients.Clear(); Say(answers, "250 2.0.0 Ok"); break;
                case "NOOP": Say(answers, "250 2.0.0 Ok"); break;
                case "QUIT": Say(answers, "221 2.0.0 Bye"); return;
                case "DATA":
                    Say(answers, "354 Go on");
                    Keep(stream, reversePath, recipients);
                    Say(answers, "250 2.0.0 Kept");
                    break;
                default: Say(answers, "500 5.5.2 Unknown"); break;
            }
        }
    }

    // RFC 5321 4.5.2: a line's first dot goes; a lone dot ends. Lines end at CRLF only.
    private void Keep(BufferedStream stream, string reversePath, List<string> recipients)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var content = new MemoryStream();
        long octets = 0;
        var line = new MemoryStream();
        while (true)
        {
            ReadLine(stream, line);
            ReadOnlySpan<byte> text = line.GetBuffer().AsSpan(0, (int)line.Length);
            if (text.SequenceEqual(".\r\n"u8)) break;
            if (text[0] == '.') text = text[1..];
            octets += text.Length;
            hash.AppendData(text);
            if (octets <= _keepMax) content.Write(text);
        }
        string sum = Convert.ToHexString(hash.GetHashAndReset());
        lock (_mails) _mails.Add(new SunkMail(reversePath, recipients.ToArray(), content.ToArray(), octets, sum));
    }

    private static void ReadLine(BufferedStream stream, MemoryStream line)
    {
        line.SetLength(0);
        int before = 0;
        while (true)
        {
            int octet = stream.ReadByte();
            if (octet < 0) throw new EndOfStreamException();
            line.WriteByte((byte)octet);
            if (octet == '\n' && before == '\r') return;
            before = octet;
        }
    }

    private static string? Line(BufferedStream stream)
    {
        var line = new MemoryStream();
        try
        {
            ReadLine(stream, line);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
        return Encoding.ASCII.GetString(line.GetBuffer(), 0, (int)line.Length - 2);
    }

    private static void Say(NetworkStream answers, string text) => answers.Write(Encoding.ASCII.GetBytes(text + "\r\n"));

    private static string Path(string line)
    {
        int open = line.IndexOf('<');
        return line[(open + 1)..line.IndexOf('>', open)];
    }
}
