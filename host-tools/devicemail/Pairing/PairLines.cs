using System;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Diagnoses;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary><c>devicemail pair --json</c>: one JSON object a line, as things happen; host-tools/README.md lists them.</summary>
internal sealed class PairLines(Language language) : IPairScreen
{
    private static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private int _interval;
    private long _told = long.MaxValue;

    public static void Write(JsonObject line) => Console.WriteLine(line.ToJsonString(OneLine));

    public void Begins(JsonObject account, PairFlow flow) => Write(new JsonObject
    {
        ["type"] = "flow", ["account"] = account.Text("account"), ["user"] = account.Text("user"), ["host"] = account.Text("host"), ["flow"] = flow.Flow, ["why"] = flow.Why.In(language),
    });

    public void Code(DeviceCode code)
    {
        var line = new JsonObject { ["type"] = "code", ["userCode"] = code.UserCode, ["verificationUri"] = code.Address };
        if (code.AddressWithCode.Length > 0) line["verificationUriComplete"] = code.AddressWithCode;
        line["seconds"] = (long)code.Lifetime.TotalSeconds;
        line["interval"] = code.IntervalSeconds;
        Write(line);
    }

    // As often as the device asks; without a device that asks, every ten seconds.
    public void Waiting(TimeSpan left, int intervalSeconds)
    {
        long seconds = (long)Math.Ceiling(left.TotalSeconds);
        if (intervalSeconds == _interval && _told - seconds < Math.Max(intervalSeconds, 10)) return;
        _interval = intervalSeconds;
        _told = seconds;
        var line = new JsonObject { ["type"] = "waiting", ["seconds"] = seconds };
        if (intervalSeconds > 0) line["interval"] = intervalSeconds;
        Write(line);
    }

    public void Unanswered(Diagnosis diagnosis) => Write(new JsonObject { ["type"] = "unanswered", ["diagnosis"] = (int)diagnosis });

    public void MaybeBlocked(TimeSpan waited, string? next) => Write(new JsonObject
    {
        ["type"] = "hint", ["hint"] = "maybe-blocked", ["waitedSeconds"] = (long)waited.TotalSeconds, ["diagnosis"] = (int)Diagnosis.DeviceCodePending, ["next"] = next,
    });

    public void Browser(string start, Uri address, int port, bool isOpened) =>
        Write(new JsonObject { ["type"] = "browser", ["start"] = start, ["address"] = address.AbsoluteUri, ["opened"] = isOpened });

    public void Stored(PairFlow flow) => Write(new JsonObject { ["type"] = "stored", ["flow"] = flow.Flow });

    public void Failed(Diagnosis diagnosis, string oauthError, int aadsts)
    {
        var line = new JsonObject { ["type"] = "failed", ["diagnosis"] = (int)diagnosis, ["diagnosisTitle"] = Catalogue.Find((int)diagnosis)?.Title.In(language) };
        if (oauthError.Length > 0) line["oauthError"] = oauthError;
        if (aadsts > 0) line["aadsts"] = aadsts;
        Write(line);
    }

    public void Refused(string error, string what, string next) => Write(new JsonObject { ["type"] = "refused", ["error"] = error, ["message"] = what, ["next"] = next });

    public void Cancelled() => Write(new JsonObject { ["type"] = "cancelled" });

    public void Sending(string recipient) => Write(new JsonObject { ["type"] = "sending", ["recipient"] = recipient });

    public void Sent(JsonObject mail, ControlAnswer answer, string recipient)
    {
        JsonObject line = mail.DeepClone().AsObject();
        line.Remove("id");
        line["ok"] = answer.IsOk;
        if (!answer.IsOk) line["diagnosisTitle"] = Catalogue.Find((int)answer.Diagnosis)?.Title.In(language);
        Write(line);
    }

    public void Ends(bool isPaired, bool? isMailAccepted) => Write(new JsonObject { ["type"] = "end", ["ok"] = isPaired && isMailAccepted != false, ["paired"] = isPaired, ["mailAccepted"] = isMailAccepted });
}
