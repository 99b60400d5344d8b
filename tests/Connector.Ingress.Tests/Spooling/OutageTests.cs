using System.Net;
using Connector.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>What senders and operators see of an ingress with a spool while Redis fails, in each way it can.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(3);

    /// <summary>The longest a post may take. On a machine that is busy with other things a process may not even be run for a while, so CI allows more.</summary>
    private static readonly TimeSpan Limit = Tiers.Pick(TimeSpan.Zero, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("killed")]
    [InlineData("frozen")]
    public async Task While_Redis_is_away_every_post_gets_200_in_time_and_becomes_one_job_afterwards(string how)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress();
        var sender = new Sender(host.Client);
        using var stop = new CancellationTokenSource();
        var sending = sender.SendAsync(stop.Token);
        await Eventually.TrueAsync(() => sender.Answers.Count > 30, cancellationToken: Cancel);

        if (how == "killed")
        {
            await world.Redis.KillAsync();
            await Task.Delay(Outage, Cancel);
            await world.Redis.RestartAsync(Cancel);
        }
        else
        {
            world.Redis.Pause();
            await Task.Delay(Outage, Cancel);
            world.Redis.Resume();
        }

        await Eventually.TrueAsync(() => host.Logs.GetSnapshot().Any(line => line.Id.Name == "StoreRegained"), cancellationToken: Cancel);
        await stop.CancelAsync();
        await sending;

        Assert.All(sender.Answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(sender.Answers, answer => Assert.InRange(answer.Took, TimeSpan.Zero, Limit));
        Assert.Contains(host.Logs.GetSnapshot(), line => line.Message.Contains(" spooled as job ", StringComparison.Ordinal));
        await world.AllAcceptedAsync(sender.Promised);
        await Eventually.ValueAsync(
            host.AuditAsync, audit => audit.Balanced && audit.Spooled == 0 && audit.Accepted == sender.Answers.Count && audit.Duplicates == 0, cancellationToken: Cancel);
        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "Begun");
    }

    [Theory]
    [InlineData("maxmemory", "1", "0")]
    [InlineData("min-replicas-to-write", "1", "0")]
    public async Task While_Redis_refuses_events_are_spooled_in_order_and_told_to_the_audit(string setting, string refusing, string taking)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress(("Ingress:Spool:DrainBatch", "3"));
        var sender = new Sender(host.Client);
        await world.CommandAsync("CONFIG", "SET", setting, refusing);

        var sent = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            var answer = await sender.PostAsync();
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            sent.Add(answer.EventId);
        }

        Assert.Empty(await world.AcceptedAsync());
        if (setting == "maxmemory")
        {
            await Eventually.ValueAsync(host.AuditAsync, audit => audit.Spooled == 10, because: "the audit shows them", cancellationToken: Cancel);
        }

        await world.CommandAsync("CONFIG", "SET", setting, taking);

        await world.AllAcceptedAsync(sent);
        Assert.Equal(sent, await world.AcceptedAsync());
        await Eventually.ValueAsync(host.AuditAsync, audit => audit.Spooled == 0, cancellationToken: Cancel);
    }

    [Fact]
    public async Task An_event_sent_again_during_the_outage_becomes_one_job()
    {
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress();
        var sender = new Sender(host.Client);
        var before = (await sender.PostAsync()).EventId;
        await world.Redis.KillAsync();

        var during = (await sender.PostAsync()).EventId;
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync(during)).Status);
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync(before)).Status);
        await world.Redis.RestartAsync(Cancel);

        await world.AllAcceptedAsync([before, during]);
        await Eventually.ValueAsync(host.AuditAsync, audit => audit is { Accepted: 2, Duplicates: 2, Balanced: true }, cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_full_spool_refuses_with_Retry_After_and_what_it_took_is_accepted()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress(("Ingress:Spool:MaxBytes", "1048576"));
        var sender = new Sender(host.Client);
        await world.Redis.KillAsync();

        for (var i = 0; i < 40 && sender.Answers.All(answer => answer.Status == HttpStatusCode.OK); i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => sender.PostAsync()));
        }

        var refused = sender.Answers.Where(answer => answer.Status != HttpStatusCode.OK).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (answer.Status, answer.RetryAfter)));
        Assert.InRange(sender.Promised.Count(), 800, 2400);
        Assert.Equal("Unhealthy", await HealthAsync(host.Client));
        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "Full");

        await world.Redis.RestartAsync(Cancel);
        await world.AllAcceptedAsync(sender.Promised);
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync()).Status);
    }

    [Fact]
    public async Task A_full_disk_refuses_and_what_it_took_is_accepted_once_and_makes_room_again()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var world = await SpoolWorld.StartAsync();
        using var disk = SmallDisk.TryMount(megabytes: 2);
        Assert.SkipUnless(disk is not null, "It takes the right to mount a file system.");
        await using var host = world.Ingress(("Ingress:Spool:Directory", disk.Path), ("Ingress:Spool:DrainBatch", "50"));
        List<string> promised = [];

        foreach (var sender in (Sender[])[new(host.Client), new(host.Client)])
        {
            await world.Redis.KillAsync();
            for (var i = 0; i < 60 && sender.Answers.All(answer => answer.Status == HttpStatusCode.OK); i++)
            {
                await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => sender.PostAsync()));
            }

            Assert.Contains(sender.Answers, answer => answer.Status == HttpStatusCode.ServiceUnavailable);
            Assert.NotEmpty(sender.Promised);
            promised.AddRange(sender.Promised);
            await world.Redis.RestartAsync(Cancel);

            await world.AllAcceptedAsync(promised);
            await Eventually.TrueAsync(async () => await HealthAsync(host.Client) == "Healthy", cancellationToken: Cancel);
            var audit = await Eventually.ValueAsync(host.AuditAsync, audit => audit is { Spooled: 0, Balanced: true }, cancellationToken: Cancel);
            Assert.Equal((promised.Count, 0), (audit.Accepted, audit.Duplicates));
        }
    }

    [Fact]
    public async Task While_spooling_the_ingress_is_degraded_and_stays_in_rotation()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress();
        var sender = new Sender(host.Client);
        Assert.Equal("Healthy", await HealthAsync(host.Client));

        await world.Redis.KillAsync();
        await sender.PostAsync();
        using (var response = await host.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("Degraded", HealthAnswer.StatusOf(await response.Content.ReadAsStringAsync(Cancel)));
        }

        await world.Redis.RestartAsync(Cancel);
        await Eventually.TrueAsync(async () => await HealthAsync(host.Client) == "Healthy", cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_stop_during_an_outage_leaves_what_was_answered_on_disk_for_the_next_ingress()
    {
        await using var world = await SpoolWorld.StartAsync();
        List<string> promised;
        await using (var first = world.Ingress())
        {
            var sender = new Sender(first.Client);
            await sender.PostAsync();
            world.Redis.Pause();
            var underWay = Enumerable.Range(0, 20).Select(_ => sender.PostAsync()).ToList();
            await Eventually.TrueAsync(
                () => first.Targets.Count(target => target.Contains("webhook", StringComparison.Ordinal)) == 21, cancellationToken: Cancel);
            await first.Services.GetRequiredService<IHost>().StopAsync(Cancel);
            await Task.WhenAll(underWay);
            Assert.All(sender.Answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            promised = [.. sender.Promised];
        }

        Assert.Single(world.Files("db"));
        Assert.Empty(world.Files("lock"));
        await world.Redis.KillAsync();
        await world.Redis.RestartAsync(Cancel);
        await using (var second = world.Ingress())
        {
            await world.AllAcceptedAsync(promised);
            await Eventually.TrueAsync(() => world.Files("db").Count == 1, because: "the adopted file is deleted", cancellationToken: Cancel);
            Assert.Single(second.Logs.GetSnapshot(), line => line.Id.Name == "Adopted");
        }

        Assert.Equal(["epoch-sandbox.json", "profile"], Directory.EnumerateFileSystemEntries(world.Spool).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static async Task<string> HealthAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);
        return HealthAnswer.StatusOf(await response.Content.ReadAsStringAsync(Cancel));
    }
}
