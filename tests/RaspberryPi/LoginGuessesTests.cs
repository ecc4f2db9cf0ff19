using System.Net;
using System.Security.Cryptography;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Provider;
using DeviceMailAgent.RaspberryPi.Sessions;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Guessing passwords is slow, then shut out for a minute; a scanner that ever logged in well is only slowed.</summary>
public class LoginGuessesTests
{
    private static readonly IPAddress Stranger = IPAddress.Parse("192.168.7.66");
    private static readonly IPAddress Scanner = IPAddress.Parse("192.168.7.20");

    private readonly SetClock _clock = new SetClock();
    private readonly LoginGuesses _guesses;

    public LoginGuessesTests()
    {
        _guesses = new LoginGuesses(_clock);
    }

    [Fact]
    public void Each_wrong_login_makes_the_next_answer_slower_up_to_eight_seconds()
    {
        int[] delays = new int[8];
        for (int i = 0; i < delays.Length; i++)
        {
            _guesses.NoteWrong(Stranger);
            delays[i] = _guesses.DelayMs(Stranger);
        }
        Assert.Equal([0, 500, 1000, 2000, 4000, 8000, 8000, 8000], delays);
        Assert.Equal(0, _guesses.DelayMs(Scanner));
        _clock.NowMs += LoginGuesses.ForgetMs;
        Assert.Equal(0, _guesses.DelayMs(Stranger));
    }

    [Fact]
    public void Too_many_lock_the_address_for_a_minute_and_each_further_one_for_another()
    {
        Wrong(Stranger, LoginGuesses.WrongMax - 1);
        Assert.False(_guesses.IsLocked(Stranger));
        Wrong(Stranger, 1);
        Assert.True(_guesses.IsLocked(Stranger));
        Assert.False(_guesses.IsLocked(Scanner));
        _clock.NowMs += 59_999;
        Assert.True(_guesses.IsLocked(Stranger));
        _clock.NowMs += 1;
        Assert.False(_guesses.IsLocked(Stranger));
        Wrong(Stranger, 1);
        Assert.True(_guesses.IsLocked(Stranger));
        _clock.NowMs += LoginGuesses.LockMs;
        Assert.False(_guesses.IsLocked(Stranger));
    }

    [Fact]
    public void An_address_that_ever_logged_in_well_is_only_slowed()
    {
        _guesses.NoteRight(Scanner);
        Wrong(Scanner, 1000);
        Assert.False(_guesses.IsLocked(Scanner));
        Assert.Equal(Limits.LoginDelayMsMax, _guesses.DelayMs(Scanner));
        _guesses.NoteRight(Scanner);
        Assert.Equal(0, _guesses.DelayMs(Scanner));
    }

    [Fact]
    public void However_many_addresses_guess_the_scanners_stay_known()
    {
        _guesses.NoteRight(Scanner);
        for (int i = 0; i < 3 * LoginGuesses.Places; i++)
        {
            _clock.NowMs++;
            _guesses.NoteWrong(new IPAddress([10, 1, (byte)(i / 256), (byte)i]));
        }
        // The last ones are still counted, the first made room.
        Wrong(new IPAddress([10, 1, 2, 255]), 1);
        Assert.Equal(500, _guesses.DelayMs(new IPAddress([10, 1, 2, 255])));
        Wrong(new IPAddress([10, 1, 0, 0]), 1);
        Assert.Equal(0, _guesses.DelayMs(new IPAddress([10, 1, 0, 0])));
        Wrong(Scanner, 1000);
        Assert.False(_guesses.IsLocked(Scanner));
    }

    [Fact]
    public void A_locked_address_is_refused_even_with_the_right_password_until_its_minute_is_over()
    {
        ScannerAccess access = Access(LoginPolicy.Optional);
        for (int i = 0; i < LoginGuesses.WrongMax; i++) Assert.Equal(LoginCheck.Refused, Check(access, "guess"));
        Assert.Equal(LoginCheck.Guessing, Check(access, "fake-password"));
        _clock.NowMs += LoginGuesses.LockMs;
        Assert.Equal(0, Check(access, "fake-password"));
        for (int i = 0; i < 3 * LoginGuesses.WrongMax; i++) Assert.Equal(LoginCheck.Refused, Check(access, "guess"));
        Assert.Equal(0, Check(access, "fake-password"));
    }

    [Fact]
    public void Where_any_login_is_accepted_a_wrong_one_is_no_guess()
    {
        ScannerAccess access = Access(LoginPolicy.Ignored);
        for (int i = 0; i < 3 * LoginGuesses.WrongMax; i++) Assert.Equal(LoginCheck.Refused, Check(access, "forgotten"));
        Assert.Equal(0, Check(access, "fake-password"));
        Assert.Equal(0, _guesses.DelayMs(Stranger));
    }

    private void Wrong(IPAddress address, int times)
    {
        for (int i = 0; i < times; i++) _guesses.NoteWrong(address);
    }

    private ScannerAccess Access(LoginPolicy policy)
    {
        byte[] salt = [1, 2, 3, 4, 5, 6, 7, 8];
        AgentConfiguration configuration = Routed.Configuration(policy, [],
            new LoginConfiguration { User = "scanner"u8.ToArray(), Salt = salt, Hash = HMACSHA256.HashData(salt, "fake-password"u8), Account = 0 });
        var access = new ScannerAccess(configuration, _guesses, new ProviderPool([], fault => throw fault));
        access.Begin(configuration.Listeners[0], Stranger);
        return access;
    }

    private static int Check(ScannerAccess access, string password)
    {
        byte[] user = "scanner"u8.ToArray();
        byte[] octets = Encoding.ASCII.GetBytes(password);
        return access.Check(user, 0, user.Length, octets, 0, octets.Length);
    }
}
