using System.Text;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Status;

/// <summary>When an account will stop working, and when somebody is told.</summary>
public class ForecastTests
{
    private const long Day = 24 * 3600;
    private const long Now = 1_795_000_000;

    // Days of disuse, sign-in, secret, certificate (-1: not known); what is due and in how many days.
    [Theory]
    [InlineData(-1, -1, -1, -1, Diagnosis.None, -1)]
    [InlineData(89, 300, 300, 300, Diagnosis.None, -1)]
    [InlineData(15, 15, 15, 15, Diagnosis.None, -1)]
    [InlineData(14, -1, -1, -1, Diagnosis.RefreshTokenUnusedSoon, 14)]
    [InlineData(-1, 14, -1, -1, Diagnosis.SignInEndsSoon, 14)]
    [InlineData(-1, -1, 14, -1, Diagnosis.ClientSecretEndsSoon, 14)]
    [InlineData(-1, -1, -1, 14, Diagnosis.CertificateEndsSoon, 14)]
    [InlineData(5, 4, 3, -1, Diagnosis.ClientSecretEndsSoon, 3)]
    [InlineData(3, 4, 5, -1, Diagnosis.RefreshTokenUnusedSoon, 3)]
    [InlineData(80, 0, 13, -1, Diagnosis.SignInEndsSoon, 0)]
    public void The_first_end_within_two_weeks_is_due(int disuse, int signIn, int secret, int certificate, Diagnosis due, int days)
    {
        var forecast = new Forecast { DisuseDays = disuse, SignInDays = signIn, SecretDays = secret, CertificateDays = certificate };
        Assert.Equal((due, days), (forecast.Due, forecast.DueDays));
        forecast.Clear();
        Assert.Equal((Diagnosis.None, Forecast.Unknown), (forecast.Due, forecast.DueDays));
    }

    [Theory]
    [InlineData(Now, Now + (15 * Day), 15)]
    // Now is 11:06:40 in UTC.
    [InlineData(Now, Now + (15 * Day) - (11 * 3600), 15)]
    [InlineData(Now, Now + (15 * Day) - (12 * 3600), 14)]
    [InlineData(Now, Now + (12 * 3600), 0)]
    [InlineData(Now, Now + (13 * 3600), 1)]
    [InlineData(Now, Now, 0)]
    [InlineData(Now, Now - (400 * Day), 0)]
    [InlineData(0, Now, Forecast.Unknown)]
    [InlineData(Now, 0, Forecast.Unknown)]
    [InlineData(1, long.MaxValue, int.MaxValue)]
    public void Days_are_those_of_the_calendar_and_never_below_none(long now, long end, int days)
    {
        Assert.Equal(days, Forecast.DaysUntil(now, end));
    }

    // Microsoft Entra "Refresh tokens" and Google Identity "Refresh token expiration".
    [Theory]
    [InlineData("login.microsoftonline.com", 90)]
    [InlineData("LOGIN.MicrosoftOnline.us", 90)]
    [InlineData("login.partner.microsoftonline.cn", 90)]
    [InlineData("login.live.com", 90)]
    [InlineData("oauth2.googleapis.com", 180)]
    [InlineData("accounts.google.com", 180)]
    [InlineData("google.com", 180)]
    [InlineData("notgoogle.com", Forecast.Unknown)]
    [InlineData("google.com.example", Forecast.Unknown)]
    [InlineData("api.fastmail.com", Forecast.Unknown)]
    [InlineData("", Forecast.Unknown)]
    public void An_unused_token_lives_as_long_as_its_provider_says(string host, int days)
    {
        Assert.Equal(days, Forecast.DisuseDaysOf(Encoding.ASCII.GetBytes(host)));
    }

    [Theory]
    [InlineData(Now, 0, true)]
    [InlineData(Now, Now - (7 * Day), true)]
    [InlineData(Now, Now - (7 * Day) + 1, false)]
    [InlineData(Now, Now, false)]
    [InlineData(Now, Now + Day, false)]
    [InlineData(0, 0, false)]
    public void The_owner_is_written_to_once_a_week_at_most(long now, long last, bool may)
    {
        Assert.Equal(may, Forecast.MayNotify(now, last));
    }

    [Fact]
    public void What_is_due_shows_while_nothing_worse_does()
    {
        var status = new AgentStatus { Due = Diagnosis.ClientSecretEndsSoon };
        Assert.Equal(AgentState.Booting, status.State);
        status.Listening();
        Assert.Equal((AgentState.Attention, Diagnosis.ClientSecretEndsSoon), (status.State, status.Diagnosis));
        status.MailBegan();
        Assert.Equal(AgentState.Sending, status.State);
        status.MailEnded(Diagnosis.None, true);
        // A mail that was delivered proves much, but not that the secret lives on.
        Assert.Equal((AgentState.Attention, Diagnosis.ClientSecretEndsSoon), (status.State, status.Diagnosis));
        status.ProviderFailed(Diagnosis.NameNotResolved);
        Assert.Equal((AgentState.ProviderUnreachable, Diagnosis.NameNotResolved), (status.State, status.Diagnosis));
        status.ProviderReady();
        status.Due = Diagnosis.None;
        Assert.Equal((AgentState.Ready, Diagnosis.None), (status.State, status.Diagnosis));
    }
}
