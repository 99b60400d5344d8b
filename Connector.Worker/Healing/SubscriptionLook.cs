using Connector.Jobs.Epochs;
using Connector.Jobs.Memory;
using Connector.Jobs.Subscriptions;
using Connector.SuperOffice;
using Connector.SuperOffice.Webhooks;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Healing;

/// <summary>
/// Looks after a tenant's webhook: how it is, whether it may be set active again, and what changed while events were lost. SuperOffice drops an event after three failures and stops
/// a webhook after nine without a word to anybody, so its counters are all there is to notice it by. One worker at a time does it, see subscription.lua.
/// </summary>
internal sealed class SubscriptionLook(
    SuperOfficeClient client, Subscriptions subscriptions, Losses losses, Mending mending, ChangeSearch search, MemoryWatch memory, WorkerName worker,
    IOptions<SuperOfficeOptions> superOffice, IOptions<TenantOptions> tenant, TimeProvider time, ILogger<SubscriptionLook> log)
{
    // Clocks differ, and SuperOffice may save before it says when.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    // Where everything is gone, so is since when: about what a person remembers.
    private static readonly TimeSpan AfterTotalLoss = TimeSpan.FromDays(1);

    private static readonly TimeSpan NextStep = TimeSpan.FromSeconds(1);

    private IReadOnlyList<string> _reported = [];

    private string Tenant => superOffice.Value.ContextIdentifier;

    private SubscriptionOptions Options => tenant.Value.Subscription;

    // Long enough for a look, short enough that another worker goes on soon.
    private TimeSpan Turn => (2 * Options.LookEvery) + TimeSpan.FromSeconds(30);

    /// <summary>Looks, if it is this worker's turn.</summary>
    /// <returns>How long to wait for the next look.</returns>
    public async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        if (!Options.Watch)
        {
            return Options.LookEvery;
        }

        var (isOurs, last) = await subscriptions.TurnAsync(Tenant, worker.Name, Turn, report: null, cancellationToken);
        if (!isOurs)
        {
            HealingMetrics.WebhookNotSeen(Tenant);
            return Options.LookEvery;
        }

        try
        {
            // While a search goes on, its steps come faster than looks.
            var report = last is { CatchUp: not null } && last.LookedAt + Options.LookEvery > time.GetUtcNow() ? last : await SeeAsync(last, cancellationToken);
            Tell(report);
            return await CatchUpAsync(report, cancellationToken);
        }
        catch (SuperOfficeException failed)
        {
            // What it says of the tenant, the tenant's own look finds too; the report shows how old it is.
            log.SubscriptionNotSeen(Tenant, failed.Message);
            return failed.RetryAfter is { } wait && wait > Options.LookEvery ? wait : Options.LookEvery;
        }
    }

    private async Task<SubscriptionReport> SeeAsync(SubscriptionReport? last, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        IReadOnlyList<WebhookSubscription> ours;
        try
        {
            ours = [.. (await client.Webhooks.ListAsync(cancellationToken)).Where(ConnectorWebhook.IsOurs)];
        }
        catch (SuperOfficeException refused) when (refused.Kind == FailureKind.NotGranted)
        {
            // Nothing is known of events, so nothing that was known is worth anything: the next look that sees begins anew.
            return await KeepAsync(new SubscriptionReport { Tenant = Tenant, LookedAt = now, Findings = [SubscriptionFindings.NotGranted(refused.Message)] }, cancellationToken);
        }

        List<DateTimeOffset> mended = [.. last?.Mended.Where(at => at + Mending.Window > now) ?? []];
        (ours, var notMended) = await MendAsync(ours, mended, cancellationToken);
        var report = new SubscriptionReport
        {
            Tenant = Tenant,
            LookedAt = now,
            Webhooks = [.. ours.Select(View)],
            Findings = SubscriptionFindings.Of(ours, notMended),
            SoundUntil = last?.SoundUntil ?? now,
            Mended = mended,
            LossSeen = last?.LossSeen,
            CatchUp = last?.CatchUp,
            LastCatchUp = last?.LastCatchUp,
        };
        return await KeepAsync(await StartCatchUpAsync(report, last, cancellationToken), cancellationToken);
    }

    private async Task<(IReadOnlyList<WebhookSubscription> Webhooks, string? NotMended)> MendAsync(
        IReadOnlyList<WebhookSubscription> ours, List<DateTimeOffset> mended, CancellationToken cancellationToken)
    {
        string? notMended = null;
        var after = new List<WebhookSubscription>();
        foreach (var one in ours)
        {
            if (one.State != WebhookState.TooManyErrors)
            {
                after.Add(one);
                continue;
            }

            var (active, whyNot) = await mending.RunAsync(one, mended, cancellationToken);
            if (active is not null)
            {
                mended.Add(time.GetUtcNow());
                HealingMetrics.WebhookMended();
            }

            notMended ??= whyNot;
            after.Add(active ?? one);
        }

        return (after, notMended);
    }

    /// <summary>Says until when no event was lost, and begins to look for what was, once no more is.</summary>
    private async Task<SubscriptionReport> StartCatchUpAsync(SubscriptionReport report, SubscriptionReport? last, CancellationToken cancellationToken)
    {
        if (!Options.CatchUp)
        {
            return report with { SoundUntil = report.LookedAt, HasGap = false, CatchUp = null };
        }

        if (await losses.FindAsync(cancellationToken) is { } loss && loss.Since != report.LossSeen)
        {
            // A search that was under way begins again, from before the loss.
            return Begin(
                report with { LossSeen = loss.Since }, "Redis has lost data",
                Earlier(loss.Since - (loss.Missing ?? AfterTotalLoss), report.CatchUp?.Since ?? report.SoundUntil));
        }

        if (!report.Webhooks.Any(one => one.State == nameof(WebhookState.Active)) || HasFailedSince(last, report))
        {
            return report with { HasGap = true };
        }

        return last is not { HasGap: true } ? report with { SoundUntil = report.LookedAt }
            : report.CatchUp is not null ? report with { HasGap = true }
            : Begin(report, "the webhook did not work, or posts failed", report.SoundUntil ?? report.LookedAt);
    }

    private SubscriptionReport Begin(SubscriptionReport report, string reason, DateTimeOffset since)
    {
        log.CatchUpStarted(Tenant, since, reason);
        return report with
        {
            SoundUntil = report.LookedAt,
            CatchUp = new CatchUp { Reason = reason, Since = since - Margin, StartedAt = report.LookedAt },
        };
    }

    private static bool HasFailedSince(SubscriptionReport? last, SubscriptionReport report) => report.Webhooks.Any(
        one => last?.Webhooks.FirstOrDefault(before => before.Id == one.Id) is { } before && one.TotalErrors > before.TotalErrors);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    private async Task<TimeSpan> CatchUpAsync(SubscriptionReport report, CancellationToken cancellationToken)
    {
        if (report.CatchUp is not { } at)
        {
            return Options.LookEvery;
        }

        if (memory.Pressure >= MemoryPressure.Trim || await search.StepAsync(at, cancellationToken) is not { } next)
        {
            return NextStep;
        }

        HealingMetrics.Reconciled(next.Untold - at.Untold);
        var ended = next.EndedAt is not null;
        await KeepAsync(report with { CatchUp = ended ? null : next, LastCatchUp = ended ? next : report.LastCatchUp }, cancellationToken);
        if (ended)
        {
            log.CatchUpEnded(Tenant, next.Changed, next.Untold);
        }

        return ended ? Options.LookEvery : TimeSpan.Zero;
    }

    // Where another worker has taken the turn, it has seen the same, or will.
    private async Task<SubscriptionReport> KeepAsync(SubscriptionReport report, CancellationToken cancellationToken)
    {
        await subscriptions.TurnAsync(Tenant, worker.Name, Turn, report, cancellationToken);
        return report;
    }

    private void Tell(SubscriptionReport report)
    {
        HealingMetrics.WebhookSeen(Tenant, report.Webhooks.Select(one => one.State == nameof(WebhookState.Active) ? one.FailuresLeft : 0).DefaultIfEmpty(0).Max());
        IReadOnlyList<string> kinds = [.. report.Findings.Select(finding => finding.Kind)];
        foreach (var finding in report.Findings.Where(finding => !_reported.Contains(finding.Kind)))
        {
            log.SubscriptionFinding(Tenant, finding.Text, finding.Remedy);
        }

        if (_reported.Count > 0 && kinds.Count == 0)
        {
            log.SubscriptionSound(Tenant);
        }

        _reported = kinds;
    }

    private static WebhookView View(WebhookSubscription one) => new(
        one.WebhookId, one.Name, one.State.ToString(), ConnectorWebhook.Shown(one.TargetUrl),
        Math.Max(0, ConnectorWebhook.FailuresThatStop - one.ConsecutiveErrors), one.TotalErrors);
}
