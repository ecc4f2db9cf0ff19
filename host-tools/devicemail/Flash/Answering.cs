using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>Waiting for a device that was started.</summary>
internal static class Answering
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Asks until it answers.</summary>
    /// <param name="target">The device.</param>
    /// <param name="seconds">How long; tried once at least.</param>
    /// <param name="said">Told what it is, once it answers.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="FlashException">It does not answer, or not as the one that was made.</exception>
    public static async Task Wait(DeviceTarget target, int seconds, Action<string> said, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using ControlClient device = await ControlClient.Connect(target, cancellation);
                said($"{device.Device.Text("name")}: {device.Device.Text("board")}, {device.Device.Text("platform")} {device.Device.Text("version")}");
                return;
            }
            catch (ControlException fault)
            {
                // Until it has started anew, the app of before may answer, with its own certificate and key: so every reason may pass.
                if (Stopwatch.GetElapsedTime(began).TotalSeconds >= seconds)
                {
                    string why = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(fault.Fault.ToString());
                    throw new FlashException(FlashFault.NoAnswer, (target.Address with { Fingerprint = null }).ToString(), seconds.ToString(CultureInfo.InvariantCulture), why);
                }
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}
