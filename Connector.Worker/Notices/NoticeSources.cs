using System.Globalization;
using Connector.Jobs.Audit;
using Connector.Jobs.Epochs;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Memory;
using Connector.Jobs.Notices;
using Connector.Jobs.Queue;
using Connector.Jobs.Spend;
using Connector.Jobs.Subscriptions;
using Connector.Jobs.Tenants;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Notices;

/// <summary>All that a person should know of now, from what Redis holds: whichever worker looks finds the same.</summary>
internal sealed class NoticeSources(
    KnownTenants tenants, Subscriptions subscriptions, Holds holds, SpendBook spend, TenantModes modes, JobAudit audit, SpoolCounts spools, MemoryWatch memory, Losses losses,
    Proposals proposals, IOptions<NoticeOptions> options, TimeProvider time)
{
    // How long what was caught up with stays one.
    private static readonly TimeSpan CaughtUpFor = TimeSpan.FromHours(1);

    private const int Near = 80;
    private const int Full = 100;

    public async Task<IReadOnlyList<Notice>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = await tenants.ListAsync(cancellationToken);
        List<Notice> notices = [];
        foreach (var tenant in known)
        {
            notices.AddRange(OfWebhook(tenant, await subscriptions.FindAsync(tenant, cancellationToken), now));
            if (await proposals.OldestAsync(tenant, cancellationToken) is { } oldest && oldest + options.Value.ProposedFor <= now)
            {
                notices.Add(new($"proposals:{tenant}", "proposals", tenant, false, $"Proposals of {tenant} have waited since {At(oldest)}.", $"connector proposals {tenant} shows them; connector approve and connector reject decide."));
            }
        }

        notices.AddRange((await holds.ListAsync(cancellationToken)).Where(hold => hold.Since + options.Value.HeldFor <= now).Select(OfHold));
        notices.AddRange((await spend.TodayAsync(cancellationToken)).Where(today => today.Percent >= Near).Select(OfSpend));
        notices.AddRange((await modes.ListAsync(cancellationToken)).Where(one => one.Limits.IsBraked).Select(one => new Notice(
            $"brake:{one.Tenant}", "brake", one.Tenant, true, $"The brake lowered the mode of {one.Tenant}: {one.Limits.ModeReason?.TrimEnd('.')}.",
            $"Look at what was written last (connector explain), undo it if it is wrong; then connector mode {one.Tenant} write --reason … --yes.")));
        notices.AddRange((await spools.ListAsync(cancellationToken)).Where(one => one.Since + options.Value.SpooledFor <= now).Select(one => new Notice(
            $"spool:{one.File}", "spool", null, true, $"{Number(one.Events)} events rest on an ingress' disk since {At(one.Since)}: Redis does not take them.",
            "Bring Redis back, or give it more memory; do not delete that disk. connector spools shows them.")));
        notices.AddRange(await OfAllAsync(cancellationToken));
        return notices;
    }

    private async Task<IEnumerable<Notice>> OfAllAsync(CancellationToken cancellationToken)
    {
        List<Notice> notices = [];
        if ((await audit.CountAsync(cancellationToken)).Dead is > 0 and var dead)
        {
            notices.Add(new("dead", "dead", null, false, $"{Number(dead)} jobs have failed for good.", "connector dead says why; mend that, then connector release, or connector ignore."));
        }

        if (memory.Pressure >= MemoryPressure.Alarm)
        {
            notices.Add(new(
                "memory", "memory", null, true, "Redis' memory is 80 % full or more, although history has made room.",
                "Give Redis more memory (maxmemory); from 90 % on new events are kept in the ingresses' spools."));
        }

        if (await losses.FindAsync(cancellationToken) is { IsOpen: true } loss)
        {
            notices.Add(new(
                "loss", "loss", null, true, $"Redis has lost data, noticed at {At(loss.Since)}: only empty fields and those known to be ours are written.",
                "connector loss status says what; then connector loss accept."));
        }

        return notices;
    }

    private static IEnumerable<Notice> OfWebhook(string tenant, SubscriptionReport? report, DateTimeOffset now)
    {
        foreach (var finding in report?.Findings ?? [])
        {
            yield return new($"webhook-{finding.Kind}:{tenant}", "webhook", tenant, finding.IsUrgent, $"{tenant}: {finding.Text}", finding.Remedy);
        }

        if (report?.LastCatchUp is { Untold: > 0, EndedAt: { } ended } last && ended + CaughtUpFor > now)
        {
            yield return new(
                $"reconciled:{tenant}:{ended.ToUnixTimeSeconds()}", "reconciled", tenant, false,
                $"{tenant} is caught up from {At(last.Since)} on, because {last.Reason}: no event had told of {Number(last.Untold)} records, which are worked on now.",
                "Find out why events were lost: connector subscription, and the log of the ingress.");
        }
    }

    private static Notice OfHold(Hold hold) => new(
        $"held:{hold.Tenant}", "held", hold.Tenant, true, $"The work of {hold.Tenant} has waited since {At(hold.Since)}. {hold.Reason.TrimEnd('.')}.",
        hold.By is null ? "It goes on by itself once that is over." : $"{hold.By} held it: connector resume {hold.Tenant}.");

    private static Notice OfSpend(SpendToday today) => new(
        $"spend{(today.Percent >= Full ? Full : Near)}:{today.Tenant}:{today.Day}", "spend", today.Tenant, today.Percent >= Full,
        today.Percent >= Full
            ? $"{today.Tenant} has used up its day's calls or money: its work waits until {(today.EndsAt is { } ends ? At(ends) : "its next day")}."
            : $"{today.Tenant} has used up {Near} % of its day's calls or money.",
        "connector spend shows it; raise Tenant:Spend if that is right, or look for what asks so much.");

    private static string At(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
