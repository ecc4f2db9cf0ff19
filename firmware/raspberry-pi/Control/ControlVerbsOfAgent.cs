using DeviceMailAgent.Control;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>Which class does which verb. One object serves all connections.</summary>
internal sealed class ControlVerbsOfAgent
{
    private readonly StatusVerbs _status;
    private readonly ConfigVerb _config;
    private readonly TestMailVerb _testMail;
    private readonly SecretVerbs _secrets;
    private readonly PairVerb _pair;
    private readonly CheckVerb _check;

    public ControlVerbsOfAgent(AgentParts parts)
    {
        Pairings = new PairingDesk(parts);
        _status = new StatusVerbs(parts);
        _config = new ConfigVerb(parts);
        _testMail = new TestMailVerb(parts);
        _secrets = new SecretVerbs(parts);
        _pair = new PairVerb(parts, Pairings);
        _check = new CheckVerb(parts);
    }

    /// <summary>Shared with the button, as the next two.</summary>
    public PairingDesk Pairings { get; }

    public TestMailVerb TestMails
    {
        get { return _testMail; }
    }

    public SecretVerbs Secrets
    {
        get { return _secrets; }
    }

    /// <summary>Does what a request asks; every line of the answer but the last is sent by the verb.</summary>
    public Outcome Do(ControlRequest request, Answer answer, ControlSession session)
    {
        switch (ControlVerbs.Find(request.Verb.Octets, request.Verb.Count))
        {
            case ControlVerb.Hello: return _status.Hello(answer);
            case ControlVerb.Status: return _status.Status(answer);
            case ControlVerb.Log: return _status.Log(request, answer);
            case ControlVerb.Config: return _config.Tell(answer);
            case ControlVerb.TestMail: return _testMail.Send(request, answer);
            case ControlVerb.Import: return _secrets.Import(request);
            case ControlVerb.Refresh: return _secrets.Refresh(request, answer);
            case ControlVerb.Forget: return _secrets.Forget(request);
            case ControlVerb.Pair: return _pair.Pair(request, answer, session);
            case ControlVerb.Check: return _check.Check(request, answer);
            case ControlVerb.Cancel: return Outcome.Done;
            // Where a proof was asked for it has been given.
            case ControlVerb.Prove: return Outcome.Refused(ControlError.NotPossible);
            default: return Outcome.Refused(ControlError.UnknownVerb);
        }
    }
}
