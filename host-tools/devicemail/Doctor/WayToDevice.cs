using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>Where on the way to a device it ends, when it cannot be asked: what is there is told apart from what is missing.</summary>
/// <param name="target">The way.</param>
/// <param name="report">Where the checks go.</param>
internal sealed class WayToDevice(DeviceTarget target, DoctorReport report)
{
    private static readonly Phrase NoSocket = new("There is no {0}: no agent runs on this computer, or agent.json has another control.socket.", "{0} がありません。エージェントが動作していないか、agent.json の control.socket が異なります。");
    private static readonly Phrase DeadSocket = new("{0} is there and nobody listens: the agent has ended. Look at systemctl status devicemail-agent.", "{0} はありますが応答がありません。エージェントが停止しています (systemctl status devicemail-agent)。");
    private static readonly Phrase NoName = new("{0} has no address. Write the device's IP address in its place.", "{0} のアドレスが見つかりません。装置の IP アドレスを指定してください。");
    private static readonly Phrase PortClosed = new("{0} is there and refuses port {1}: the agent does not run, or agent.json has no control.listen with this port.",
        "{0} は応答しますが、ポート {1} が閉じています。エージェントが動作していないか、agent.json の control.listen が異なります。");
    private static readonly Phrase HostSilent = new("{0} does not answer ({2}): no power, no cable, another address or network, or a firewall before port {1}.",
        "{0} から応答がありません ({2})。電源、ケーブル、アドレス、ネットワーク、またはポート {1} のファイアウォールを確認してください。");
    private static readonly Phrase NoLine = new("There is no {0}: the cable is not in, or the line has another name (ls /dev/tty*).", "{0} がありません。ケーブルの接続と、回線の名前 (ls /dev/tty*) を確認してください。");
    private static readonly Phrase SilentLine = new("Nobody answers on {0}: no power, another line, or agent.json has no control.serial.", "{0} に応答がありません。電源、回線の名前、agent.json の control.serial を確認してください。");

    private static readonly string[] Unix = ["address", "permitted", "reached", "answers"];
    private static readonly string[] Tls = ["name", "port", "fingerprint", "admin-key", "answers"];
    private static readonly string[] Serial = ["address", "permitted", "answers"];

    /// <summary>Adds the steps of the way: passed up to where it ends, the failure, and the rest not tried.</summary>
    public async Task Explain(ControlException fault, CancellationToken cancellation)
    {
        report.Group(CheckGroup.Device, target.Address.ToString().Split('#')[0]);
        string[] steps = target.Address.Way switch { DeviceWay.Unix => Unix, DeviceWay.Tls => Tls, _ => Serial };
        (string failed, Phrase note) = await Find(fault.Fault, cancellation);
        int at = Array.IndexOf(steps, failed);
        for (int i = 0; i < steps.Length; i++)
        {
            CheckResult result = i < at ? CheckResult.Passed : i == at ? CheckResult.Failed : CheckResult.Untried;
            report.Add(new DoctorCheck(steps[i], result, Note: i == at ? note : default));
        }
    }

    private async Task<(string Step, Phrase Note)> Find(ControlFault fault, CancellationToken cancellation) => fault switch
    {
        ControlFault.NotPermitted => ("permitted", default),
        ControlFault.OtherCertificate or ControlFault.NoFingerprint => ("fingerprint", default),
        ControlFault.NoKey or ControlFault.BadKey or ControlFault.KeyRefused => ("admin-key", default),
        ControlFault.NotReachable => target.Address.Way switch
        {
            DeviceWay.Unix => File.Exists(target.Address.Place) ? ("reached", DeadSocket.Fill(target.Address.Place)) : ("address", NoSocket.Fill(target.Address.Place)),
            DeviceWay.Serial => File.Exists(target.Address.Place) || OperatingSystem.IsWindows() ? ("answers", SilentLine.Fill(target.Address.Place)) : ("address", NoLine.Fill(target.Address.Place)),
            _ => await OverNetwork(cancellation),
        },
        _ => ("answers", default),
    };

    private async Task<(string Step, Phrase Note)> OverNetwork(CancellationToken cancellation)
    {
        string host = target.Address.Place;
        IPAddress? address = null;
        try
        {
            address = (await Dns.GetHostAddressesAsync(host, cancellation)).FirstOrDefault();
        }
        catch (SocketException)
        {
            // No address: said below.
        }

        if (address is null) return ("name", NoName.Fill(host));
        (SmtpTalk? talk, SocketError error) = await SmtpTalk.Connect(new IPEndPoint(address, target.Address.Port), null, cancellation);
        talk?.Dispose();
        if (talk is not null) return ("answers", default);
        return ("port", (error == SocketError.ConnectionRefused ? PortClosed : HostSilent).Fill(host, target.Address.Port, error));
    }
}
