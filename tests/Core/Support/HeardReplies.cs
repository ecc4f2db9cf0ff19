using System;
using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Replies as a scanner understands them.</summary>
public sealed class HeardReplies
{
    private string _open = "";
    private bool _dataOwed;

    /// <summary>Every reply, long ones as their last line.</summary>
    public List<string> Replies { get; } = [];

    /// <summary>The codes of all replies, with spaces between.</summary>
    public string Codes
    {
        get { return string.Join(' ', Replies.Select(reply => reply[..3])); }
    }

    /// <summary>How many mails the scanner was told are delivered: a 2yz as the first reply after a 354.</summary>
    public int ToldDelivered { get; private set; }

    public void Take(byte[] buffer, int offset, int count)
    {
        _open += Octets.Text(buffer, offset, count);
        for (int lf = _open.IndexOf('\n'); lf >= 0; lf = _open.IndexOf('\n'))
        {
            string line = _open[..lf].TrimEnd('\r');
            _open = _open[(lf + 1)..];
            if (line.Length < 3) throw new InvalidOperationException($"\"{Octets.Show(line)}\" is no reply.");
            if (line.Length == 3 || line[3] != '-') Hear(line);
        }
    }

    private void Hear(string reply)
    {
        Replies.Add(reply);
        if (_dataOwed && reply[0] == '2') ToldDelivered++;
        _dataOwed = reply.StartsWith("354", StringComparison.Ordinal);
    }
}
