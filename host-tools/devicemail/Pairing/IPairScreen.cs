using System;
using System.Text.Json.Nodes;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>What is told while a device is paired, to a person or as JSON lines. Nothing that it is told is secret, but what the device code's page asks for.</summary>
internal interface IPairScreen
{
    /// <summary>Which account, how, and why so.</summary>
    void Begins(JsonObject account, PairFlow flow);

    /// <summary>The code that a person is to enter.</summary>
    void Code(DeviceCode code);

    /// <summary>It goes on waiting; called often, and shows what has changed.</summary>
    /// <param name="left">Until the code or the sign-in's time runs out.</param>
    /// <param name="intervalSeconds">Between two questions of the device; 0: it asks none.</param>
    void Waiting(TimeSpan left, int intervalSeconds);

    /// <summary>The token endpoint did not answer the device's last question, or does so again (<see cref="Diagnosis.None"/>).</summary>
    void Unanswered(Diagnosis diagnosis);

    /// <summary>The wait smells of a policy that blocks device codes: the device never hears of it, only the person's browser does.</summary>
    /// <param name="waited">So far.</param>
    /// <param name="next">The command that pairs in another way; null: there is none for this account.</param>
    void MaybeBlocked(TimeSpan waited, string? next);

    /// <summary>A browser on this computer is to be opened.</summary>
    /// <param name="start">The short address on this computer.</param>
    /// <param name="address">Where it leads.</param>
    /// <param name="port">Of loopback, for who sits elsewhere.</param>
    /// <param name="isOpened">True if a browser was started.</param>
    void Browser(string start, Uri address, int port, bool isOpened);

    /// <summary>The device has what it needs.</summary>
    void Stored(PairFlow flow);

    /// <summary>It failed.</summary>
    /// <param name="diagnosis">Why.</param>
    /// <param name="oauthError">The server's word; empty: none.</param>
    /// <param name="aadsts">Entra's number; 0: none.</param>
    void Failed(Diagnosis diagnosis, string oauthError, int aadsts);

    /// <summary>The device refused the request itself, or this tool cannot do what was asked.</summary>
    void Refused(string error, string what, string next);

    /// <summary>The person cancelled; the device is as it was.</summary>
    void Cancelled();

    /// <summary>A test mail is on its way to that address.</summary>
    void Sending(string recipient);

    /// <summary>What became of the test mail.</summary>
    void Sent(JsonObject mail, ControlAnswer answer, string recipient);

    /// <summary>The last word.</summary>
    void Ends(bool isPaired, bool? isMailAccepted);
}

/// <summary>A device code as the device tells it (RFC 8628 3.2).</summary>
/// <param name="UserCode">What the person types.</param>
/// <param name="Address">Where.</param>
/// <param name="AddressWithCode">The same with the code in it, or empty.</param>
/// <param name="Lifetime">From now.</param>
/// <param name="IntervalSeconds">Between two questions.</param>
/// <param name="Mailbox">Who is to sign in.</param>
internal sealed record DeviceCode(string UserCode, string Address, string AddressWithCode, TimeSpan Lifetime, int IntervalSeconds, string Mailbox);
