using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>A store that is not well, as someone at the tool sees it: by name, before any scan, and gone when it was cured.</summary>
public sealed class StoreStatusTests
{
    [Theory]
    [InlineData("damaged", Diagnosis.StoreDamaged, "needs-pairing", "Stored secret is damaged", "保存された秘密情報が破損しています")]
    [InlineData("foreign", Diagnosis.StoreForeign, "needs-pairing", "Stored secret belongs to another device", "保存された秘密情報は別の装置のものです")]
    [InlineData("put back", Diagnosis.StoreRolledBack, "needs-pairing", "An old secret was put back into the store", "古い秘密情報が書き戻されています")]
    [InlineData("without its key", Diagnosis.StoreKeyUnusable, "misconfigured", "The store's key is missing or unusable", "保存領域の鍵がないか、使えません")]
    public async Task Status_names_it_and_importing_again_cures_it(string how, Diagnosis diagnosis, string state, string english, string japanese)
    {
        await using Bench bench = await Bench.Start();
        bench.Agent.Kill();
        await Spoil(bench, how);
        await bench.Run();
        await bench.Agent.Says("secret unusable account=" + Bench.Account + " diagnosis=D" + (int)diagnosis);
        await using (ControlClient device = await bench.Connect())
        {
            JsonObject account = Assert.Single((await device.Ask(ControlVerb.Status)).Of("account"));
            Assert.Equal((state, (long)diagnosis, (long)diagnosis), (account.Text("state"), account.Number("diagnosis"), account.Number("tokenDiagnosis")));
            Assert.True(account.Flag("secretStored"));
        }
        foreach ((string language, string words) in new[] { ("en", english), ("ja", japanese) })
        {
            (int code, string screen, _) = await bench.Tool("status", "--device", "unix:" + bench.Socket, "--lang", language);
            Assert.Equal(1, code);
            Assert.Contains("D" + (int)diagnosis, screen);
            Assert.Contains(words, screen);
        }
        await using ControlClient again = await bench.Connect();
        var import = new JsonObject { ["kind"] = "refresh-token", ["account"] = Bench.Account, ["secret"] = bench.Sandbox.RefreshToken };
        Assert.True((await again.Ask(ControlVerb.Import, import)).IsOk);
        await bench.Scan();
        JsonObject cured = Assert.Single((await again.Ask(ControlVerb.Status)).Of("account"));
        Assert.Equal(("ready", 0L), (cured.Text("state"), cured.Number("diagnosis")));
    }

    private static async Task Spoil(Bench bench, string how)
    {
        string file = bench.File($"store/{Bench.Account}.refresh-token.sealed");
        byte[] sealedToken = await File.ReadAllBytesAsync(file);
        switch (how)
        {
            case "damaged":
                sealedToken[60] ^= 4;
                await File.WriteAllBytesAsync(file, sealedToken);
                break;
            case "foreign":
                await File.WriteAllBytesAsync(bench.File("store/store.key"), RandomNumberGenerator.GetBytes(32));
                break;
            case "put back":
                await bench.Import("another-fake-token");
                await File.WriteAllBytesAsync(file, sealedToken);
                break;
            default:
                File.Delete(bench.File("store/store.key"));
                break;
        }
    }
}
