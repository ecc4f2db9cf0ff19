using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>The openssl command as a scanner's TLS or as a provider's: it can still be told to be old.</summary>
internal sealed class OpenSsl : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StreamReader _output;
    private readonly Task<string> _errors;

    private OpenSsl(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(ChildProcess.Require("openssl", "openssl"), arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _output = new StreamReader(_process.StandardOutput.BaseStream, Encoding.Latin1);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>A scanner with these TLS options; what it is told goes through the connection as it is.</summary>
    public static OpenSsl Client(int port, string options) => new(["s_client", "-connect", $"127.0.0.1:{port}", "-quiet", .. options.Split(' ')]);

    /// <summary>A server at a free port, see <see cref="ServerPort"/>, which takes connections and is no SMTP server.</summary>
    public static OpenSsl Server(string certificateFile, string keyFile, string options) =>
        new(["s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile, "-key", keyFile, .. options.Split(' ')]);

    /// <summary>Waits until the server listens.</summary>
    public async Task<int> ServerPort()
    {
        while (await Line() is { } line)
        {
            if (line.StartsWith("ACCEPT ", StringComparison.Ordinal)) return int.Parse(line[(line.LastIndexOf(':') + 1)..]);
        }
        throw new IOException("openssl s_server does not listen: " + await _errors);
    }

    public async Task Say(ReadOnlyMemory<byte> octets)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(octets);
            await _process.StandardInput.BaseStream.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended; what it heard until then tells why.
        }
    }

    /// <summary>Sends a line and waits for the reply to it.</summary>
    public async Task<HeardReply> Ask(string line)
    {
        await Say(Encoding.Latin1.GetBytes(line + "\r\n"));
        return await Hear();
    }

    /// <summary>Waits for a whole reply.</summary>
    public async Task<HeardReply> Hear()
    {
        while (await Line() is { } line)
        {
            bool isLast = line.Length > 3 && line[3] == ' ' && int.TryParse(line.AsSpan(0, 3), out _);
            if (isLast) return new HeardReply(int.Parse(line.AsSpan(0, 3)), line);
        }
        return HeardReply.Closed;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>What it wrote to standard error.</returns>
    public Task<string> End() => _errors.WaitAsync(Patience);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The next line that it writes; null at its end.</summary>
    public async Task<string?> Line() => await _output.ReadLineAsync().WaitAsync(Patience);
}
