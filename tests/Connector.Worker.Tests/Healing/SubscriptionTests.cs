using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Jobs.Ledger;
using Connector.Jobs.Subscriptions;
using Connector.SuperOffice;
using Connector.SuperOffice.Webhooks;
using Connector.Testing;
using Connector.Worker.Healing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Healing;

/// <summary>The webhook is watched, set active again where that may be, and what was missed meanwhile is found.</summary>
[Collection(ThirdWorld.Name)]
public sealed class SubscriptionTests(OutsideWorld world) : WorkerTest(world)
{
    private const int Webhook = 1;

    private static readonly string[] AllEvents = [.. ConnectorWebhook.Events];

    public override async ValueTask InitializeAsync() => await Crm.ResetAsync();

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    // The whole story, with nobody to help: the intake fails until SuperOffice gives up, and comes back.
    [Fact]
    public async Task What_was_missed_while_the_webhook_was_stopped_is_enriched_once_and_the_webhook_is_active_again()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        const int Missed = 30;
        await using var worker = await StartAsync();
        var (known, _) = await Crm.CreateAsync("Known before AG");
        await worker.AllEndedAsync(atLeast: 2);
        await SeenAsync(worker, report => report is { HasGap: false, Webhooks: [{ State: "Active" }] });

        World.IntakeStatus = 503;
        var missed = new List<int>();
        for (var number = 0; number < Missed; number++)
        {
            missed.Add((await Crm.CreateAsync($"Missed {number} AG", number % 3 == 0 ? "Head of Sales" : null)).Contact);
        }

        await Eventually.TrueAsync(async () => (await Crm.WebhookAsync()).State == "TooManyErrors", cancellationToken: Cancellation);
        await SeenAsync(worker, report => report.Findings is [{ Kind: "too_many_errors", IsUrgent: true }]);
        World.IntakeStatus = null;

