using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control.Tests;
using Xunit;

namespace DeviceMailAgent.Page.Tests;

/// <summary>The numbers, judged by those who read them: promtool, a strict OpenMetrics parser, and a Prometheus that scrapes.</summary>
public sealed class MetricsTests
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0";

    [Fact]
    public async Task Promtool_has_nothing_to_say_and_the_strict_parser_takes_every_family()
    {
        string promtool = PageBench.Program("promtool", "prometheus");
        // Debian's own: another python3 in front of it knows nothing of Debian's packages.
        const string Python = "/usr/bin/python3";
        await using PageBench bench = await PageBench.Start();
        Assert.True(await bench.Scan());

        (int code, string output, string said) = await ChildProcess.Run(promtool, ["check", "metrics"], await bench.Get("metrics"));
        Assert.True(code == 0 && output.Length == 0 && said.Length == 0, output + said);

        if (!Directory.Exists("/usr/lib/python3/dist-packages/prometheus_client")) Assert.Skip("There is no prometheus_client for python3 here. Install it: apt-get install --no-install-recommends python3-prometheus-client");
        const string Parse = "import sys; from prometheus_client.openmetrics.parser import text_string_to_metric_families as p; print(*(f'{f.name} {f.type} {f.unit}' for f in p(sys.stdin.read())), sep='\\n')";
        (code, output, said) = await ChildProcess.Run(Python, ["-c", Parse], await bench.Get("metrics", accept: OpenMetrics));
        Assert.True(code == 0, said);
        string[] families = output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains("devicemail_mails counter", families);
        Assert.Contains("devicemail_mail_bytes counter bytes", families);
        Assert.Contains("devicemail_mail_failures counter", families);
        Assert.Contains("devicemail_mail_delivery_seconds histogram seconds", families);
        Assert.Contains("devicemail_access_token_remaining_seconds gauge seconds", families);
        Assert.Contains("devicemail_build info", families);
        Assert.Contains("process_resident_memory_bytes gauge bytes", families);
    }

    [Fact]
    public async Task A_prometheus_scrapes_what_happened()
    {
        string prometheus = PageBench.Program("prometheus", "prometheus");
        await using PageBench bench = await PageBench.Start();
        Assert.True(await bench.Scan(100_000));
        Assert.True(await bench.Scan(300_000));
        bench.Sandbox.SetFault("recipient-refused", "nobody");
        Assert.False(await bench.Scan(recipient: "nobody@contoso.example"));
        // A panel's connection test: it connects, hears the greeting and leaves.
        using (var panel = new TcpClient("127.0.0.1", bench.ScannerPort))
        {
            Assert.True(await panel.GetStream().ReadAsync(new byte[100], PageBench.Limit()) > 0);
        }
        await PageBench.Until(() => bench.Get("metrics"), text => text.Contains("devicemail_scanner_notes_total", StringComparison.Ordinal));

        int port = PageBench.FreePort();
        await File.WriteAllTextAsync(bench.File("prometheus.yml"), $"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: devicemail
                static_configs:
                  - targets: ["127.0.0.1:{bench.PagePort}"]

            """);
        using ChildProcess server = ChildProcess.Start(prometheus,
        [
            "--config.file=" + bench.File("prometheus.yml"), "--storage.tsdb.path=" + bench.File("tsdb"), "--log.level=warn",
            string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
        ]);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        Assert.Equal(2, await Query(client, "devicemail_mails_total{account=\"scans\",outcome=\"delivered\"}"));
        Assert.Equal(1, await Query(client, "sum(devicemail_mails_total{outcome=\"refused\"})"));
        Assert.Equal(1, await Query(client, "sum(devicemail_mail_failures_total{diagnosis=\"D503\"})"));
        Assert.Equal(1, await Query(client, "devicemail_scanner_notes_total{diagnosis=\"D111\"}"));
        Assert.Equal(2, await Query(client, "devicemail_mail_delivery_seconds_count"));
        Assert.Equal(2, await Query(client, "devicemail_mail_delivery_seconds_bucket{le=\"+Inf\"}"));
        Assert.InRange(await Query(client, "devicemail_mail_delivery_seconds_sum"), 0.001, 120);
        // Base64 takes 4 octets for 3, and a line end for each 76.
        Assert.InRange(await Query(client, "devicemail_mail_bytes_total"), 400_000 * 4 / 3, 600_000);
        Assert.InRange(await Query(client, "devicemail_access_token_remaining_seconds"), 1, 100_000);
        Assert.InRange(await Query(client, "process_resident_memory_bytes"), 1_000_000, 500_000_000);
        Assert.Equal(1, await Query(client, "up"));
        Assert.Equal(1, await Query(client, "sum(devicemail_state)"));
    }

    // The value of the one series; waits for the first scrape.
    private static async Task<double> Query(HttpClient client, string query)
    {
        JsonArray found = await PageBench.Until(async () =>
        {
            try
            {
                string answer = await client.GetStringAsync("api/v1/query?query=" + Uri.EscapeDataString(query), PageBench.Limit());
                return JsonNode.Parse(answer)!["data"]!["result"]!.AsArray();
            }
            catch (HttpRequestException)
            {
                // It does not listen yet, or is not ready.
                return [];
            }
        }, series => series.Count > 0);
        return double.Parse(found.Single()!["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture);
    }
}
