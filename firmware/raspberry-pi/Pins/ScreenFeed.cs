using System;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>Fills a <see cref="ScreenStatus"/> with what the agent knows just now.</summary>
internal sealed class ScreenFeed
{
    // Longer than any provider's; what is longer is cut, and such a link is not made a QR code of.
    private const int CodeMax = 64;
    private const int AddressMax = 256;

    // DHCP may give another address.
    private const int AddressMs = 60 * 1000;

    private readonly AgentParts _parts;
    private readonly PairingDesk _pairings;
    private readonly LightAndButton? _button;
    private readonly AccountFigures _figures = new AccountFigures();
    private long _addressMs = long.MinValue;
    private long _shownSinceMs;
    private AgentState _shownState;
    private ScreenNotice _shownNotice;
    private bool _shownCode;

    public ScreenFeed(AgentParts parts, PairingDesk pairings, LightAndButton? button)
    {
        _parts = parts;
        _pairings = pairings;
        _button = button;
        _shownSinceMs = parts.Clock.NowMs;
        Status = new ScreenStatus
        {
            Name = Encoding.ASCII.GetBytes(parts.Configuration.Name),
            Port = parts.Configuration.Listeners[0].Port,
            UserCode = new byte[CodeMax],
            AddressOfCode = new byte[AddressMax],
            Link = new byte[AddressMax],
        };
    }

    /// <summary>What was read last.</summary>
    public ScreenStatus Status { get; }

    /// <summary>True while nothing is shown that anybody has to look at.</summary>
    public bool IsCalm
    {
        get { return Status.Notice == ScreenNotice.None && Status.State is AgentState.Ready or AgentState.Sending && _button?.Phase is null or ButtonPhase.Idle; }
    }

    /// <summary>Reads all of it anew.</summary>
    public void Read(long nowMs)
    {
        _parts.Log.Status.Read(out AgentState state, out Diagnosis diagnosis);
        Status.State = state;
        Status.Diagnosis = diagnosis;
        Status.Notice = _parts.Notices.Read(nowMs, out Diagnosis how);
        Status.NoticeDiagnosis = how;
        Status.NoticeSeconds = 0;
        if (_pairings.Read(Status)) Status.Notice = Status.UserCodeCount == 0 ? ScreenNotice.AskingForCode : ScreenNotice.None;
        else Status.UserCodeCount = 0;
        if (_button != null) ReadButton(_button);
        Turn(nowMs);
        ReadMails(nowMs);
        if (nowMs - _addressMs >= AddressMs || _addressMs == long.MinValue)
        {
            Status.Address = Address(_parts.Configuration.Listeners[0]);
            _addressMs = nowMs;
        }
    }

    private void ReadButton(LightAndButton button)
    {
        ScreenNotice notice = button.Phase switch
        {
            ButtonPhase.HeldToPair => ScreenNotice.LetGoToPair,
            ButtonPhase.HeldToForget => ScreenNotice.LetGoToForget,
            ButtonPhase.Confirming => ScreenNotice.ConfirmForget,
            _ => ScreenNotice.None,
        };
        if (notice == ScreenNotice.None) return;
        Status.Notice = notice;
        Status.NoticeDiagnosis = Diagnosis.None;
        Status.NoticeSeconds = notice == ScreenNotice.ConfirmForget ? button.ConfirmSeconds : 0;
    }

    // A screen of several pages begins with its first one.
    private void Turn(long nowMs)
    {
        bool hasCode = Status.UserCodeCount > 0;
        if (Status.State != _shownState || Status.Notice != _shownNotice || hasCode != _shownCode) _shownSinceMs = nowMs;
        _shownState = Status.State;
        _shownNotice = Status.Notice;
        _shownCode = hasCode;
        Status.ShownSeconds = (int)Math.Min((nowMs - _shownSinceMs) / 1000, int.MaxValue);
    }

    private void ReadMails(long nowMs)
    {
        Status.Delivered = 0;
        Status.Refused = 0;
        long lastMs = -1;
        for (int i = 0; i < _parts.Configuration.Accounts.Length; i++)
        {
            _parts.Log.Events.Read(i, _figures);
            Status.Delivered += _figures.Delivered;
            Status.Refused += _figures.Refused;
            if (_figures.LastAtMs < 0 || _figures.LastAtMs < lastMs) continue;
            lastMs = _figures.LastAtMs;
            Status.LastMailDiagnosis = _figures.LastDiagnosis;
            Status.LastMailOctets = _figures.LastOctets;
        }
        Status.LastMailSeconds = lastMs < 0 ? -1 : Math.Max(0, (nowMs - lastMs) / 1000);
    }

    // What a scanner's panel wants: of a listener on all addresses, the first that is not the device's own loopback.
    private static byte[] Address(ListenerConfiguration listener)
    {
        if (!listener.Address.Equals(IPAddress.Any) && !listener.Address.Equals(IPAddress.IPv6Any)) return Encoding.ASCII.GetBytes(listener.Address.ToString());
        foreach (NetworkInterface card in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (card.NetworkInterfaceType == NetworkInterfaceType.Loopback || card.OperationalStatus != OperationalStatus.Up) continue;
            foreach (UnicastIPAddressInformation own in card.GetIPProperties().UnicastAddresses)
            {
                if (own.Address.AddressFamily == AddressFamily.InterNetwork) return Encoding.ASCII.GetBytes(own.Address.ToString());
            }
        }
        return [];
    }
}
