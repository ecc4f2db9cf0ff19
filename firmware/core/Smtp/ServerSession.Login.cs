namespace DeviceMailAgent.Smtp;

/// <summary>The turns of AUTH (RFC 4954): LOGIN and PLAIN, with and without an initial response.</summary>
public sealed partial class ServerSession
{
    private static readonly byte[] LoginMechanism = Ascii.Bytes("LOGIN");
    private static readonly byte[] PlainMechanism = Ascii.Bytes("PLAIN");
    private static readonly byte[] RsetWord = Ascii.Bytes("RSET");
    private static readonly byte[] NoopWord = Ascii.Bytes("NOOP");
    private static readonly byte[] QuitWord = Ascii.Bytes("QUIT");

    /// <summary>What the scanner logs in with.</summary>
    public ScannerLogin Login { get; }

    /// <summary>True once a login was accepted.</summary>
    public bool IsLoggedIn { get; private set; }

    /// <summary>Logins of this connection that were wrong, whether the listener minds or not.</summary>
    public int LoginFailures { get; private set; }

    /// <summary>
    /// How long the reply to a wrong login is held back, in milliseconds: nothing for the first, which a person typed wrong, then
    /// twice as long each time. Nobody guesses a password at this pace.
    /// </summary>
    public int LoginDelayMs
    {
        get
        {
            if (LoginFailures < 2) return 0;
            int delayMs = Limits.LoginDelayMs;
            for (int i = 2; i < LoginFailures && delayMs < Limits.LoginDelayMsMax; i++) delayMs *= 2;
            return delayMs < Limits.LoginDelayMsMax ? delayMs : Limits.LoginDelayMsMax;
        }
    }

    private bool IsInLogin
    {
        get { return State == ServerState.AuthUser || State == ServerState.AuthPassword || State == ServerState.AuthPlain; }
    }

    /// <summary>The result of <see cref="ServerStep.CheckLogin"/>.</summary>
    public void LoginChecked(bool isRight)
    {
        if (!isRight) LoginFailures++;
        IsLoggedIn = isRight || _settings.Login == LoginPolicy.Ignored;
        Login.Forget();
        State = ServerState.Idle;
        if (IsLoggedIn) Say(ServerReplies.LoginOk);
        else Wrong(ServerReplies.LoginRefused);
    }

    /// <summary>The login was not compared, since too many wrong ones came from this address just before.</summary>
    public void LoginDeferred()
    {
        Login.Forget();
        State = ServerState.Idle;
        Wrong(ServerReplies.LoginDeferred);
    }

    // RSET, NOOP and QUIT happen to be base64, of octets that no panel can type: a scanner that says them has given up the login.
    private bool LeavesLogin(byte[] buffer, int offset, int count)
    {
        if (_settings.IsStrict) return false;
        bool leaves = Ascii.EqualsIgnoreCase(buffer, offset, count, QuitWord) || Ascii.EqualsIgnoreCase(buffer, offset, count, RsetWord)
            || Ascii.EqualsIgnoreCase(buffer, offset, count, NoopWord);
        if (!leaves) return false;
        State = ServerState.Idle;
        Login.Forget();
        return true;
    }

    private ServerStep LoginLine(byte[] buffer, int offset, int count)
    {
        switch (State)
        {
            case ServerState.AuthUser: return AuthUser(buffer, offset, count);
            case ServerState.AuthPassword: return AuthPassword(buffer, offset, count);
            default: return AuthPlain(buffer, offset, count);
        }
    }

    private ServerStep Auth(byte[] buffer)
    {
        if (HasMail) return Wrong(ServerReplies.LoginNow);
        if (IsLoggedIn) return Wrong(ServerReplies.LoginTwice);
        bool isLogin = Ascii.EqualsIgnoreCase(buffer, Command.ArgumentOffset, Command.ArgumentCount, LoginMechanism);
        if (!isLogin && !Ascii.EqualsIgnoreCase(buffer, Command.ArgumentOffset, Command.ArgumentCount, PlainMechanism))
            return Wrong(ServerReplies.MechanismUnknown);
        State = isLogin ? ServerState.AuthUser : ServerState.AuthPlain;
        if (Command.RestCount > 0) return LoginLine(buffer, Command.RestOffset, Command.RestCount);
        return Say(isLogin ? ServerReplies.AskUser : ServerReplies.AskPlain);
    }

    private ServerStep AuthUser(byte[] buffer, int offset, int count)
    {
        if (!Login.TakeUser(buffer, offset, count)) return EndAuth(buffer, offset, count);
        State = ServerState.AuthPassword;
        return Say(ServerReplies.AskPassword);
    }

    private ServerStep AuthPassword(byte[] buffer, int offset, int count)
    {
        return Login.TakePassword(buffer, offset, count) ? ServerStep.CheckLogin : EndAuth(buffer, offset, count);
    }

    private ServerStep AuthPlain(byte[] buffer, int offset, int count)
    {
        return Login.TakePlain(buffer, offset, count) ? ServerStep.CheckLogin : EndAuth(buffer, offset, count);
    }

    private ServerStep EndAuth(byte[] buffer, int offset, int count)
    {
        State = ServerState.Idle;
        Login.Forget();
        // RFC 4954 4: a line with a lone "*" cancels.
        bool cancelled = count == 1 && buffer[offset] == (byte)'*';
        return cancelled ? Say(ServerReplies.LoginCancelled) : Wrong(ServerReplies.LoginMalformed);
    }
}
