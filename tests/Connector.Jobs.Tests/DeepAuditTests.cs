using System.Globalization;
using Connector.Jobs.Audit;
using Connector.Jobs.Queue;
using Connector.Testing;

namespace Connector.Jobs.Tests;

/// <summary>How the audit in depth goes about it: what is in order it finds in order, at rest and at work, and it changes nothing.</summary>
public sealed class DeepAuditTests(RedisFixture redis) : IAsyncLifetime
{
    private const int MostDuringAnAudit = 400;

    private int _room;
    private Machine _machine = null!;
    private AuditedMachine _audited = null!;

    private static CancellationToken Cancel => Machine.Cancellation;

    public async ValueTask InitializeAsync()
    {
        _machine = await Machine.StartAsync(redis);
        _audited = new AuditedMachine(_machine);
    }

    public async ValueTask DisposeAsync() => await _machine.DisposeAsync();

    [Fact]
    public async Task A_machine_with_jobs_in_every_place_is_clean()
    {
        await _audited.OneOfEachAsync();

        var report = await _audited.AuditAsync();

        Assert.Empty(report.Findings);
        Assert.True(report.Clean);
        Assert.Equal(6, report.Count.Accepted);
        Assert.Equal((6, 3, 1), (report.Looked["jobs"], report.Looked["accounts"], report.Looked["passes"]));
        Assert.True(report.Milliseconds >= 0);
    }

    [Fact]
    public async Task Nothing_is_written()
    {
        await _audited.OneOfEachAsync();
        var before = await _machine.SnapshotAsync();

        await _audited.AuditAsync();

        Assert.Equal(before, await _machine.SnapshotAsync());
    }

    [Fact]
    public async Task More_than_a_call_may_look_at_is_looked_at_in_parts()
    {
        for (var part = 0; part < 3; part++)
        {
            await _machine.Intake.AcceptAsync([.. Enumerable.Range(0, 500).Select(_ => Machine.Event())], Cancel);
        }

        for (var part = 0; part < 2; part++)
        {
            var jobs = await _machine.Waiting.ReadAsync(450, Cancel);
            await Task.WhenAll(jobs.Select(job => _machine.Waiting.AttachAsync(job, Machine.Process(1), Cancel)));
        }

        var report = await _audited.AuditAsync();
        Assert.Empty(report.Findings);
        Assert.Equal((1_500, 900), (report.Looked["jobs"], report.Count.Scheduled));
    }

    [Fact]
    public async Task Without_time_it_says_that_it_is_not_complete()
    {
        await _audited.OneOfEachAsync();

        var report = await _audited.Deep.RunAsync(TimeSpan.Zero, Cancel);

        Assert.False(report.Complete);
        Assert.False(report.Clean);
    }

    [Fact]
    public async Task Under_load_it_finds_nothing()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task[] load = [AcceptAsync(enough.Token), DecideAsync(enough.Token), WorkAsync(0, enough.Token), WorkAsync(1, enough.Token)];
        for (var audit = 0; audit < Tiers.Pick(4, 20, 200); audit++)
        {
            // As much as there is to look at at most: an audit beside which ever more is accepted would never end.
            Volatile.Write(ref _room, MostDuringAnAudit);
            var accepted = (await _machine.Audit.CountAsync(Cancel)).Accepted;
            await Eventually.TrueAsync(async () => (await _machine.Audit.CountAsync(Cancel)).Accepted > accepted + 50, cancellationToken: Cancel);
            var report = await _audited.AuditAsync();
            Assert.True(report.Clean, string.Join('\n', report.Findings));
        }

        await enough.CancelAsync();
        await Task.WhenAll(load);
    }

    [Fact]
    public void Every_kind_has_a_meaning_and_an_advice()
    {
        Assert.All(FindingKinds.All, kind => Assert.NotEqual("", FindingKinds.Explain(kind, "x").Advice));
        Assert.Equal(FindingKinds.All.Count, FindingKinds.All.Distinct().Count());
    }

    private async Task AcceptAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await Eventually.TrueAsync(
                () => enough.IsCancellationRequested || Volatile.Read(ref _room) > 0, deadline: TimeSpan.FromMinutes(10), cancellationToken: Cancel);
            await _machine.Intake.AcceptAsync([.. Enumerable.Range(0, 20).Select(_ => Machine.Event())], Cancel);
            Interlocked.Add(ref _room, -20);
        }
    }

    private async Task DecideAsync(CancellationToken enough)
    {
        for (var n = 0; !enough.IsCancellationRequested; n++)
        {
            foreach (var job in await _machine.Waiting.ReadAsync(20, Cancel))
            {
                var decision = Machine.Process(1 + (n % 7), person: n % 3 == 0 ? n % 5 : null);
                await (n % 4 == 0 ? _machine.Waiting.SkipAsync(job, decision, Cancel) : _machine.Waiting.AttachAsync(job, decision, Cancel));
            }
        }
    }

    private async Task WorkAsync(int worker, CancellationToken enough)
    {
        for (var n = 0; !enough.IsCancellationRequested; n++)
        {
            if ((await _machine.Passes.TakeAsync(worker.ToString(CultureInfo.InvariantCulture), [], Cancel)).Pass is not { } pass)
            {
                await Task.Yield();
                continue;
            }

            await ((n % 6) switch
            {
                0 => _machine.Passes.RetryAsync(pass, TimeSpan.Zero, "time-out", Cancel),
                1 => _machine.FinishAsync(pass, JobOutcome.Dead),
                2 => _machine.Passes.ReleaseAsync(pass, new Release { Reason = ReleaseReason.StillWorking }, Cancel),
                _ => _machine.FinishAsync(pass),
            });
        }
    }
}
