using Connector.Jobs.Spend;
using Connector.Worker.Enriching;
using Connector.Worker.Limits;
using Connector.Worker.Passes;
using Connector.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Spending;

/// <summary>The tenant's caps applied to its book: sets money aside before an analysis, books its cost after, and tells when a cap is near.</summary>
internal sealed class DailySpend(SpendBook book, TenantLimits limits, IOptions<WorkerOptions> worker, ILogger<DailySpend> log)
{
    /// <summary>Sets aside what the analysis is expected to cost, unless that was done before.</summary>
    /// <returns>Under which round to ask; null if it has been answered and the answer is stored.</returns>
    /// <exception cref="SpendCapException">The day's calls or money are used up.</exception>
    public async Task<string?> ReserveAsync(PassScope scope, ReadyEntity entity, string? round, CancellationToken cancellationToken)
    {
        var caps = limits.Spend;
        var reservation = await book.ReserveAsync(
            scope.Pass, entity.Key, entity.Question.Fingerprint, round, caps, scope.RedisNow, cancellationToken);
        Alarm(scope.Tenant, reservation.Alarm);
        switch (reservation.Verdict)
        {
            case ReservationVerdict.Reserved:
                scope.SpendReserved = true;
                WorkerMetrics.SpendReserved();
                return reservation.Round;
            case ReservationVerdict.Open:
                return reservation.Round;
            case ReservationVerdict.Answered:
                return null;
            default:
                throw new SpendCapException(reservation, caps);
        }
    }

    /// <summary>Stores the answer and books its cost.</summary>
    public async Task SettleAsync(
        PassScope scope, ReadyEntity entity, ReadOnlyMemory<byte> stored, Cost? cost, CancellationToken cancellationToken)
    {
        var counted = Counted(scope.Tenant, cost);
        var alarm = await book.SettleAsync(
            scope.Pass, entity.Key, entity.Question.Fingerprint, stored, worker.Value.AnswerRetention, counted, cancellationToken);
        WorkerMetrics.SpendSettled(counted ?? limits.Spend.ExpectedCost, limits.Spend.Currency);
        Alarm(scope.Tenant, alarm);
    }

    /// <summary>Takes back what was set aside for an analysis that failed, and books what the attempt cost, if it cost anything.</summary>
    public async Task ReleaseAsync(PassScope scope, ReadyEntity entity, Cost? cost, CancellationToken cancellationToken)
    {
        var counted = Counted(scope.Tenant, cost ?? Cost.None) ?? limits.Spend.ExpectedCost;
        Alarm(scope.Tenant, await book.ReleaseAsync(scope.Pass, entity.Key, entity.Question.Fingerprint, counted, cancellationToken));
        if (counted > 0)
        {
            WorkerMetrics.SpendSettled(counted, limits.Spend.Currency);
        }
    }

    /// <summary>The cost in the tenant's currency; null if it is not known in it.</summary>
    private decimal? Counted(string tenant, Cost? cost)
    {
        if (cost is null || cost.Amount == 0 || cost.Currency == limits.Spend.Currency)
        {
            return cost?.Amount;
        }

        log.ForeignCurrency(tenant, cost.Currency, limits.Spend.Currency);
        return null;
    }

    private void Alarm(string tenantName, int threshold)
    {
        if (threshold == 0)
        {
            return;
        }

        WorkerMetrics.SpendAlarm(threshold);
        if (threshold >= 100)
        {
            log.SpendUsedUp(tenantName);
        }
        else
        {
            log.SpendNearlyUsedUp(tenantName, threshold);
        }
    }
}
