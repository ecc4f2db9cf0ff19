using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>The bench itself: what each client brings to the sink when nothing stands between them.</summary>
public sealed class ScannerDirectTests
{
    [Theory]
    [InlineData("mailkit")]
    [InlineData("swaks")]
    [InlineData("curl")]
    [InlineData("smtplib")]
    [InlineData("msmtp")]
    public async Task A_client_brings_the_octets_across(string scanner)
    {
        using var sink = new MailSink();
        ScanMail mail = ScanMail.Make();
        ScannerOutcome outcome = await Scanners.Send(scanner, "", sink.Port, mail);
        Assert.True(outcome.Delivered, outcome.Said);
        SunkMail sunk = Assert.Single(sink.For(mail.Recipient));
        Assert.Equal(ScanMail.Sender, sunk.ReversePath);
        SameOctets.Assert(mail.Octets, sunk.Content);
    }
}
