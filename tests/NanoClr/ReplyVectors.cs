using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>A server's replies (RFC 5321 4.2, RFC 2034 4).</summary>
public sealed class ReplyVectors : Group
{
    /// <inheritdoc/>
    public override string Name
    {
        get { return "reply"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        Reply reply = new Reply();
        Told(checks, reply, "250 2.1.5 Recipient OK", ReplyStatus.Complete, "250 2.1.5 Recipient OK\\r\\n");
        Told(checks, reply, "250", ReplyStatus.Complete, "250 \\r\\n");
        Told(checks, reply, "535-5.7.8 Username and Password", ReplyStatus.More, "535 5.7.8 Username and Password\\r\\n");
        Told(checks, reply, "535 5.7.8 not accepted", ReplyStatus.Complete, "535 5.7.8 Username and Password not accepted\\r\\n");
        Told(checks, reply, "250 3.1.0 another class", ReplyStatus.Complete, "250 3.1.0 another class\\r\\n");
        Told(checks, reply, "550 5.7.60 SMTP\\0; Client", ReplyStatus.Complete, "550 5.7.60 SMTP?; Client\\r\\n");
        checks.That("reply knows its enhanced code", reply.IsEnhanced(5, 7, 60));
        checks.That("reply 550 is not transient", !reply.IsTransient && !reply.IsPositive);
        checks.That("reply mentions a word", reply.Mentions("client"));
        Refused(checks, reply, "25 short");
        Refused(checks, reply, "2x0 not a number");
        Refused(checks, reply, "");
        Refused(checks, reply, "SSH-2.0-OpenSSH");
        Told(checks, reply, "250-first", ReplyStatus.More, "250 first\\r\\n");
        Refused(checks, reply, "251 another code");
        Longest(checks, reply);
    }

    private static void Told(Checks checks, Reply reply, string line, ReplyStatus status, string passedOn)
    {
        byte[] octets = Octets.From(line);
        byte[] buffer = new byte[Limits.ReplyText + 32];
        checks.Number("reply status of " + line, (int)status, (int)reply.Line(octets, 0, octets.Length));
        checks.Text("reply passes on " + line, passedOn, buffer, 0, reply.AppendTo(buffer, 0, 0));
    }

    private static void Refused(Checks checks, Reply reply, string line)
    {
        byte[] octets = Octets.From(line);
        checks.Number("reply refuses [" + line + "]", (int)ReplyStatus.Malformed, (int)reply.Line(octets, 0, octets.Length));
    }

    private static void Longest(Checks checks, Reply reply)
    {
        byte[] line = new byte[Limits.ReplyLine];
        for (int i = 0; i < line.Length; i++) line[i] = (byte)'x';
        Ascii.Append(line, 0, Ascii.Bytes("250 2.0.0 "));
        reply.Clear();
        reply.Line(line, 0, line.Length);
        byte[] buffer = new byte[Limits.ReplyText + 64];
        checks.Number("reply keeps no more text than it has room for", Limits.ReplyText, reply.TextCount);
        checks.Number("reply passes on a diagnosis", 10 + 5 + Limits.ReplyText + 2, reply.AppendTo(buffer, 0, 504));
    }
}
