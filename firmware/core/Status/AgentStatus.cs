namespace DeviceMailAgent.Status;

/// <summary>
/// The state of one account's way from scanner to provider, derived from what happens on it; the light shows the account of
/// most concern. A trouble stays until what failed works again; the caller serialises the calls.
/// </summary>
public sealed class AgentStatus
{
    private AgentState _trouble = AgentState.Booting;
    private Diagnosis _why;
    private int _mailsOpen;
    private bool _isPairing;

    /// <summary>What the light shows.</summary>
    public AgentState State
    {
        get
        {
            if (_isPairing) return AgentState.Pairing;
            if (_trouble > AgentState.Attention) return _trouble;
            if (_mailsOpen > 0) return AgentState.Sending;
            return _trouble == AgentState.Ready && Due != Diagnosis.None ? AgentState.Attention : _trouble;
        }
    }

    /// <summary>Why, while the state is not <see cref="AgentState.Ready"/> or <see cref="AgentState.Sending"/>.</summary>
    public Diagnosis Diagnosis
    {
        get { return _trouble == AgentState.Ready ? Due : _why; }
    }

    /// <summary>What will need care soon (<see cref="Forecast.Due"/>). It is shown while nothing worse is.</summary>
    public Diagnosis Due { get; set; }

    /// <summary>The listeners are up.</summary>
    public void Listening()
    {
        if (_trouble == AgentState.Booting) Settle();
    }

    /// <summary>Mail data is on its way.</summary>
    public void MailBegan()
    {
        _mailsOpen++;
    }

    /// <summary>A mail ended; <see cref="Diagnosis.None"/>: delivered, which proves that everything works.</summary>
    /// <param name="diagnosis">How.</param>
    /// <param name="hadData">True if <see cref="MailBegan"/> was called for it.</param>
    public void MailEnded(Diagnosis diagnosis, bool hadData)
    {
        if (hadData) _mailsOpen--;
        if (diagnosis == Diagnosis.None) Settle();
        else Concern(diagnosis);
    }

    /// <summary>A link to the provider is open and logged in.</summary>
    public void ProviderReady()
    {
        if (_trouble != AgentState.Attention) Settle();
    }

    /// <summary>A link to the provider failed.</summary>
    public void ProviderFailed(Diagnosis diagnosis)
    {
        Concern(diagnosis);
    }

    /// <summary>Someone has begun to pair the account.</summary>
    public void PairingBegan()
    {
        _isPairing = true;
    }

    /// <summary>
    /// The pairing is over. <see cref="Diagnosis.None"/>: a new refresh token is in the store, so a trouble about tokens is over; another one is
    /// not. After a failed pairing everything is as it was.
    /// </summary>
    public void PairingEnded(Diagnosis diagnosis)
    {
        _isPairing = false;
        if (diagnosis == Diagnosis.None && (int)Diagnosis / 100 == 3) Settle();
    }

    /// <summary>The state that a diagnosis means for the whole agent; Ready for what is a single scanner's or mail's own matter.</summary>
    public static AgentState StateOf(Diagnosis diagnosis)
    {
        if (DiagnosisFamily.IsAdministratorsTurn(diagnosis)) return AgentState.NotAllowedToSend;
        // How a pairing ended that has to be done again.
        if (diagnosis >= Diagnosis.DeviceCodePending && diagnosis <= Diagnosis.RedirectNotRegistered) return AgentState.NeedsPairing;
        switch (DiagnosisFamily.Of(diagnosis))
        {
            // A kept link that the provider closed, a full house or a busy provider pass by themselves.
            case Diagnosis.ProviderLost:
            case Diagnosis.OutcomeUnknown:
            case Diagnosis.NoFreeConnection:
            case Diagnosis.MailsPerMinuteReached:
            case Diagnosis.ProviderBusy:
            case Diagnosis.TooManyConnections:
            case Diagnosis.LoginDeferred:
                return AgentState.Attention;
            // The token is good, only not on the disk: mail goes on until a restart.
            case Diagnosis.StoreUnwritable:
                return AgentState.Attention;
            // Said ahead by Forecast: nothing has failed yet.
            case Diagnosis.RefreshTokenUnusedSoon:
            case Diagnosis.ClientSecretEndsSoon:
            case Diagnosis.CertificateEndsSoon:
            case Diagnosis.SignInEndsSoon:
                return AgentState.Attention;
            case Diagnosis.NoRefreshToken:
            case Diagnosis.NoCredential:
            case Diagnosis.RefreshTokenRefused:
            case Diagnosis.RefreshTokenNotGiven:
            case Diagnosis.PairingExpired:
            case Diagnosis.PairingDeclined:
            // Pairing again, or importing, replaces what is stored.
            case Diagnosis.StoreForeign:
            case Diagnosis.StoreDamaged:
            case Diagnosis.StoreRolledBack:
                return AgentState.NeedsPairing;
            case Diagnosis.TokenEndpointUnreachable:
            case Diagnosis.TokenEndpointUnavailable:
            case Diagnosis.TokenAnswerMalformed:
                return AgentState.ProviderUnreachable;
            case Diagnosis.Misconfigured:
            case Diagnosis.StoreUnreadable:
            case Diagnosis.StoreKeyUnusable:
            case Diagnosis.ClientRefused:
            case Diagnosis.ScopeRefused:
            case Diagnosis.MechanismNotOffered:
            case Diagnosis.StartTlsNotOffered:
                return AgentState.Misconfigured;
            default:
                break;
        }
        int kind = (int)diagnosis / 100;
        if (kind == 2) return AgentState.ProviderUnreachable;
        if (kind == 3 || kind == 4) return AgentState.NotAllowedToSend;
        return kind == 5 ? AgentState.Attention : AgentState.Ready;
    }

    private void Concern(Diagnosis diagnosis)
    {
        AgentState state = StateOf(diagnosis);
        if (state == AgentState.Ready || state < _trouble) return;
        _trouble = state;
        _why = diagnosis;
    }

    private void Settle()
    {
        _trouble = AgentState.Ready;
        _why = Diagnosis.None;
    }
}
