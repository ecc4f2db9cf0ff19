using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The log's lines.</summary>
public class LogTests
{
    private readonly MemoryStream _output = new MemoryStream();

    [Fact]
    public void Lines_for_the_journal_begin_with_their_priority()
    {
        var log = new AgentLog(new LogLine(_output, hasPriority: true), [Accounts.For("localhost", 25, Security.None, null)]);
        log.MailEnded(Record(Diagnosis.None, "250 2.0.0 OK <id@x> [Hostname=SN2.example]"));
        log.MailEnded(Record(Diagnosis.SendAsDenied, "554 5.2.252 SendAsDenied; \"a\" not allowed to send as b\\c"));
        log.MailEnded(Record(Diagnosis.OutcomeUnknown, null));
        string[] lines = Lines();
        Assert.Equal("<6>mail delivered account=scans recipients=1 octets=1234 ms=420 reply=\"250 2.0.0 OK <id@x> [Hostname=SN2.example]\"", lines[0]);
        Assert.Equal("<4>mail refused account=scans recipients=1 octets=1234 ms=420 diagnosis=D501 reply=\"554 5.2.252 SendAsDenied; \\\"a\\\" not allowed to send as b\\\\c\" text=\"" + DiagnosisText.Of(Diagnosis.SendAsDenied) + "\"", lines[1]);
        Assert.StartsWith("<4>mail unknown account=scans recipients=1 octets=1234 ms=420 diagnosis=D205 text=\"The connection broke after the end", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_reply_that_fills_its_buffer_does_not_break_the_line()
    {
        var log = new AgentLog(new LogLine(_output, hasPriority: false), [Accounts.For("localhost", 25, Security.None, null)]);
        log.MailEnded(Record(Diagnosis.MailRefused, "554 5.6.0 " + new string('"', Limits.ReplyText)));
        string line = Assert.Single(Lines());
        Assert.StartsWith("mail refused ", line, StringComparison.Ordinal);
        Assert.EndsWith("says why.\"", line, StringComparison.Ordinal);
        var wide = new LogLine(_output, hasPriority: false);
        wide.Begin(6, "wide").Quoted("text", new string('x', 5000) + "\n").Field("n", -5).End();
        Assert.Equal(2048, Lines()[1].Length + 1);
    }

    [Fact]
    public void A_refused_token_shows_the_endpoints_words_as_data()
    {
        var log = new AgentLog(new LogLine(_output, hasPriority: false), [Accounts.For("localhost", 25, Security.None, null)]);
        var answer = new TokenReader();
        answer.Reset();
        answer.HttpStatus = 400;
        byte[] body = "{\"error\": \"invalid_grant\\n<3>forged\", \"error_codes\": [700082], \"error_description\": \"AADSTS700082 fake\"}"u8.ToArray();
        answer.Feed(body, 0, body.Length);
        log.TokenRefused(0, Diagnosis.RefreshTokenUnused, answer);
        Assert.Equal("token refused account=scans http=400 error=\"invalid_grant?<3>forged\" code=700082 diagnosis=D321 text=\"" + DiagnosisText.Of(Diagnosis.RefreshTokenUnused) + "\"", Assert.Single(Lines()));
    }

    [Fact]
    public void Every_diagnosis_has_words_of_its_own()
    {
        var seen = new Dictionary<string, Diagnosis>();
        foreach (Diagnosis diagnosis in Enum.GetValues<Diagnosis>())
        {
            if (diagnosis == Diagnosis.None) continue;
            string text = DiagnosisText.Of(diagnosis);
            Assert.True(text.Length > 20, diagnosis + " has no words.");
            Assert.True(text.EndsWith('.') && text.Split(". ").Length + text.Split(": ").Length > 2, diagnosis + " does not say what happened and what to do: " + text);
            Assert.True(seen.TryAdd(text, diagnosis), diagnosis + " has the words of another.");
            Assert.DoesNotContain('"', text);
        }
    }

    [Fact]
    public void Standard_error_of_a_test_is_no_journal()
    {
        // The variable is inherited; the socket behind it is not.
        Environment.SetEnvironmentVariable("JOURNAL_STREAM", "8:12345");
        LogLine line = LogLine.OnStandardError();
        Environment.SetEnvironmentVariable("JOURNAL_STREAM", null);
        Assert.False(line.HasPriority);
    }

    private static MailRecord Record(Diagnosis diagnosis, string? reply)
    {
        var record = new MailRecord { Session = 1, Account = 0, Diagnosis = diagnosis, Recipients = 1, Octets = 1234, ElapsedMs = 420 };
        if (reply == null) return record;
        byte[] line = Encoding.ASCII.GetBytes(reply);
        Assert.Equal(ReplyStatus.Complete, record.Reply.Line(line, 0, line.Length));
        return record;
    }

    private string[] Lines()
    {
        return Encoding.ASCII.GetString(_output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
