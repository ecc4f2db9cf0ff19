using System.Net.NetworkInformation;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Control;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>Fills a <see cref="ScreenStatus"/> with what the device knows just now.</summary>
public sealed class ScreenFeed
{
    // Entra's and Google's codes have nine letters.
    private const int CodeMax = 32;

    // Three lines of letters, and the scheme that is not shown.
    private const int AddressMax = 72;

    // DHCP may give another address.
    private const int AddressMs = 60 * 1000;
    private const string AnyAddress = "0.0.0.0";

    // What has two pages turns them in steps of so many seconds.
    private const int PageStepSeconds = 4;

    private readonly DeviceParts _parts;
    private readonly StatusLight _light;
    private long _addressMs = long.MinValue / 2;
    private long _shownSinceMs;
    private AgentState _shownState;
    private ScreenNotice _shownNotice;
    private bool _shownCode;

    /// <summary>Reads these parts.</summary>
    public ScreenFeed(DeviceParts parts, StatusLight light)
    {
        _parts = parts;
        _light = light;
        Status = new ScreenStatus
        {
            Name = Ascii.Bytes(parts.Configuration.Name),
            Port = parts.Configuration.Listeners[0].Port,
            UserCode = new byte[CodeMax],
            AddressOfCode = new byte[AddressMax],
            // One more than a code holds: what does not fit is then no code.
            Link = new byte[QrCode.TextMax + 1],
        };
    }

    /// <summary>What was read last.</summary>
    public ScreenStatus Status { get; }

    /// <summary>True while nothing is shown that anybody has to look at.</summary>
    public bool IsCalm
    {
        get
        {
            bool isWell = Status.State == AgentState.Ready || Status.State == AgentState.Sending;
            return isWell && Status.Notice == ScreenNotice.None && _light.Phase == ButtonPhase.Idle;
        }
    }

    /// <summary>Reads all of it anew.</summary>
    /// <returns>A number that is another one when the picture is: drawing one takes the board a tenth of a second, which mail could use.</returns>
    public long Read(long nowMs)
    {
        Status.State = _parts.Log.State;
        Status.Diagnosis = _parts.Log.Why;
        Status.NoticeSeconds = 0;
        Status.Notice = ScreenNotice.None;
        Status.NoticeDiagnosis = Diagnosis.None;
        if (_parts.Notices != null)
        {
            Status.Notice = _parts.Notices.Read(out Diagnosis how);
            Status.NoticeDiagnosis = how;
        }
        if (_parts.Pairings.Read(Status)) Status.Notice = Status.UserCodeCount == 0 ? ScreenNotice.AskingForCode : ScreenNotice.None;
        else Status.UserCodeCount = 0;
        ReadButton();
        Turn(nowMs);
        ReadMails(nowMs);
        if (nowMs - _addressMs >= AddressMs)
        {
            Status.Address = Ascii.Bytes(Address(_parts.Configuration.Listeners[0]));
            // Until the network is up there is none, and it is looked for again at once.
            if (Status.Address.Length > 0) _addressMs = nowMs;
        }
        return Mark();
    }

    private void ReadButton()
    {
        ScreenNotice notice = NoticeOf(_light.Phase);
        if (notice == ScreenNotice.None) return;
        Status.Notice = notice;
        Status.NoticeDiagnosis = Diagnosis.None;
        Status.NoticeSeconds = notice == ScreenNotice.ConfirmForget ? _light.ConfirmSeconds : 0;
    }

    private static ScreenNotice NoticeOf(ButtonPhase phase)
    {
        switch (phase)
        {
            case ButtonPhase.HeldToPair: return ScreenNotice.LetGoToPair;
            case ButtonPhase.HeldToForget: return ScreenNotice.LetGoToForget;
            case ButtonPhase.Confirming: return ScreenNotice.ConfirmForget;
            default: return ScreenNotice.None;
        }
    }

    // A screen of several pages begins with its first one.
    private void Turn(long nowMs)
    {
        bool hasCode = Status.UserCodeCount > 0;
        if (Status.State != _shownState || Status.Notice != _shownNotice || hasCode != _shownCode) _shownSinceMs = nowMs;
        _shownState = Status.State;
        _shownNotice = Status.Notice;
        _shownCode = hasCode;
        Status.ShownSeconds = (int)((nowMs - _shownSinceMs) / 1000);
    }

    private void ReadMails(long nowMs)
    {
        EventRecord last = _parts.Log.LastMail;
        Status.Delivered = _parts.Log.Delivered;
        Status.Refused = _parts.Log.Refused;
        Status.LastMailDiagnosis = last.Diagnosis;
        Status.LastMailOctets = last.Amount;
        Status.LastMailSeconds = last.Number < 0 ? -1 : (nowMs - last.AtMs) / 1000;
        if (last.Number >= 0 && Status.LastMailSeconds < 0) Status.LastMailSeconds = 0;
    }

    // All that is drawn, and of times only as much as is drawn of them.
    private long Mark()
    {
        long age = Status.LastMailSeconds < 60 ? Status.LastMailSeconds : 60 + Status.LastMailSeconds / 60;
        long mark = (int)Status.State * 1000L + (int)Status.Diagnosis;
        mark = mark * 31 + (int)Status.Notice * 1000L + (int)Status.NoticeDiagnosis;
        mark = mark * 31 + Status.NoticeSeconds;
        mark = mark * 31 + (Status.UserCodeCount == 0 ? 0 : Status.CodeSecondsLeft * 4096L + Status.ShownSeconds / PageStepSeconds);
        mark = mark * 31 + Status.Delivered;
        mark = mark * 31 + Status.Refused;
        mark = mark * 31 + (Status.UserCodeCount == 0 ? age : 0);
        return mark * 31 + _addressMs;
    }

    // What a scanner's panel wants: of a listener on all addresses, the first that an interface has.
    private static string Address(ListenerConfiguration listener)
    {
        if (listener.Address != AnyAddress) return listener.Address;
        NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();
        for (int i = 0; i < interfaces.Length; i++)
        {
            string address = interfaces[i].IPv4Address;
            if (interfaces[i].NetworkInterfaceType != NetworkInterfaceType.WirelessAP && address != null && address.Length > 0 && address != AnyAddress) return address;
        }
        return "";
    }
}
