using System;
using System.Collections.Generic;
using System.Text;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>Every screen that a person can come to see, by name.</summary>
internal static class Screens
{
    public static readonly IReadOnlyList<(string Name, ScreenStatus Status)> All = [.. English(), .. Japanese()];

    public static ScreenStatus Status(AgentState state, Diagnosis diagnosis = Diagnosis.None) => new()
    {
        State = state,
        Diagnosis = diagnosis,
        Name = Octets("bridge-3f"),
        Address = Octets("192.168.7.2"),
        Port = 2525,
        Delivered = 1284,
        Refused = 3,
        LastMailSeconds = 12 * 60,
        LastMailOctets = 824_418,
    };

    public static ScreenStatus Pairing(string code, string address, string? link = null, int shown = 0)
    {
        ScreenStatus status = Status(AgentState.Pairing, Diagnosis.NoRefreshToken);
        status.UserCode = Octets(code);
        status.UserCodeCount = code.Length;
        status.AddressOfCode = Octets(address);
        status.AddressOfCodeCount = address.Length;
        status.Link = Octets(link ?? address);
        status.LinkCount = status.Link.Length;
        status.CodeSecondsLeft = 872;
        status.ShownSeconds = shown;
        return status;
    }

    public static byte[] Octets(string text) => Encoding.ASCII.GetBytes(text);

    public static bool IsJapanese(string name) => name.EndsWith(".ja", StringComparison.Ordinal);

    private static IEnumerable<(string, ScreenStatus)> English()
    {
        yield return ("booting", Booting());
        yield return ("ready", Status(AgentState.Ready));
        yield return ("ready-new", With(Status(AgentState.Ready), status => (status.Delivered, status.Refused, status.LastMailSeconds) = (0, 0, -1)));
        yield return ("sending", Status(AgentState.Sending));
        yield return ("attention", With(Status(AgentState.Attention, Diagnosis.RecipientRefused), status => (status.LastMailSeconds, status.LastMailDiagnosis) = (40, Diagnosis.RecipientRefused)));
        yield return ("unreachable", Status(AgentState.ProviderUnreachable, Diagnosis.NameNotResolved));
        yield return ("not-allowed", With(Status(AgentState.NotAllowedToSend, Diagnosis.SmtpAuthDisabled), status => status.LastMailSeconds = 5 * 86400));
        yield return ("needs-pairing", Status(AgentState.NeedsPairing, Diagnosis.NoRefreshToken));
        yield return ("misconfigured", Status(AgentState.Misconfigured, Diagnosis.Misconfigured));
        yield return ("pairing-asking", Notice(ScreenNotice.AskingForCode));
        yield return ("pairing-microsoft", Pairing("F8K2WQ7XB", "https://microsoft.com/devicelogin"));
        yield return ("pairing-microsoft-2", Pairing("F8K2WQ7XB", "https://microsoft.com/devicelogin", shown: 8));
        yield return ("pairing-google", Pairing("WDJB-MJHT", "https://www.google.com/device"));
        yield return ("pairing-long", Pairing("WDJB-MJHT", "https://login.scanner-relay.example/tenants/contoso/device", ""));
        yield return ("paired", Notice(ScreenNotice.PairingEnded));
        yield return ("pairing-failed", Notice(ScreenNotice.PairingEnded, Diagnosis.PairingExpired));
        yield return ("let-go-to-pair", Notice(ScreenNotice.LetGoToPair));
        yield return ("let-go-to-forget", Notice(ScreenNotice.LetGoToForget));
        yield return ("confirm-forget", Notice(ScreenNotice.ConfirmForget, seconds: 9));
        yield return ("forgotten", Notice(ScreenNotice.Forgotten));
        yield return ("test-mail", Notice(ScreenNotice.TestMail));
        yield return ("test-mail-ok", Notice(ScreenNotice.TestMailEnded));
        yield return ("test-mail-failed", Notice(ScreenNotice.TestMailEnded, Diagnosis.SmtpAuthDisabled));
        yield return ("not-possible", Notice(ScreenNotice.NotPossible));
    }

    private static IEnumerable<(string, ScreenStatus)> Japanese()
    {
        foreach ((string name, ScreenStatus status) in English()) yield return (name + ".ja", status);
    }

    private static ScreenStatus Booting()
    {
        ScreenStatus status = Status(AgentState.Booting);
        (status.Delivered, status.Refused, status.LastMailSeconds, status.Address) = (0, 0, -1, []);
        return status;
    }

    private static ScreenStatus Notice(ScreenNotice notice, Diagnosis diagnosis = Diagnosis.None, int seconds = 0)
    {
        ScreenStatus status = Status(AgentState.NeedsPairing, Diagnosis.NoRefreshToken);
        (status.Notice, status.NoticeDiagnosis, status.NoticeSeconds) = (notice, diagnosis, seconds);
        return status;
    }

    private static ScreenStatus With(ScreenStatus status, Action<ScreenStatus> change)
    {
        change(status);
        return status;
    }
}
