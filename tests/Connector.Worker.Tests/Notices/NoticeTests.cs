using Connector.Jobs.Epochs;
using Connector.Jobs.Intake;
using Connector.Jobs.Queue;
using Connector.Jobs.Subscriptions;
using Connector.Testing;
using Connector.Worker.Notices;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Notices;

/// <summary>Each notice: raised, received once and signed, and taken back.</summary>
[Collection(FourthWorld.Name)]
public sealed class NoticeTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Prefix = "connector:{0}:";
    private const string Tenant = WorkerHost.Tenant;

    [Fact]
    public async Task Each_is_raised_received_once_signed_and_taken_back()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var receiver = await NoticeReceiver.StartAsync();
        await using var worker = await StartAsync(receiver);
        await Eventually.TrueAsync(
            async () => await Database(worker).HashExistsAsync(Prefix + "tenants", Tenant), cancellationToken: Cancellation);
        foreach (var (kind, cause, end) in Causes(worker))
        {
            await cause();
            var raised = await ReceivedAsync(receiver, "notice.raised", kind);
            Assert.True(raised.IsSigned, kind);
            Assert.All(new[] { "text", "remedy" }, part => Assert.EndsWith(".", (string)raised.Body["data"]![part]!, StringComparison.Ordinal));

            await end();
            var ended = await ReceivedAsync(receiver, "notice.ended", kind);
            Assert.Equal((string)raised.Body["data"]!["key"]!, (string)ended.Body["data"]!["key"]!);
            Assert.NotEqual(raised.Id, ended.Id);
        }

        Assert.All(receiver.All.GroupBy(one => one.Id), posts => Assert.Single(posts));
        await Eventually.TrueAsync(async () => await Database(worker).HashLengthAsync(Prefix + "notices") == 0, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task What_its_receiver_does_not_take_is_posted_again_with_the_same_id_until_it_does()
    {
        await using var receiver = await NoticeReceiver.StartAsync();
        receiver.Status = 500;
        await using var worker = await StartAsync(receiver);
        var notices = worker.Services.GetRequiredService<Jobs.Notices.Notices>();

        var key = await notices.TestAsync("Anna", TimeProvider.System.GetUtcNow(), Cancellation);

        await Eventually.TrueAsync(() => receiver.All.Count >= 2, cancellationToken: Cancellation);
        var open = Assert.Single(await notices.ListAsync(Cancellation), one => one.Notice.Key == key);
        Assert.Equal((null, "It was answered 500."), (open.SentAt, open.Problem));
        Assert.Single(receiver.All.Select(one => one.Id).Distinct());

        receiver.Status = 200;
        await ReceivedAsync(receiver, "notice.ended", "test");
        Assert.Equal(2, receiver.All.Select(one => one.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("Teams", "attachments")]
    [InlineData("Slack", "text")]
    public async Task Chats_get_the_shape_they_take(string shape, string member)
    {
        await using var receiver = await NoticeReceiver.StartAsync();
        await using var worker = await StartAsync(receiver, ("Notices:Shape", shape), ("Notices:DashboardUrl", "https://connector.example.com/"));

        await worker.Services.GetRequiredService<Jobs.Notices.Notices>().TestAsync("Anna", TimeProvider.System.GetUtcNow(), Cancellation);

        await Eventually.TrueAsync(() => !receiver.All.IsEmpty, cancellationToken: Cancellation);
        var body = receiver.All.First().Body[member]!.ToJsonString();
        Assert.Contains("Anna tests whether notices arrive.", body, StringComparison.Ordinal);
        Assert.Contains("https://connector.example.com/", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://connector.example.com/x", "", "", "Notices:Url must be an https address")]
    [InlineData("ftp://127.0.0.1/x", "", "", "Notices:Url must be an https address")]
    [InlineData("https://example.com/x", "whsec_c2hvcnQ=", "", "Notices:Secret must be whsec_")]
    [InlineData("https://example.com/x", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=", "", "Notices:Secret must be whsec_")]
    [InlineData("https://example.com/x", "", "file:///x", "Notices:DashboardUrl must be")]
    [InlineData("https://example.com/x", "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=", "https://a.example", null)]
    [InlineData("http://127.0.0.1:1/x", "", "", null)]
    public void Wrong_settings_say_what_to_do_and_repeat_nothing(string url, string secret, string dashboard, string? problem)
    {
        var result = new NoticeOptionsRules().Validate(null, new NoticeOptions
        {
            Url = new Uri(url),
            Secret = secret,
            DashboardUrl = dashboard.Length > 0 ? new Uri(dashboard) : null,
        });

        Assert.Equal(problem is null, result.Succeeded);
        Assert.Contains(problem ?? "", result.FailureMessage ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("example.com/x", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    private static IEnumerable<(string Kind, Func<Task> Cause, Func<Task> End)> Causes(WorkerHost worker)
    {
        var (services, database) = (worker.Services, Database(worker));
        yield return (
            "held",
            () => services.GetRequiredService<Holds>().HoldByAsync(Tenant, "migration", "Anna", Cancellation),
            () => services.GetRequiredService<Holds>().ResumeByAsync(Tenant, "Anna", Cancellation));
        yield return (
            "brake",
            () => database.HashSetAsync(Prefix + "tenant:" + Tenant, [new("mode", "propose"), new("modeBy", "brake"), new("modeReason", "too many conflicts.")])
                .ContinueWith(_ => database.SetAddAsync(Prefix + "leashes", Tenant), TaskScheduler.Default).Unwrap(),
            () => database.KeyDeleteAsync(Prefix + "tenant:" + Tenant));
        yield return (
            "spool",
            () => services.GetRequiredService<SpoolCounts>().SetAsync("a.spool", 3, Cancellation),
            () => services.GetRequiredService<SpoolCounts>().SetAsync("a.spool", 0, Cancellation));
        yield return (
            "webhook",
            () => SaveAsync(services, new SubscriptionReport
            {
                Tenant = Tenant,
                LookedAt = TimeProvider.System.GetUtcNow(),
                Findings = [new("stopped", true, "Webhook 1 is stopped.", "connector webhooks activate 1.")],
            }),
            () => SaveAsync(services, new SubscriptionReport { Tenant = Tenant, LookedAt = TimeProvider.System.GetUtcNow() }));
        yield return (
            "reconciled",
            () => SaveAsync(services, CaughtUp(TimeProvider.System.GetUtcNow())),
            () => SaveAsync(services, CaughtUp(TimeProvider.System.GetUtcNow().AddHours(-2))));
        yield return (
            "proposals",
            () => database.SortedSetAddAsync($"{Prefix}proposals:{Tenant}", "contact:1", 1),
            () => database.SortedSetRemoveAsync($"{Prefix}proposals:{Tenant}", "contact:1"));
        yield return (
            "dead",
            () => database.SortedSetAddAsync(Prefix + "dead", "some", 1),
            () => database.SortedSetRemoveAsync(Prefix + "dead", "some"));
        yield return (
            "loss",
            () => database.HashSetAsync(Prefix + "loss", [new("kind", "emptied"), new("since", 1)]),
            () => services.GetRequiredService<Losses>().AcceptAsync("Anna", Cancellation));
    }

    private static SubscriptionReport CaughtUp(DateTimeOffset at) => new()
    {
        Tenant = Tenant,
        LookedAt = at,
        LastCatchUp = new() { Reason = "posts failed", Since = at, StartedAt = at, EndedAt = at, Changed = 3, Untold = 2 },
    };

    private static async Task SaveAsync(IServiceProvider services, SubscriptionReport report) => await
        services.GetRequiredService<Subscriptions>().TurnAsync(Tenant, "test", TimeSpan.FromMinutes(1), report, Cancellation);

    private static IDatabase Database(WorkerHost worker) => worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    private static Task<ReceivedNotice> ReceivedAsync(NoticeReceiver receiver, string type, string kind) => Eventually.ValueAsync(
        () => Task.FromResult(receiver.All.FirstOrDefault(one => one.Type == type && one.Kind == kind)!), one => one is not null, cancellationToken: Cancellation);

    private Task<WorkerHost> StartAsync(NoticeReceiver receiver, params (string Key, string Value)[] settings) => WorkerHost.StartAsync(
        World,
        settings:
        [
            ("Notices:Url", receiver.Address.AbsoluteUri), ("Notices:Secret", NoticeReceiver.Secret), ("Notices:LookEvery", "00:00:01"), ("Notices:HeldFor", "00:00:00"),
            ("Notices:SpooledFor", "00:00:00"), .. settings,
        ]);
}
