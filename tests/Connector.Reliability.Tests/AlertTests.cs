using System.Globalization;
using Connector.Reliability.Tests.Alerting;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;
using Connector.Testing.AppHosts;

namespace Connector.Reliability.Tests;

/// <summary>The shipped alerts in a real Prometheus beside the real services: each one's cause is made, it fires, and it is over once that is mended.</summary>
public sealed class AlertTests(ITestOutputHelper output)
{
    private const string Small = "1048576";

    /// <summary>Labels that Prometheus itself gives.</summary>
    private static readonly string[] Theirs = ["__name__", "instance", "job", "le"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_alert_fires_when_its_cause_is_there()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        Assert.SkipUnless(Prometheus.IsThere, "prometheus is not there: apt-get install --no-install-recommends prometheus.");
        var rules = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "deploy", "observability", "alerts.yaml"), Cancelled);
        var (ofIngress, ofWorker) = (Address(), Address());
        await using var system = await ConnectorSystem.StartAsync(
            new SystemOptions
            {
                Ingresses = 1,
                Workers = 1,
                Echoes = false,
                Ingress = new Dictionary<string, string>
                {
                    ["Prometheus:Url"] = ofIngress.GetLeftPart(UriPartial.Authority),
                    ["Ingress:Spool:MaxBytes"] = Small,
                    ["Jobs:WatchEvery"] = "00:00:01",
                },
                Worker = new Dictionary<string, string>
                {
                    ["Prometheus:Url"] = ofWorker.GetLeftPart(UriPartial.Authority),
                    ["Tenant:Brake:Troubles"] = "0",
                    ["Tenant:Spend:CallsPerDay"] = "10",
                    ["Jobs:WatchEvery"] = "00:00:01",
                },
            },
            cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        await using var redis = await system.Redis.ConnectAsync(allowAdmin: true);
        await using var prometheus = await Prometheus.StartAsync(rules, [ofIngress, ofWorker], Cancelled);
        var crm = system.Crm;
        var database = redis.GetDatabase();

        // Nothing is wrong, and a company is worked on, so that all is measured that is measured in a quiet time.
        await PostAsync(crm, sender, "Ruhe");
        await Eventually.TrueAsync(async () => await crm.PatchesAsync(Cancelled) > 0, Patience, "a company is written", Cancelled);
        // The CRM here has no webhook: events are posted by hand.
        await Eventually.TrueAsync(
            async () => await prometheus.FiringAsync(Cancelled) is ["ConnectorWebhook"], Patience, "no other alert fires", Cancelled);

        await CauseAsync(
            "ConnectorNoWebhook", () => Task.CompletedTask, () => sender.InsistAsync(WebhookEvent.Of("contact", 1, changes: "nothing"), Cancelled));
        await CauseAsync(
            "ConnectorWritesStopped",
            () => database.StringSetAsync($"{JobMachine.Prefix}write-stop", "1"),
            () => database.KeyDeleteAsync($"{JobMachine.Prefix}write-stop"));
        await CauseAsync("ConnectorTenantHeld", () => SwitchAsync(new { explorer = "Unauthorized" }), () => crm.SwitchBackAsync(Cancelled), change: true);
        await CauseAsync(
            "ConnectorLoginLost",
            async () =>
            {
                await crm.SwitchAsync(new { refreshTokenRevoked = true }, Cancelled);
                await crm.ExpireTokensAsync(Cancelled);
            },
            () => crm.SwitchBackAsync(Cancelled),
            change: true);
        var unreadable = new WebhookEvent($"{Guid.NewGuid()}", [.. """{"Event":"contact.changed","PrimaryKey":"no number"}"""u8]);
        await CauseAsync("ConnectorDeadLetters", () => sender.InsistAsync(unreadable, Cancelled), null);
        await CauseAsync(
            "ConnectorRedisMemory",
            async () =>
            {
                var info = await redis.GetServers().Single().InfoAsync("memory");
                var used = info.SelectMany(group => group).Single(line => line.Key == "used_memory").Value;
                await redis.GetServers().Single().ConfigSetAsync("maxmemory", long.Parse(used, CultureInfo.InvariantCulture) * 118 / 100);
            },
            () => redis.GetServers().Single().ConfigSetAsync("maxmemory", 0));

        async Task UnwritableAsync()
        {
            var (contact, _) = await crm.CreateAsync("Verboten GmbH", Cancelled);
            await crm.SwitchAsync(new { unwritable = new[] { $"contact:{contact}" }, tableRights = false }, Cancelled);
            await sender.InsistAsync(WebhookEvent.Of("contact", contact, changes: "name"), Cancelled);
        }

        await CauseAsync("ConnectorWriteBrake", UnwritableAsync, null);
        await crm.SwitchBackAsync(Cancelled);

        await CauseAsync("ConnectorSpendNearCap", () => Task.WhenAll(Enumerable.Range(0, 10).Select(i => PostAsync(crm, sender, $"Teuer{i}"))), null);
        var day = await database.HashGetAsync($"{JobMachine.Prefix}spend", ChaosSettings.Tenant);
        await database.KeyDeleteAsync($"{JobMachine.Prefix}spend:{ChaosSettings.Tenant}:{day}");
        await FiresAsync("ConnectorSpendNearCap", fires: false);

        // Without a worker, what is posted waits and is overdue.
        await system.Workers[0].KillAsync();
        await sender.InsistAsync(WebhookEvent.Of("contact", 1, changes: "name"), Cancelled);
        await FiresAsync("ConnectorWorkOverdue", fires: true);
        await FiresAsync("ConnectorWorkerAbsent", fires: true);
        await system.Workers[0].StartAsync(Cancelled);
        await FiresAsync("ConnectorWorkerAbsent", fires: false);
        await FiresAsync("ConnectorWorkOverdue", fires: false);

        // Without Redis, events are spooled until the spool is full, and then refused.
        await system.Redis.KillAsync();
        await FiresAsync("ConnectorRedisUnusable", fires: true);
        await sender.PostAsync(WebhookEvent.Of("contact", 1, changes: "name"));
        await FiresAsync("ConnectorSpoolOld", fires: true);
        await Eventually.TrueAsync(
            async () =>
            {
                await sender.PostAllAsync(Enumerable.Range(0, 100).Select(i => WebhookEvent.Of("contact", i + 1, changes: "name")), 16, Cancelled);
                return (await prometheus.FiringAsync(Cancelled)).Contains("ConnectorIngressRefuses");
            },
            Patience, "ConnectorIngressRefuses fires", Cancelled);
        output.WriteLine("ConnectorIngressRefuses fires");
        await system.Redis.RestartAsync(Cancelled);
        await FiresAsync("ConnectorRedisUnusable", fires: false);
        await FiresAsync("ConnectorSpoolOld", fires: false);

        await CauseAsync("ConnectorDataLoss", () => system.Redis.FlushAsync(), null);

        await AllIsDocumentedAsync(prometheus);

        async Task CauseAsync(string alert, Func<Task> cause, Func<Task>? mend, bool change = false)
        {
            Assert.DoesNotContain(alert, (await prometheus.FiringAsync(Cancelled)).Where(firing => firing != "ConnectorNoWebhook"));
            await cause();
            if (change)
            {
                await PostAsync(crm, sender, $"Anlass{alert}");
            }

            await FiresAsync(alert, fires: true);
            if (mend is not null)
            {
                await mend();
                await FiresAsync(alert, fires: false);
            }
        }

        async Task FiresAsync(string alert, bool fires)
        {
            await prometheus.FiresAsync(alert, fires, Cancelled);
            output.WriteLine($"{alert} {(fires ? "fires" : "is over")}");
        }

        Task SwitchAsync(object switches) => crm.SwitchAsync(switches, Cancelled);
    }

    // What was measured during all that, by the names under which Prometheus has it.
    private async Task AllIsDocumentedAsync(Prometheus prometheus)
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "telemetry.md"), Cancelled);
        var rows = document.Split('\n').Where(line => line.StartsWith("| `connector.", StringComparison.Ordinal)).Select(line => line.Split(" | ")).ToList();
        var series = await prometheus.SeriesAsync(Cancelled);
        output.WriteLine($"{series.Count} series, of {rows.Count} metrics documented");

        Assert.InRange(series.Count, 30, 200);
        Assert.All(series.Where(one => !one.Key.EndsWith("_created", StringComparison.Ordinal)), one =>
        {
            var row = rows.SingleOrDefault(row => IsOf(row, one.Key));
            Assert.True(row is not null, $"{one.Key} is not documented.");
            var labels = one.Value.Where(label => !Theirs.Contains(label) && !label.StartsWith("otel_scope_", StringComparison.Ordinal));
            Assert.All(labels, label => Assert.True(
                row[3].Replace('.', '_').Contains($"`{label}`", StringComparison.Ordinal), $"{one.Key} has the label {label}, which is not documented."));
        });
    }

    private static bool IsOf(string[] row, string series) => row[1].Trim('`') is var name
        && (series == name || (row[2].StartsWith("histogram", StringComparison.Ordinal) && series.StartsWith($"{name}_", StringComparison.Ordinal)));

    private static Uri Address() => new($"http://127.0.0.1:{StablePort.Next()}");

    private static async Task PostAsync(SandboxTenant crm, Sender sender, string name)
    {
        var (contact, _) = await crm.CreateAsync($"{name} GmbH", Cancelled);
        await sender.InsistAsync(WebhookEvent.Of("contact", contact, changes: "name"), Cancelled);
    }
}