        var report = await SeenAsync(worker, report => report.LastCatchUp is not null);
        Assert.Equal("Active", (await Crm.WebhookAsync()).State);
        await Eventually.TrueAsync(
            async () => (await Task.WhenAll(missed.Select(contact => Crm.ContactFieldAsync(contact, "SuperOffice:84")))).All(text => text.Length > 0),
            cancellationToken: Cancellation);
        Assert.Single(report.Mended);
        Assert.Equal(0, World.Enricher.Asked($"contact:{known}") - 1);
        Assert.All(missed, contact => Assert.Equal(1, World.Enricher.Asked($"contact:{contact}")));
        Assert.All(await Task.WhenAll(missed.Select(contact => Crm.PatchesAsync($"contact:{contact}"))), patches => Assert.Equal(1, patches));
        Assert.InRange(report.LastCatchUp!.Untold, Missed, report.LastCatchUp.Changed);
        Assert.Empty((await SeenAsync(worker, _ => true)).Findings);
    }

    [Theory]
    [InlineData("active", "", false)]
    [InlineData("none", "none", true)]
    [InlineData("not granted", "not_granted", false)]
    [InlineData("stopped by a person", "stopped", true)]
    [InlineData("six failures", "few_left", true)]
    [InlineData("three failures", "", false)]
    [InlineData("nine failures", "too_many_errors", true)]
    [InlineData("two events missing", "events", false)]
    [InlineData("a second one", "several", false)]
    [InlineData("a second one, stopped", "stopped", true)]
    [InlineData("one of somebody else", "", false)]
    public async Task What_is_the_matter_is_said_with_what_to_do(string what, string kind, bool isUrgent)
    {
        await MakeAsync(what);
        await using var worker = await StartAsync(("Tenant:Mode", "propose"), ("Tenant:Subscription:LookEvery", "01:00:00"));

        var report = await SeenAsync(worker, _ => true);

        var finding = report.Findings.SingleOrDefault();
        Assert.Equal((kind, isUrgent), (finding?.Kind ?? "", finding?.IsUrgent ?? false));
        Assert.True(finding is null || (finding.Text.EndsWith('.') && finding.Remedy.EndsWith('.')), finding?.Text);
        Assert.Empty(report.Mended);
    }

    [Theory]
    [InlineData("write", "", "", false, null)]
    [InlineData("write", "1", "", false, "after a pause")]
    [InlineData("write", "6", "", false, null)]
    [InlineData("write", "20 6", "", false, "after a pause")]
    [InlineData("write", "50 16", "", false, null)]
    [InlineData("write", "50 40 20", "", false, "three times within an hour")]
    [InlineData("propose", "", "", false, "only in mode write")]
    [InlineData("write", "", "stop", false, "while no write stop is set")]
    [InlineData("write", "", "off", false, "Tenant:Subscription:Mend is false")]
    [InlineData("write", "", "", true, "is not answered with 200")]
    [InlineData("write", "", "unproven", true, null)]
    public async Task A_stopped_webhook_is_set_active_again_where_that_may_be(string mode, string mendedMinutesAgo, string special, bool intakeIsDown, string? whyNot)
    {
        await MakeAsync("nine failures");
        await using var worker = await StartAsync(
            ("Tenant:Mode", mode), ("Tenant:Subscription:Watch", "false"), ("Tenant:Subscription:Mend", special == "off" ? "false" : "true"),
            ("Tenant:Subscription:MendUnproven", special == "unproven" ? "true" : "false"));
        if (special == "stop")
        {
            await worker.Services.GetRequiredService<TenantModes>().StopWritesAsync(WorkerHost.Tenant, "Anna", "a test", Cancellation);
        }

        World.IntakeStatus = intakeIsDown ? 503 : null;
        var stopped = Assert.Single(await worker.Services.GetRequiredService<SuperOfficeClient>().Webhooks.ListAsync(Cancellation));
        var before = mendedMinutesAgo.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(minutes => TimeProvider.System.GetUtcNow().AddMinutes(-int.Parse(minutes, CultureInfo.InvariantCulture))).ToList();

        var (mended, reason) = await worker.Services.GetRequiredService<Mending>().RunAsync(stopped, before, Cancellation);

        Assert.Equal(whyNot is null ? "Active" : "TooManyErrors", (await Crm.WebhookAsync()).State);
        Assert.Equal(whyNot is null, mended is not null);
        Assert.Contains(whyNot ?? "", reason ?? "", StringComparison.Ordinal);
    }

    private async Task MakeAsync(string what)
    {
        switch (what)
        {
            case "none":
                await Crm.ApiAsync(HttpMethod.Delete, $"Webhook/{Webhook}");
                break;
            case "not granted":
                await Crm.FaultsAsync(new { webhookAgent = "Forbidden" });
                break;
            case "stopped by a person":
                await Crm.ApiAsync(HttpMethod.Put, $"Webhook/{Webhook}", new JsonObject { ["State"] = "Stopped" });
                break;
            case "three failures" or "six failures" or "nine failures":
                await FailAsync(what[0] switch { 't' => 1, 's' => 2, _ => 3 });
                break;
            case "two events missing":
                await Crm.ApiAsync(HttpMethod.Put, $"Webhook/{Webhook}", new JsonObject { ["Events"] = Events(AllEvents[..^2]) });
                break;
            case "a second one":
                await AddAsync("connector", "Active");
                break;
            case "a second one, stopped":
                await AddAsync("connector", "Stopped");
                break;
            case "one of somebody else":
                await AddAsync("newsletter", "Active");
                break;
        }
    }

    private async Task AddAsync(string name, string state)
    {
        var made = await Crm.ApiAsync(HttpMethod.Post, "Webhook", new JsonObject
        {
            ["Name"] = name,
            ["Events"] = Events(AllEvents),
            ["TargetUrl"] = (string)(await Crm.ApiAsync(HttpMethod.Get, $"Webhook/{Webhook}"))!["TargetUrl"]!,
        });
        if (state != "Active")
        {
            await Crm.ApiAsync(HttpMethod.Put, $"Webhook/{made!["WebhookId"]}", new JsonObject { ["State"] = state });
        }
    }

    // An event that is never taken is three failures.
    private async Task FailAsync(int events)
    {
        World.IntakeStatus = 503;
        for (var failed = 1; failed <= events; failed++)
        {
            await Crm.CreateAsync($"Failing {failed} AG");
            await Eventually.TrueAsync(async () => (await Crm.WebhookAsync()).FailuresInARow == 3 * failed, cancellationToken: Cancellation);
        }

        World.IntakeStatus = null;
    }

    private static JsonArray Events(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];

    private Task<WorkerHost> StartAsync(params (string Key, string Value)[] settings) => WorkerHost.StartAsync(
        World, settings: [.. new[] { ("Tenant:Subscription:Watch", "true"), ("Tenant:Subscription:LookEvery", "00:00:01") }.ExceptBy(settings.Select(s => s.Key), s => s.Item1), .. settings]);

    private static Task<SubscriptionReport> SeenAsync(WorkerHost worker, Func<SubscriptionReport, bool> until) => Eventually.ValueAsync(
        async () => (await worker.Services.GetRequiredService<Subscriptions>().FindAsync(WorkerHost.Tenant, Cancellation))!,
        report => report is not null && until(report), cancellationToken: Cancellation);
}
